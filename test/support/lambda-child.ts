import { pathToFileURL } from 'node:url';

/**
 * Runs in a Lambda function's process: loads the given bundle, serves one event after the other, and passes on console
 * output, as the runtime does with JSON logs.
 */
interface Invocation {
  readonly id: number;
  readonly event: unknown;
  readonly remainingMs: number;
}

type Handler = (event: unknown, context: { getRemainingTimeInMillis: () => number }) => Promise<unknown>;

const tell = (message: object) => process.send?.(message);
for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
  console[level] = (entry: unknown) => void tell({ level, entry });
}

const [, , bundle = ''] = process.argv;
const { handler }: { handler: Handler } = await import(pathToFileURL(bundle).href);

process.on('message', async ({ id, event, remainingMs }: Invocation) => {
  const endsAt = Date.now() + remainingMs;
  try {
    tell({ id, reply: await handler(event, { getRemainingTimeInMillis: () => endsAt - Date.now() }) });
  } catch (error) {
    tell({ id, error: String(error) });
  }
});
tell({ ready: true });
