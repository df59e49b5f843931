import http from 'node:http';

const loopback = '127.0.0.1,localhost,::1';

/**
 * With NODE_USE_ENV_PROXY=1, Node sends every call through HTTP_PROXY, also those from the service to its own embedded
 * DynamoDB and emulator. Calls to this machine go directly; all others keep their proxy.
 */
export function bypassProxiesForThisMachine(environment: NodeJS.ProcessEnv = process.env): void {
  if (environment.NODE_USE_ENV_PROXY === undefined) return;
  const bypassed = environment.no_proxy ?? environment.NO_PROXY;
  const noProxy = bypassed ? `${bypassed},${loopback}` : loopback;
  // Node.js before 24.14 reads no proxy for `fetch` in this way, and has no such function.
  http.setGlobalProxyFromEnv?.({ ...environment, NO_PROXY: noProxy, no_proxy: noProxy });
}
