import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { expect, it } from 'vitest';
import { bypassProxiesForThisMachine } from '../../../lib/local/proxies.ts';

it('turns no proxy on if Node uses none', () => {
  const { globalAgent } = http;
  bypassProxiesForThisMachine({ NODE_USE_ENV_PROXY: '0', HTTP_PROXY: 'http://127.0.0.1:9' });
  expect(http.globalAgent).toBe(globalAgent);
});

it.each([
  [{}, '127.0.0.1,localhost,::1'],
  [{ NO_PROXY: 'intern.example' }, 'intern.example,127.0.0.1,localhost,::1'],
  [{ no_proxy: 'school.example' }, 'school.example,127.0.0.1,localhost,::1'],
])('adds this machine to the exceptions %j', (exceptions, expected) => {
  const script = `
    import http from 'node:http';
    import { bypassProxiesForThisMachine } from './lib/local/proxies.ts';
    bypassProxiesForThisMachine(process.env);
    console.log(http.globalAgent.options.proxyEnv.NO_PROXY);`;
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', ...exceptions };
  const options = { encoding: 'utf8', env } as const;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], options)).toBe(
    `${expected}\n`,
  );
});
