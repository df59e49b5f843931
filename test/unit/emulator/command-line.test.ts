import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseCommandLine } from '../../../lib/emulator/command-line.ts';
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

describe('The command line', () => {
  it('starts one host on port 8001, without control', () => {
    expect(parseCommandLine(credentials)).toEqual({
      appKey: 'K',
      appSecret: 'S',
      hosts: [{ port: 8001 }],
      control: false,
      behaviour: {},
    });
  });

  it('starts several hosts on the ports that follow', () => {
    expect(parseCommandLine([...credentials, '--port', '9000', '--hosts', '2', '--control'])).toMatchObject({
      hosts: [{ port: 9000 }, { port: 9001 }],
      control: true,
    });
  });

  it('takes options as words, numbers, booleans and lists', () => {
    const assignments = ['joinCall=absent', 'maxUsersJoined=9', 'limitRates=false', 'servicesOff=["/user/"]'];
    const flags = assignments.flatMap((assignment) => ['--option', assignment]);
    expect(parseCommandLine([...credentials, ...flags])).toMatchObject({
      behaviour: { joinCall: 'absent', maxUsersJoined: 9, limitRates: false, servicesOff: ['/user/'] },
    });
  });

  it.each([
    [['--frob'], "Unknown option '--frob'"],
    [['stray'], "Unexpected argument 'stray'"],
    [['--app-secret', 'S'], '--app-key is missing'],
    [['--app-key', 'K'], '--app-secret is missing'],
    [[...credentials, '--port', '65536'], '--port must be a whole number from 0 to 65535'],
    [[...credentials, '--port', 'http'], '--port must be a whole number from 0 to 65535'],
    [[...credentials, '--hosts', '0'], '--hosts must be a whole number from 1 to 9'],
    [[...credentials, '--option', 'joinCall'], '--option needs NAME=VALUE, not joinCall'],
    [[...credentials, '--option', 'joinCall=maybe'], '--option joinCall cannot be "maybe"'],
    [[...credentials, '--option', 'nothing=1'], '--option nothing is unknown'],
  ])('refuses %o', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(new Error(message));
  });
});

describe('npm run rongcloud-emulator', () => {
  it('serves, and ends cleanly with Ctrl-C', async () => {
    const { child, output, ended } = run(...credentials, '--port', '0');
    await once(child.stdout, 'data');
    const [origin] = output.text.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    const call = { appKey: 'K', appSecret: 'S', form: { userId: 'u1', name: 'Li Lei' } };
    expect((await callRongCloud(`${origin}/user/getToken.json`, call)).body.code).toBe(200);
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  it('prints its usage', async () => {
    expect(await run('--help').ended).toEqual({ code: 0, text: expect.stringContaining('--app-secret S') });
  });

  it('lists the options with their defaults', async () => {
    expect(await run('--list-options').ended).toEqual({
      code: 0,
      text: expect.stringContaining('joinCall=present\n'),
    });
  });

  it('refuses an unknown option in one line', async () => {
    expect(await run('--frob').ended).toEqual({
      code: 1,
      text: "rongcloud-emulator: Unknown option '--frob' (--help tells more)\n",
    });
  });

  it('says so in one line where the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const { code, text } = await run(...credentials, '--port', port, '--hosts', '2').ended;
    expect([code, text]).toEqual([1, expect.stringMatching(/^rongcloud-emulator: .*EADDRINUSE.*\n$/)]);
  });
});
