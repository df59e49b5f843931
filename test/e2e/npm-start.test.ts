import { describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../../lib/local/data-folder.ts';
import { createTables, embeddedConnection, startDynamoDb } from '../../lib/local/dynamodb.ts';
import { startService } from '../../lib/local/service.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { leaked } from '../support/disguises.ts';
import { breakOff, exchange } from '../support/raw-connection.ts';
import { createRoom, get, queryRoom, useDataFolder } from './npm-start-folder.ts';

describe('npm start', () => {
  const folder = useDataFolder();
  const { start } = folder;

  it('prints five URLs, each of which succeeds as printed', async () => {
    const service = await start();
    const urls = [...service.output().matchAll(/curl '([^']+)'/g)].map(([, url = '']) => url);
    const answers: string[] = [];
    for (const url of urls) answers.push(await get(url));
    await service.end('SIGINT');
    expect(urls.map((url) => url.replace(service.origin, ''))).toEqual([
      '/im/user_get_token/?username=student1&password=123456',
      '/im/chatroom_create/?username=teacher1&password=123456&live_id=1&name=room1',
      '/im/chatroom_join/?username=student1&password=123456&id=7',
      '/im/chatroom_destroy/?username=teacher1&password=123456&id=1',
      '/im/chatroom_query/?username=teacher1&password=123456&id=7',
    ]);
    expect(answers.map((answer) => JSON.parse(answer).ret)).toEqual(Array(5).fill('success'));
    expect(answers[1]).toBe('{"reason":"","id":7,"ret":"success"}');
    expect(service.output()).toContain(`Page:      ${service.origin}/im/docs/\nData:      ${folder.path()}`);
    expect(service.output()).toContain(`Sample:    ${service.origin}/im/docs/class/, a class`);
    expect(service.output()).toMatch(/^RongCloud: the emulator on http:\/\/127\.0\.0\.1:\d+$/m);
  });

  it('creates the demo chatrooms under settings that refuse creates, and then refuses', async () => {
    const settings = { CREATE_ROLES: 'admin', MAX_ACTIVE_ROOMS: '1', MAX_CREATES_PER_MINUTE: '1' };
    const service = await start(settings);
    expect(await queryRoom(service.origin, 6)).toContain('"chatroom_id":6');
    expect(await createRoom(service.origin, 'refused')).toContain('"code":"NOT_ALLOWED"');
    await service.end('SIGINT');
  });

  // Other systems have one loopback address only.
  it.runIf(process.platform === 'linux')(
    'listens only on 127.0.0.1 unless HOST is 0.0.0.0, which prints a warning',
    async () => {
      const elsewhere = (origin: string) => origin.replace('127.0.0.1', '127.0.0.2');
      const alone = await start();
      await expect(fetch(`${elsewhere(alone.origin)}/im/docs/`)).rejects.toThrow('fetch failed');
      await alone.end('SIGINT');
      expect(alone.output()).not.toContain('Network:');
      const open = await start({ HOST: '0.0.0.0' });
      expect(await queryRoom(elsewhere(open.origin), 2)).toContain('"chatroom_id":2');
      await open.end('SIGINT');
      expect(open.origin).toMatch(/^http:\/\/127\.0\.0\.1:/);
      expect(open.output().match(/^Network: .*$/gm)).toEqual([
        expect.stringMatching(/HOST=0\.0\.0\.0: everybody on this network can call it and see its data\.$/),
      ]);
    },
  );

  it('keeps a room after a kill right after the reply', async () => {
    const killed = await start();
    expect(await createRoom(killed.origin, 'kept')).toBe('{"reason":"","id":7,"ret":"success"}');
    await killed.end('SIGKILL');
    const restarted = await start();
    expect(await queryRoom(restarted.origin, 7)).toContain('"item":{"chatroom_id":7,"name":"kept"');
    expect(await createRoom(restarted.origin, 'next')).toBe('{"reason":"","id":8,"ret":"success"}');
    await restarted.end('SIGINT');
  });

  it('starts with an empty database after a first start that was interrupted', async () => {
    const database = await startDynamoDb(await prepareDataFolder(folder.path(), false));
    await createTables(embeddedConnection(database.origin));
    await database.stop();
    const service = await start();
    expect(await queryRoom(service.origin, 6)).toContain('"chatroom_id":6');
    expect(await createRoom(service.origin, 'next')).toBe('{"reason":"","id":7,"ret":"success"}');
    await service.end('SIGKILL');
    const restarted = await start();
    expect(await queryRoom(restarted.origin, 7)).toContain('"name":"next"');
    await restarted.end('SIGINT');
  });

  it('begins with an empty database after -- --fresh', async () => {
    const first = await start();
    await createRoom(first.origin, 'forgotten');
    await first.end('SIGINT');
    const fresh = await start({}, '--fresh');
    expect(await queryRoom(fresh.origin, 7)).toContain('"code":"CHATROOM_NOT_FOUND"');
    expect(await createRoom(fresh.origin, 'new')).toBe('{"reason":"","id":7,"ret":"success"}');
    await fresh.end('SIGINT');
  });

  it.each([
    ['NODE_USE_ENV_PROXY', '1'],
    ['NODE_OPTIONS', '--use-env-proxy'],
  ])('reaches its own database without the proxy of the environment: %s=%s', async (variable, value) => {
    const proxy = 'http://127.0.0.1:9';
    const environment = { [variable]: value, HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
    const service = await start(environment);
    expect(await queryRoom(service.origin, 2)).toContain('"chatroom_id":2');
    await service.end('SIGINT');
  });

  it('ends with one line when the disk is full, and keeps every room that it replied to', async () => {
    const service = await start({ FILE_BLOCKS: '256' });
    let last = 6;
    for (;;) {
      const reply = await createRoom(service.origin, `room${last + 1}`).catch(() => undefined);
      if (reply === undefined) break;
      last = JSON.parse(reply).id;
    }
    expect(await service.ended()).toMatch(
      /^im-gateway: DATA_DIR .+ cannot be used: .*File too large; free some disk space and start again; every reply that was sent is kept\n$/,
    );
    const restarted = await start();
    expect(await queryRoom(restarted.origin, last)).toContain(`"name":"room${last}"`);
    await restarted.end('SIGINT');
  });

  it('answers every valid call while 200 clients break off or send nonsense', async () => {
    const service = await start();
    const path = '/im/user_get_token/';
    const partial = [
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nusername=st`,
      `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Le`,
      'nonsense\r\n\r\n',
    ];
    const broken = Array.from({ length: 200 }, (_none, index) =>
      breakOff(service.origin, partial[index % partial.length] ?? ''),
    );
    const valid = Array.from({ length: 100 }, () => queryRoom(service.origin, 2));
    await Promise.all(broken);
    const replies = await Promise.all(valid);
    await service.end('SIGINT');
    expect(replies.filter((reply) => reply.includes('"ret":"success"'))).toHaveLength(100);
  });

  it('answers a thousand queries that arrive at once, of a user who has not logged in before', async () => {
    // In this process: 1,000 password hashes of full cost would take half a minute of CPU.
    const options = { port: 0, dataPath: folder.path(), passwordCost: cheapPasswordCost, output: () => {} };
    const service = await startService(options);
    const call = 'GET /im/chatroom_query/?username=student1&password=123456&id=2 HTTP/1.1\r\nHost: x\r\n';
    // Pipelined on one connection, because a thousand connections would open one after the other.
    const calls = `${`${call}\r\n`.repeat(999)}${call}Connection: close\r\n\r\n`;
    const replies = await exchange(service.origin, calls);
    await service.stop();
    expect(replies.match(/"(ret|code)":"[A-Za-z_]+"/g)).toEqual(Array(1_000).fill('"ret":"success"'));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    const service = await start();
    expect(await service.end(signal)).toBe(0);
  });

  it('writes no password and no token', async () => {
    const service = await start();
    const { token } = JSON.parse(
      await get(`${service.origin}/im/user_get_token/?username=student1&password=123456`),
    );
    for (const path of [
      'user_get_token',
      'chatroom_create',
      'chatroom_join',
      'chatroom_destroy',
      'chatroom_query',
    ]) {
      await get(
        `${service.origin}/im/${path}/?username=CANARY-user&password=CANARY-password&id=1&live_id=1&name=x`,
      );
      await get(
        `${service.origin}/im/${path}/?username=teacher1&password=CANARY-password&id=x&live_id=1&name=x`,
      );
    }
    await service.end('SIGINT');
    const written = service.output().slice(service.output().indexOf('RongCloud:'));
    expect(leaked(['CANARY-user', 'CANARY-password', token], written)).toEqual([]);
    expect(written).toMatch(/401 {2}chatroom-query {2}WRONG_CREDENTIALS {2}\d+ ms/);
  });
});
