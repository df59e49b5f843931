import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { listen } from '../../lib/emulator/http.ts';
import { callbacksArrive } from '../../lib/operator/smoke.ts';
import { startTestService } from '../support/test-service.ts';

const run = promisify(execFile);
const smoke = (password: string, ...options: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '../../bin/smoke.ts'), ...options], {
    env: { ...process.env, SMOKE_PASSWORD: password },
  });

const service = await startTestService({ sendsCallbacks: true });
afterAll(() => service.stop());

describe('npm run smoke', () => {
  it('calls every endpoint in both forms, reports it and destroys its rooms', async () => {
    const rooms = [...service.emulator.rooms.keys()];
    const { stdout } = await smoke('123456', '--url', service.origin, '--username', 'teacher1');
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => /^(GET|POST) +\/im\/\w+\/? +\d+ ms {2}ok$/.test(line))).toHaveLength(20);
    expect(lines.slice(-2)).toEqual([
      '20 of 20 calls succeeded',
      "RongCloud's callbacks arrive: attendance is complete",
    ]);
    expect([...service.emulator.rooms.keys()]).toEqual(rooms);
  });

  it('ends with 1 and names the code if a call fails', async () => {
    const failed = smoke('wrong', '--url', service.origin);
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('401 WRONG_CREDENTIALS'),
    });
  });

  it('reports that no callback of RongCloud arrives', async () => {
    const { callbackUrl } = service.emulator.behaviour;
    service.emulator.behave({ callbackUrl: '' });
    const account = { username: 'teacher1', password: '123456' };
    const before = service.log.length;
    expect(await callbacksArrive(service.origin, account, 300)).toBe(false);
    // Ctrl-C while it waits must leave no room behind.
    const called = service.log.slice(before).map(({ endpoint }) => endpoint);
    expect(called.slice(0, 3)).toEqual(['chatroom-create', 'chatroom-destroy', 'chatroom-attendance']);
    service.emulator.behave({ callbackUrl });
    expect(await callbacksArrive(service.origin, account)).toBe(true);
  });

  it('names why fetch failed, here because it does not use port 9', async () => {
    const failed = smoke('123456', '--url', 'http://127.0.0.1:9');
    await expect(failed).rejects.toMatchObject({
      stdout: expect.stringMatching(/^GET {2}\/im\/user_get_token\/ +\d+ ms {2}bad port$/m),
    });
  });

  it('destroys its room also if joining it failed', async () => {
    const rooms = [...service.emulator.rooms.keys()];
    service.emulator.arm({ name: 'signature-refused' }, { calls: 100 }, { path: '/chatroom/join.json' });
    const failed = smoke('123456', '--url', service.origin);
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('502 UPSTREAM_REJECTED'),
    });
    service.emulator.disarm();
    expect([...service.emulator.rooms.keys()]).toEqual(rooms);
  });

  it('reports a redirect as an unexpected reply', async () => {
    const elsewhere = await listen(
      createServer((_request, response) => response.writeHead(301, { location: service.origin }).end()),
      0,
    );
    const failed = smoke('123456', '--url', elsewhere.origin);
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('301, and not our envelope'),
    });
    await elsewhere.stop();
  });

  it('refuses to start without an address', async () => {
    await expect(smoke('123456')).rejects.toMatchObject({
      code: 1,
      stderr: "smoke: required option '--url <url>' not specified (see --help)\n",
    });
    await expect(smoke('123456', '--url', 'im.example.com')).rejects.toMatchObject({
      stderr: 'smoke: --url im.example.com must begin with http:// or https://\n',
    });
  });
});
