import http from 'node:http';
import { expect, it } from 'vitest';
import { bypassProxiesForThisMachine } from '../../../lib/local/proxies.ts';

it('turns no proxy on if Node uses none', () => {
  const { globalAgent } = http;
  bypassProxiesForThisMachine({ NODE_USE_ENV_PROXY: '0', HTTP_PROXY: 'http://127.0.0.1:9' });
  expect(http.globalAgent).toBe(globalAgent);
});
