import { afterAll, describe, expect, it } from 'vitest';
import { startService } from '../../lib/local/service.ts';
import { startTestService } from '../support/test-service.ts';

const service = await startTestService();
afterAll(() => service.stop());

describe('the routes of the sample app', () => {
  const post = (name: string, type: string) =>
    service.call(`/_emulator/${name}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: '["student1","2"]',
    });

  it('serve the page under the content security policy of the documentation', async () => {
    const page = await service.call('/im/docs/class/');
    const docs = await service.call('/im/docs/');
    expect(page.text).toContain('<h1 id="title" data-text="title">Live class</h1>');
    expect(page.headers.get('content-security-policy')).toBe(docs.headers.get('content-security-policy'));
  });

  it('pass on to the emulator what a client SDK and the page do, and nothing else', async () => {
    expect((await post('join', 'application/json')).json).toEqual({ result: 0 });
    expect((await service.call('/_emulator/rooms')).text).toContain('"members":["student1"]');
    expect((await post('join', 'text/plain')).status).toBe(400);
    for (const name of ['switchSecret', 'behave', 'advance', 'clearCalls']) {
      expect((await post(name, 'application/json')).json).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect((await service.call('/_emulator/calls')).json).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are absent where a RongCloud account is used', async () => {
    const account = {
      hosts: service.emulator.origin,
      appKey: 'local-app-key',
      appSecret: 'local-app-secret',
    };
    const other = await startService({ port: 0, rongCloud: account, output: () => {} });
    const statuses = ['/im/docs/class/', '/_emulator/rooms'].map(
      async (path) => (await fetch(other.origin + path)).status,
    );
    expect(await Promise.all(statuses)).toEqual([404, 404]);
    await other.stop();
  });
});
