import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { emulatorProgram } from '../../../lib/emulator/command-line.ts';
import type { RongCloudEmulatorOptions } from '../../../lib/emulator/emulator.ts';
import { listen } from '../../../lib/emulator/http.ts';
import { callRongCloud } from '../../support/rongcloud-call.ts';

const credentials = ['--app-key', 'K', '--app-secret', 'S'];

/** The command as a person runs it. */
function run(...args: readonly string[]) {
  const child = spawn(process.execPath, ['bin/rongcloud-emulator.ts', ...args], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output.text += chunk;
    });
  return { child, output, ended: once(child, 'exit').then(([code]) => ({ code, text: output.text })) };
}

async function optionsOf(args: readonly string[]): Promise<unknown> {
  const start = vi.fn(async (_options: RongCloudEmulatorOptions) => {});
  const program = emulatorProgram(start)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  await program.parseAsync(args, { from: 'user' });
  return start.mock.calls[0]?.[0];
}

describe('the command line of the emulator', () => {
  it('starts one host on port 8001, without control', async () => {
    expect(await optionsOf(credentials)).toEqual({
      appKey: 'K',
      appSecret: 'S',
      hosts: [{ port: 8001 }],
      control: false,
      behaviour: {},
    });
  });

  it('starts several hosts on the ports that follow', async () => {
    expect(await optionsOf([...credentials, '--port', '9000', '--hosts', '2', '--control'])).toMatchObject({
      hosts: [{ port: 9000 }, { port: 9001 }],
      control: true,
    });
  });

  it('accepts options as words, numbers and booleans', async () => {
    const assignments = ['joinCall=absent', 'testUserQuota=9', 'limitRates=false'];
    const flags = assignments.flatMap((assignment) => ['--option', assignment]);
    expect(await optionsOf([...credentials, ...flags])).toMatchObject({
      behaviour: { joinCall: 'absent', testUserQuota: 9, limitRates: false },
    });
  });

  it.each([
    [[...credentials, '--frob'], "unknown option '--frob'"],
    [[...credentials, 'stray'], 'too many arguments'],
    [['--app-secret', 'S'], "required option '--app-key <key>' not specified"],
    [['--app-key', 'K'], "required option '--app-secret <secret>' not specified"],
    [[...credentials, '--port', '65536'], 'Give a whole number from 0 to 65535.'],
    [[...credentials, '--port', 'http'], 'Give a whole number from 0 to 65535.'],
    [[...credentials, '--hosts', '0'], 'Give a whole number from 1 to 9.'],
    [[...credentials, '--option', 'joinCall'], "argument 'joinCall' is invalid"],
    [[...credentials, '--option', 'joinCall=maybe'], "argument 'joinCall=maybe' is invalid"],
    [[...credentials, '--option', 'nothing=1'], 'There is no such option'],
  ])('refuses %o', async (args, message) => {
    await expect(optionsOf(args)).rejects.toThrow(message);
  });
});

describe('npm run rongcloud-emulator', () => {
  it('sends callbacks to this machine without the proxy of the environment', async () => {
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = createHttpServer();
    const receiver = await listen(server, 0);
    onTestFinished(() => receiver.stop());
    const arrived = once(server, 'request');
    const callbackUrl = `callbackUrl=${receiver.origin}/callback`;
    const { child, output } = run(...credentials, '--port', '0', '--option', callbackUrl);
    await once(child.stdout, 'data');
    const [origin] = output.text.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    const call = { appKey: 'K', appSecret: 'S', form: { chatroomId: '7' } };
    await callRongCloud(`${origin}/chatroom/create_new.json`, call);
    const [{ url }] = await arrived;
    expect(url).toMatch(/^\/callback\?appKey=K&/);
  });

  it('prints its usage, and the options with their defaults', async () => {
    expect(await run('--help').ended).toEqual({
      code: 0,
      text: expect.stringMatching(/--app-secret <secret>.*joinCall=present\n/s),
    });
  });
});
