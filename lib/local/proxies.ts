import { type Agent, globalAgent, setGlobalProxyFromEnv } from 'node:http';

const loopback = '127.0.0.1,localhost,::1';

/**
 * With NODE_USE_ENV_PROXY=1 or --use-env-proxy, Node sends the calls of fetch and of its global agents through
 * HTTP_PROXY, also those to this machine. They then go directly; all others keep their proxy.
 */
export function bypassProxiesForThisMachine(environment: NodeJS.ProcessEnv): void {
  // Node sets this option at its start, whichever way the proxies were turned on.
  const { options } = globalAgent as Agent & { readonly options: { readonly proxyEnv?: unknown } };
  if (options.proxyEnv === undefined) return;
  const bypassed = environment.no_proxy || environment.NO_PROXY;
  const noProxy = bypassed ? `${bypassed},${loopback}` : loopback;
  setGlobalProxyFromEnv({ ...environment, NO_PROXY: noProxy, no_proxy: noProxy });
}
