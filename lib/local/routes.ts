import { apiDocs } from '../../functions/contract/api-docs.ts';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import type { Handler } from '../../functions/http/handler.ts';
import type { ReadPageFile } from '../../functions/http/page.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import { createHandler } from './handlers.ts';

/** Lambda's limit for one call. */
const lambdaBodyBytes = 6_000_000;

/** One resource as API Gateway has it. */
export interface Route {
  /** Its last part may be `{file}`, which matches any one name. */
  readonly resource: string;
  readonly methods: readonly string[];
  readonly handler: Handler;
  /** True for the endpoints of apps: pages of the `corsOrigins` may call them, and few of them run at once. */
  readonly isEndpoint?: boolean;
  /** @default that of the endpoints */
  readonly maxBodyBytes?: number | undefined;
}

/** The endpoints, and RongCloud's callback. */
export function serviceRoutes(deps: Deps): Promise<readonly Route[]> {
  const endpointRows = Object.values<EndpointRow>(endpoints).map((row) => ({ ...row, isEndpoint: true }));
  const callbackRow = {
    ...statusCallback,
    methods: ['POST'],
    maxBodyBytes: lambdaBodyBytes,
    isEndpoint: false,
  };
  const rows = [...endpointRows, callbackRow];
  return Promise.all(
    rows.map(async ({ name, path: resource, methods, maxBodyBytes, isEndpoint }) => {
      const handler = await createHandler<Handler>(name, deps);
      return { resource, methods, maxBodyBytes, isEndpoint, handler };
    }),
  );
}

/** `/`, which leads to the page. */
const rootRoute: Route = {
  resource: '',
  methods: ['GET'],
  handler: async () => ({
    statusCode: 302,
    headers: { location: `${apiDocs.path}/`, 'cache-control': 'no-store' },
    body: '',
  }),
};

export async function pageRoutes(deps: Deps, read: ReadPageFile): Promise<readonly Route[]> {
  const handler = await createHandler<Handler>(apiDocs.name, deps, read);
  const resources = [apiDocs.path, `${apiDocs.path}/{file}`];
  return [rootRoute, ...resources.map((resource) => ({ resource, methods: ['GET'], handler }))];
}

/** With and without the slash at the end; nothing else is normalised, as on a REST API's resources. */
export function findRoute(routes: readonly Route[], requestPath: string) {
  const path = requestPath.endsWith('/') ? requestPath.slice(0, -1) : requestPath;
  const exact = routes.find(({ resource }) => resource === path);
  if (exact !== undefined) return { ...exact, pathParameters: null };
  const [, folder, file = ''] = /^(.*)\/(.*)$/s.exec(path) ?? [];
  const found = routes.find(({ resource }) => resource === `${folder}/{file}`);
  return found && { ...found, pathParameters: { file } };
}
