import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/endpoints.ts';
import type { StartWorld, World } from '../support/world.ts';

/** A text in every form in which it might slip into a line. */
const disguises = (text: string): string[] => {
  const bytes = Buffer.from(text);
  return [
    text,
    encodeURIComponent(text),
    new URLSearchParams({ text }).toString().slice('text='.length),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    JSON.stringify(text).slice(1, -1),
    [...text]
      .map((letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()))
      .join(''),
  ];
};

const password = 'CANARY-password €1&2';
const wrongPassword = 'CANARY-wrong-password';
const unknownUser = 'CANARY-unknown-user';

export const secrecy = (start: StartWorld) =>
  describe('the log', () => {
    let world: World;
    beforeAll(async () => {
      world = await start();
      await world.addUser({ username: 'keeper' }, password);
    });
    afterAll(() => world.stop());

    const everyWay = async (path: string, fields: Record<string, string>) => {
      const query = new URLSearchParams(fields);
      const authorization = `Basic ${Buffer.from(`${fields.username}:${fields.password}`).toString('base64')}`;
      const { username: _username, password: _password, ...others } = fields;
      await world.call(`${path}?${query}`);
      await world.call(path, { method: 'POST', body: query });
      await world.call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      });
      await world.call(`${path}?${new URLSearchParams(others)}`, { headers: { authorization } });
      await world.call(`${path}?${query}&password=${encodeURIComponent(password)}`);
      await world.call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fields).slice(0, -1),
      });
    };

    it('never holds a password, a token, the secret or the name of nobody, in any encoding', async () => {
      const parameters = { live_id: '1', name: 'room1', id: '2' };
      for (const { path } of Object.values(endpoints)) {
        await everyWay(path, { username: 'keeper', password, ...parameters });
        await everyWay(path, { username: 'keeper', password: wrongPassword, ...parameters });
        await everyWay(path, { username: unknownUser, password: wrongPassword, ...parameters });
        world.emulator.arm({ name: 'server-error', status: 500 }, { calls: 4 });
        await everyWay(path, { username: 'keeper', password, ...parameters });
        world.emulator.disarm();
      }
      const tokens = (world.emulator.users.get('keeper')?.tokens ?? []).map(({ value }) => value);
      expect(tokens.length).toBeGreaterThan(0);
      const written = JSON.stringify(world.log);
      const secrets = [password, wrongPassword, unknownUser, 'local-app-secret', ...tokens];
      expect(secrets.flatMap(disguises).filter((disguise) => written.includes(disguise))).toEqual([]);
      expect(world.log.length).toBeGreaterThan(100);
    });

    it('has one line for a call, with its id, endpoint, status, code and milliseconds', async () => {
      const before = world.log.length;
      const { headers } = await world.call('/im/chatroom_query?username=teacher1&password=123456&id=2');
      expect(world.log.slice(before)).toEqual([
        {
          requestId: headers.get('x-request-id'),
          endpoint: 'chatroom-query',
          status: 200,
          code: 'OK',
          ms: expect.any(Number),
          user: 'teacher1',
        },
      ]);
    });

    it('says of a wrong password no more than that', async () => {
      const before = world.log.length;
      await world.call('/im/chatroom_query?username=teacher1&password=wrong&id=2');
      expect(world.log.slice(before)).toEqual([
        {
          requestId: expect.any(String),
          endpoint: 'chatroom-query',
          status: 401,
          code: 'WRONG_CREDENTIALS',
          ms: expect.any(Number),
        },
      ]);
    });
  });
