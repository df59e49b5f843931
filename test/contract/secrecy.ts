import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/contract/endpoints.ts';
import type { Fault } from '../../lib/emulator/faults/fault.ts';
import { leaked } from '../support/disguises.ts';
import type { StartTestService, TestService } from '../support/test-service.ts';

const password = 'CANARY-password €1&2';
const wrongPassword = 'CANARY-wrong-password';
const unknownUser = 'CANARY-unknown-user';
const disabledPassword = 'CANARY-disabled-password';

const paths = Object.values(endpoints).map(({ path }) => path);

/** Upstream failures of each kind. */
const upstreamFaults: readonly Fault[] = [
  { name: 'server-error', status: 500 },
  { name: 'rate-limited' },
  { name: 'signature-refused' },
  { name: 'html-reply' },
  { name: 'odd-token', flaw: 'other-user' },
];

export const secrecy = (start: StartTestService) =>
  describe('the log', () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start();
      await service.addUser({ username: 'keeper' }, password);
      await service.addUser({ username: 'left', isDisabled: true }, disabledPassword);
    });
    afterAll(() => service.stop());

    const waysOf = (path: string, fields: Record<string, string>) => {
      const query = new URLSearchParams(fields);
      const authorization = `Basic ${Buffer.from(`${fields.username}:${fields.password}`).toString('base64')}`;
      const { username: _username, password: _password, ...others } = fields;
      const json = { 'content-type': 'application/json' };
      const text = JSON.stringify(fields);
      const accepted: [string, RequestInit?][] = [
        [`${path}?${query}`],
        [path, { method: 'POST', body: query }],
        [path, { method: 'POST', headers: json, body: text }],
        [`${path}?${new URLSearchParams(others)}`, { headers: { authorization } }],
      ];
      /** For their shape, with the secret in them. */
      const refused: [string, RequestInit?][] = [
        [`${path}?${query}&password=${encodeURIComponent(password)}`],
        [path, { method: 'POST', headers: json, body: text.slice(0, -1) }],
        [path, { method: 'POST', body: `${query}&more=${'x'.repeat(9_000)}` }],
        [`${path}x?${query}`],
        [path, { headers: { authorization: `${authorization}!` } }],
      ];
      return { accepted, refused };
    };
    const callAll = async (ways: readonly [string, RequestInit?][]) => {
      for (const [target, init] of ways) await service.call(target, init);
    };

    it('never contains a password, a token, the secret or an unknown name, in any encoding', async () => {
      const rooms = [
        { live_id: '1', name: 'room1', id: '2' },
        { live_id: '1', name: 'room1', id: '2000000000' },
      ];
      await service.call('/im/chatroom_destroy?username=teacher1&password=123456&id=2');
      for (const path of paths) {
        for (const parameters of rooms) {
          const { accepted, refused } = waysOf(path, { username: 'keeper', password, ...parameters });
          await callAll([...accepted, ...refused]);
        }
        const [parameters] = rooms;
        for (const login of [
          { username: 'keeper', password: wrongPassword },
          { username: unknownUser, password: wrongPassword },
          { username: 'left', password: disabledPassword },
        ]) {
          await callAll(waysOf(path, { ...login, ...parameters }).accepted);
        }
      }
      for (const fault of upstreamFaults) {
        // All at once, because each waits before its retry: a join waits a second after a refusal of this kind.
        const callsOfEach = fault.name === 'rate-limited' ? 1 : 4;
        service.emulator.arm(fault, { calls: callsOfEach * paths.length });
        await Promise.all(
          paths.map((path) => {
            const parameters = { live_id: fault.name, name: path, id: '3' };
            const body = new URLSearchParams({ username: 'keeper', password, ...parameters });
            return service.call(path, { method: 'POST', body });
          }),
        );
        service.emulator.disarm();
      }
      const tokens = service.emulator.users.get('keeper')?.tokens ?? [];
      expect(tokens.length).toBeGreaterThan(0);
      const secrets = [password, wrongPassword, unknownUser, disabledPassword, 'local-app-secret', ...tokens];
      expect(leaked(secrets, JSON.stringify(service.log))).toEqual([]);
      const calls = service.log.filter(({ endpoint }) => endpoint !== undefined);
      expect([...new Set(calls.map(({ code }) => code))].sort()).toEqual([
        'ACCOUNT_DISABLED',
        'CHATROOM_DESTROYED',
        'CHATROOM_NOT_FOUND',
        'INVALID_PARAMETER',
        'NOT_ALLOWED',
        'OK',
        'TOO_LARGE',
        'UPSTREAM_BUSY',
        'UPSTREAM_REJECTED',
        'UPSTREAM_UNAVAILABLE',
        'WRONG_CREDENTIALS',
      ]);
    });

    it('has one line per call, with id, endpoint, status, code and milliseconds', async () => {
      const before = service.log.length;
      const { headers } = await service.call('/im/chatroom_query?username=teacher1&password=123456&id=3');
      expect(service.log.slice(before)).toEqual([
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

    it('says which rule refused a call', async () => {
      const before = service.log.length;
      await service.call('/im/chatroom_query?username=teacher1&password=123456&id=%ff');
      await service.call('/im/chatroom_query?username=teacher1&password=123456&id=3', {
        headers: { purpose: 'prefetch' },
      });
      expect(service.log.slice(before)).toMatchObject([
        { code: 'INVALID_PARAMETER', parameter: 'id', fault: 'invalid' },
        { code: 'NOT_ALLOWED', refusal: 'prefetch' },
      ]);
    });

    it('logs a wrong password only with its network', async () => {
      const before = service.log.length;
      await service.call('/im/chatroom_query?username=teacher1&password=wrong&id=3');
      expect(service.log.slice(before)).toEqual([
        {
          requestId: expect.any(String),
          endpoint: 'chatroom-query',
          status: 401,
          code: 'WRONG_CREDENTIALS',
          ms: expect.any(Number),
          network: '127.0.0.1',
        },
      ]);
    });
  });
