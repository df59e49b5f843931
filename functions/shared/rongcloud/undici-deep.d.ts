/**
 * The parts of undici 7.30.2 that connection.ts takes by their paths inside the package, so that a bundle
 * carries neither fetch nor the pools. test/contract/undici-deep-imports.test.ts guards paths and behaviour.
 *
 * What these still draw in and never run may be replaced by an empty module when bundling: lib/dispatcher/client-h2.js
 * (HTTP/2 is never offered), lib/web/fetch/body.js (bodies are text), lib/llhttp/llhttp-wasm.js (for machines
 * without SIMD).
 */
declare module 'undici/lib/core/connect.js' {
  import type { buildConnector } from 'undici';
  export default function connector(
    options?: buildConnector.BuildOptions,
  ): (options: buildConnector.Options, callback: buildConnector.Callback) => import('node:net').Socket;
}

declare module 'undici/lib/core/symbols.js' {
  const symbols: { readonly kConnect: unique symbol };
  export default symbols;
}

declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  import symbols from 'undici/lib/core/symbols.js';
  export default class extends Client {
    /** Opens the connection ahead of the first request. */
    [symbols.kConnect](connected: () => void): void;
  }
}
