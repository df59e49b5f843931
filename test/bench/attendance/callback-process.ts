import { processDeps } from '../../../functions/platform/deps.ts';
import { createHandler } from '../../../functions/rongcloud-chatroom-status.ts';
import type { CallbackRequest } from '../../../lib/emulator/callbacks.ts';
import { callbackEvent } from '../../support/gateway-call.ts';

// One Lambda environment that takes callback after callback, with the environment variables that it was given.

export interface Took {
  /** Of all callbacks but the first, which opens the connections. */
  readonly cpuMs: number;
  readonly failed: number;
}

const handler = createHandler({ ...processDeps, output: () => {} });
const context = { getRemainingTimeInMillis: () => 10_000 };

process.on('message', async (requests: readonly CallbackRequest[]) => {
  let failed = 0;
  let before = process.cpuUsage();
  for (const [index, request] of requests.entries()) {
    const { statusCode } = await handler(callbackEvent(request), context);
    failed += Number(statusCode !== 200);
    if (index === 0) before = process.cpuUsage();
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.({ cpuMs: (user + system) / 1_000, failed } satisfies Took);
});
