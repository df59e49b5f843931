import type { IncomingHttpHeaders } from 'node:http';
import { createSecureContext, type SecureContext } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { buildConnector, type Dispatcher, type Pool } from 'undici';

/**
 * V8 optimises undici's HTTP parser, which is WebAssembly, after three short replies by default. That takes 32 ms of CPU and
 * saves nothing measurable.
 */
const parserFlag = '--wasm-tiering-budget=2000000000';

/** Created once: creating it is a sixth of the work of opening a connection. */
let secureContext: SecureContext | undefined;

/** Opens connections to an origin for undici, whose own timer may add half a second to `timeoutMs`. */
export function connectorTo({ protocol }: { protocol: string }, timeoutMs: number): buildConnector.connector {
  if (protocol === 'https:') secureContext ??= createSecureContext({ minVersion: 'TLSv1.2' });
  // Also if NODE_TLS_REJECT_UNAUTHORIZED is 0.
  const connect = buildConnector({ timeout: timeoutMs, rejectUnauthorized: true, secureContext });
  return (options, callback) => {
    // Only now: V8 rejects cached code of Node's own modules that are loaded after a change of flags.
    setFlagsFromString(parserFlag);
    connect(options, callback);
  };
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request and its whole reply. undici calls the methods `on…`; `reply` settles once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly reply: Promise<Reply>;
  private readonly resolve: (reply: Reply) => void;
  private readonly reject: (error: Error) => void;
  private controller: Dispatcher.DispatchController | undefined;
  private abortError: Error | undefined;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];

  constructor(pool: Pool, request: Dispatcher.DispatchOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.reply = promise;
    this.resolve = resolve;
    this.reject = reject;
    // undici frees a connection one turn after its reply; a request in the same turn would open another one.
    setImmediate(() => pool.dispatch(request, this));
  }

  /** There is a connection, and the request is sent over it. */
  get hasConnection(): boolean {
    return this.controller !== undefined;
  }

  /** The reply has begun. */
  get hasStatus(): boolean {
    return this.status !== 0;
  }

  /** Ends the exchange: `reply` rejects with this error. */
  abort(error: Error): void {
    this.abortError = error;
    this.reject(error);
    this.controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Its connection was opened too late.
    if (this.abortError !== undefined) controller.abort(this.abortError);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { status, headers, chunks } = this;
    this.resolve({ status, headers, body: Buffer.concat(chunks) });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.reject(error);
  }
}
