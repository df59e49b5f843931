import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../lib/emulator/http.ts';
import { callbacksArrive } from '../../lib/operator/smoke.ts';
import { startLocalWorld, type World } from '../support/world.ts';

const run = promisify(execFile);
const smoke = (password: string, ...options: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '../../bin/smoke.ts'), ...options], {
    env: { ...process.env, SMOKE_PASSWORD: password },
  });

describe('npm run smoke', () => {
  let world: World;
  beforeAll(async () => {
    world = await startLocalWorld({ sendsCallbacks: true });
  });
  afterAll(() => world.stop());

  it('calls every endpoint in both forms, reports it and destroys its rooms', async () => {
    const rooms = [...world.emulator.rooms.keys()];
    const { stdout } = await smoke('123456', '--url', world.origin, '--username', 'teacher1');
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => /^(GET|POST) +\/im\/\w+\/? +\d+ ms {2}ok$/.test(line))).toHaveLength(20);
    expect(lines.slice(-2)).toEqual([
      '20 of 20 calls succeeded',
      "RongCloud's callbacks arrive: attendance is complete",
    ]);
    expect([...world.emulator.rooms.keys()]).toEqual(rooms);
  });

  it('ends with 1 and names the code if a call fails', async () => {
    const failed = smoke('wrong', '--url', world.origin);
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('401 WRONG_CREDENTIALS'),
    });
  });

  it('reports that no callback of RongCloud arrives', async () => {
    const { callbackUrl } = world.emulator.behaviour;
    world.emulator.behave({ callbackUrl: '' });
    const account = { username: 'teacher1', password: '123456' };
    expect(await callbacksArrive(world.origin, account, 300)).toBe(false);
    world.emulator.behave({ callbackUrl });
    expect(await callbacksArrive(world.origin, account)).toBe(true);
  });

  it('destroys its room also if joining it failed', async () => {
    const rooms = [...world.emulator.rooms.keys()];
    world.emulator.arm({ name: 'signature-refused' }, { calls: 100 }, { path: '/chatroom/join.json' });
    const failed = smoke('123456', '--url', world.origin);
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('502 UPSTREAM_REJECTED'),
    });
    world.emulator.disarm();
    expect([...world.emulator.rooms.keys()]).toEqual(rooms);
  });

  it('reports a redirect as an unexpected reply', async () => {
    const elsewhere = await listen(
      createServer((_request, response) => response.writeHead(301, { location: world.origin }).end()),
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
