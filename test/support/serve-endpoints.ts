import type { Deps } from '../../functions/platform/deps.ts';
import { type Listening, listen } from '../../lib/emulator/http.ts';
import { createGateway } from '../../lib/local/gateway.ts';
import { serviceRoutes } from '../../lib/local/routes.ts';

/** The endpoints behind the local gateway, with given dependencies. */
export async function serveEndpoints(deps: Deps): Promise<Listening> {
  const routes = await serviceRoutes(deps);
  return await listen(createGateway({ routes, corsOrigins: [], errorStatus: 'http', language: 'en' }), 0);
}
