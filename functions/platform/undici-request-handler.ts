import { type Dispatcher, Pool } from 'undici';
import { type AwsTimeouts, type Deps, processDeps } from './deps.ts';
import { connectorTo, Exchange } from './exchange.ts';

/** A signed request of the SDK; its body is whole. */
interface AwsRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

/** AWS closes idle connections, as it does for the SDK's own handler; this is undici's longest time. */
const keepAliveMs = 600_000;
/** As many as the SDK's own handler opens. */
const maxConnections = 50;

const openPool = ({ protocol, hostname, port }: AwsRequest, connectMs: number) =>
  new Pool(`${protocol}//${hostname}:${port ?? ''}`, {
    connect: connectorTo({ protocol }, connectMs),
    connections: maxConnections,
    keepAliveTimeout: keepAliveMs,
    // The handler limits the whole exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

/**
 * Sends the requests of one client of the AWS SDK, which has one endpoint, through undici. In a function that loads undici for
 * RongCloud this is cheaper than the SDK's own handler: docs/decisions.md has the figures.
 */
export function undiciRequestHandler({ connectMs, requestMs }: AwsTimeouts) {
  let pool: Pool | undefined;

  async function handle(request: AwsRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
    abortSignal?.throwIfAborted();
    pool ??= openPool(request, connectMs);
    const { path, headers, body } = request;
    const method = request.method as Dispatcher.HttpMethod;
    const exchange = new Exchange(pool, { path, method, headers, body });
    const abort = () => exchange.abort(Object.assign(new Error('aborted'), { name: 'AbortError' }));
    abortSignal?.addEventListener('abort', abort);
    const timer = setTimeout(
      () => exchange.abort(new Error(`AWS did not reply within ${requestMs} ms`)),
      requestMs,
    );
    try {
      const { status: statusCode, headers, body } = await exchange.reply;
      return { response: { statusCode, headers, body } };
    } catch (error) {
      // An error of this name is tried again by the SDK, as is one of its own handler after a broken connection.
      throw abortSignal?.aborted ? error : Object.assign(error as Error, { name: 'TimeoutError' });
    } finally {
      clearTimeout(timer);
      abortSignal?.removeEventListener('abort', abort);
    }
  }

  return {
    handle,
    destroy: () => void pool?.destroy(),
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => {},
  };
}

/** On Lambda, the dependencies of a function that loads undici for RongCloud. */
export const undiciDeps: Deps = { ...processDeps, createRequestHandler: undiciRequestHandler };
