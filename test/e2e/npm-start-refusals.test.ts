import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listen } from '../../lib/emulator/http.ts';
import { failToStart } from '../support/local-process.ts';
import { createRoom, queryRoom, useDataFolder } from './npm-start-folder.ts';

describe('npm start says in one line why it does not start, and exits with 1', () => {
  const folder = useDataFolder();
  const { start } = folder;

  const refused = async (environment: Record<string, string>, ...options: string[]) => {
    const { code, output, errors } = await failToStart(
      { DATA_DIR: folder.path(), ...environment },
      ...options,
    );
    expect([code, output]).toEqual([1, '']);
    expect(errors.trimEnd().split('\n')).toHaveLength(1);
    return errors.trimEnd();
  };

  it('a taken port', async () => {
    const other = await listen(createServer(), 0);
    const port = new URL(other.origin).port;
    const line = await refused({ PORT: port });
    await other.stop();
    expect(line).toBe(
      `im-gateway: PORT ${port} is in use; stop the other program or set PORT to another (0 lets the system choose)`,
    );
  });

  it('a folder that cannot be written', async () => {
    const file = join(folder.path(), 'file');
    await writeFile(file, '');
    expect(await refused({ DATA_DIR: file })).toBe(
      `im-gateway: DATA_DIR ${file} cannot be written (ENOTDIR); set DATA_DIR to a folder that this user can write to`,
    );
  });

  it('a folder in which its address cannot be written for other commands', async () => {
    await mkdir(join(folder.path(), 'dynamodb-origin'));
    expect(await refused({})).toBe(
      `im-gateway: DATA_DIR ${folder.path()} cannot be written (EISDIR); set DATA_DIR to a folder that this user can write to`,
    );
  });

  it.each([['start'], ['start', '--fresh']])(
    'a folder that another im-gateway uses: npm %s %s',
    async (...words) => {
      const other = await start();
      await createRoom(other.origin, 'kept');
      const line = await refused({}, ...words.slice(1));
      expect(line).toBe(
        `im-gateway: DATA_DIR ${folder.path()} is in use; stop the other im-gateway or set DATA_DIR to another folder`,
      );
      expect(await queryRoom(other.origin, 7)).toContain('"name":"kept"');
      await other.end('SIGINT');
    },
  );

  const current = () => join(folder.path(), 'dynamodb/CURRENT');

  it.each([
    ['damaged', () => writeFile(current(), 'MANIFEST-999999\n')],
    ['without the file that names its parts', () => rm(current())],
  ])('a database that is %s, which --fresh replaces', async (_what, damage) => {
    const service = await start();
    await service.end('SIGINT');
    await damage();
    expect(await refused({})).toMatch(
      /^im-gateway: DATA_DIR .+ cannot be used: .+; restore the folder from a copy, or run npm start -- --fresh to begin with an empty one$/,
    );
    const fresh = await start({}, '--fresh');
    expect(await queryRoom(fresh.origin, 2)).toContain('"chatroom_id":2');
    await fresh.end('SIGINT');
  });

  it.runIf(process.platform === 'linux')('a folder below /proc', async () => {
    expect(await refused({ DATA_DIR: '/proc/x' })).toBe(
      'im-gateway: DATA_DIR /proc/x cannot be written (ENOENT); set DATA_DIR to a folder that this user can write to',
    );
  });

  it('a DynamoDB that is out of reach', async () => {
    const other = await listen(createServer(), 0);
    await other.stop();
    expect(await refused({ DYNAMODB_ENDPOINT: other.origin })).toBe(
      `im-gateway: DynamoDB at ${other.origin} cannot be used: connect ECONNREFUSED ${new URL(other.origin).host}`,
    );
  });

  it.each([
    ['DATA_DIR', '', 'DATA_DIR is ""; it must be a folder'],
    [
      'HOST',
      'localhost',
      'HOST is "localhost"; it must be 127.0.0.1 for this machine alone, or 0.0.0.0 for its networks too',
    ],
    ['PORT', 'eighty', 'PORT is "eighty"; it must be a whole number from 0 to 65535'],
    ['TIME_ZONE', 'Mars', 'TIME_ZONE is "Mars"; it must be an IANA time zone, such as Asia/Shanghai'],
    [
      'RONGCLOUD_APP_KEY',
      'key',
      'RONGCLOUD_HOSTS is not set; it must be china, singapore, singapore-b, north-america, saudi-arabia, or https:// origins separated by commas',
    ],
    ['DYNAMODB_ENDPOINT', 'there', 'DYNAMODB_ENDPOINT is "there"; it must be an http:// or https:// address'],
  ])('the setting %s=%s', async (variable, value, message) => {
    expect(await refused({ [variable]: value })).toBe(`im-gateway: ${message}`);
  });

  it('a malformed App Secret, without repeating it', async () => {
    const line = await refused({
      RONGCLOUD_HOSTS: 'china',
      RONGCLOUD_APP_KEY: 'key',
      RONGCLOUD_APP_SECRET: 'CANARY secret',
    });
    expect(line).toBe('im-gateway: RONGCLOUD_APP_SECRET is not valid; it must be text without blanks');
  });

  it('demo chatrooms that RongCloud does not create, also under ERROR_STATUS=always200', async () => {
    const account = {
      RONGCLOUD_HOSTS: 'https://127.0.0.1:9',
      RONGCLOUD_APP_KEY: 'k',
      RONGCLOUD_APP_SECRET: 's',
    };
    expect(await refused({ ...account, ERROR_STATUS: 'always200' })).toMatch(
      /^im-gateway: the demo chatrooms cannot be created: \{.*"code":"UPSTREAM_UNAVAILABLE"\}$/,
    );
  });

  it('an unknown option', async () => {
    expect(await refused({}, '--frehs')).toBe(
      "im-gateway: unknown option '--frehs' (Did you mean --fresh?) (see --help)",
    );
  });
});
