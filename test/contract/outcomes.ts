import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartTestService, student, type TestService, teacher } from '../support/test-service.ts';

export const outcomes = (start: StartTestService) =>
  describe('what a call does', () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start();
      await service.addUser({ username: 'admin1', role: 'admin' }, 'correct horse');
      await service.addUser({ username: 'left', isDisabled: true }, 'correct horse');
      await service.addUser({ username: '老师 一' }, 'correct horse');
    });
    afterAll(() => service.stop());

    const createRoom = async (name: string) => {
      const { json } = await service.post('chatroom_create', { ...teacher, live_id: '1', name });
      return String(json.id);
    };
    const callsSince = (count: number) => service.emulator.calls.slice(count).map(({ path }) => path);

    describe('credentials', () => {
      it('a wrong password and an unknown user get the same bytes, without a call to RongCloud', async () => {
        const before = service.emulator.calls.length;
        const wrong = await service.post('user_get_token', { ...student, password: 'wrong' });
        const unknown = await service.post('user_get_token', { ...student, username: 'nobody' });
        expect(wrong.status).toBe(401);
        expect(wrong.text).toBe(
          '{"reason":"Wrong username or password.","ret":"fail","code":"WRONG_CREDENTIALS"}',
        );
        expect(unknown.text).toBe(wrong.text);
        const comparable = (headers: Headers) =>
          [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date');
        expect(comparable(unknown.headers)).toEqual(comparable(wrong.headers));
        expect(callsSince(before)).toEqual([]);
      });

      it('reports a disabled account only after the right password', async () => {
        const right = await service.post('user_get_token', { username: 'left', password: 'correct horse' });
        const wrong = await service.post('user_get_token', { username: 'left', password: 'wrong' });
        expect([right.status, right.json.code]).toEqual([403, 'ACCOUNT_DISABLED']);
        expect([wrong.status, wrong.json.code]).toEqual([401, 'WRONG_CREDENTIALS']);
      });

      it('Basic credentials that a browser replays for another site: 403 and nothing happens', async () => {
        const id = await createRoom('replayed');
        const { status, json } = await service.call(`/im/chatroom_destroy?id=${id}`, {
          headers: { authorization: `Basic ${btoa('teacher1:123456')}`, 'sec-fetch-site': 'cross-site' },
        });
        expect([status, json.code]).toEqual([403, 'NOT_ALLOWED']);
        expect(service.emulator.rooms.has(id)).toBe(true);
      });
    });

    describe('user_get_token', () => {
      it('asks RongCloud for a token with the username as the user id', async () => {
        const before = service.emulator.calls.length;
        await service.post('user_get_token', student);
        const [call, ...others] = service.emulator.calls.slice(before);
        expect(call?.path).toBe('/user/getToken.json');
        expect(String(call?.form)).toBe('userId=student1&name=student1');
        expect(others).toEqual([]);
      });

      it('derives an id for a name that RongCloud does not accept', async () => {
        const before = service.emulator.calls.length;
        await service.post('user_get_token', { username: '老师 一', password: 'correct horse' });
        const [call] = service.emulator.calls.slice(before);
        expect(Object.fromEntries(call?.form ?? [])).toEqual({
          userId: expect.stringMatching(/^u=[A-Za-z0-9_-]{43}$/),
          name: '老师 一',
        });
      });
    });

    describe('chatroom_create', () => {
      it('creates the room at RongCloud with an idle time of a week', async () => {
        const id = await createRoom('week');
        expect(service.emulator.rooms.get(id)).toMatchObject({
          settings: { destroyType: 'idle', destroyMinutes: 10_080 },
        });
      });

      it('lets any enabled user create', async () => {
        const { status } = await service.post('chatroom_create', {
          ...student,
          live_id: '1',
          name: 'by a student',
        });
        expect(status).toBe(200);
      });
    });

    describe('chatroom_join', () => {
      it('an id never handed out: 404', async () => {
        const { status, json } = await service.post('chatroom_join', { ...student, id: '2000000000' });
        expect([status, json.code]).toEqual([404, 'CHATROOM_NOT_FOUND']);
      });

      it('a destroyed room: 410, and it stays destroyed', async () => {
        const id = await createRoom('gone');
        await service.post('chatroom_destroy', { ...teacher, id });
        const { status, json } = await service.post('chatroom_join', { ...student, id });
        expect([status, json.code]).toEqual([410, 'CHATROOM_DESTROYED']);
        expect(service.emulator.rooms.has(id)).toBe(false);
      });
    });

    describe('chatroom_destroy', () => {
      it('is for the creator', async () => {
        const id = await createRoom('mine');
        const { status, json } = await service.post('chatroom_destroy', { ...student, id });
        expect({ status, json }).toEqual({
          status: 403,
          json: {
            reason: 'Only the creator of a chatroom or an admin may destroy it.',
            ret: 'fail',
            code: 'NOT_ALLOWED',
          },
        });
        expect(service.emulator.rooms.has(id)).toBe(true);
        expect((await service.post('chatroom_destroy', { ...teacher, id })).status).toBe(200);
        expect(service.emulator.rooms.has(id)).toBe(false);
      });

      it('is for an admin too', async () => {
        const id = await createRoom('anyone');
        expect(
          (await service.post('chatroom_destroy', { username: 'admin1', password: 'correct horse', id }))
            .status,
        ).toBe(200);
      });

      it('succeeds again for a permitted caller, and is not allowed for others', async () => {
        const id = await createRoom('twice');
        const said = await service.post('chatroom_destroy', { ...teacher, id });
        const again = await service.post('chatroom_destroy', { ...teacher, id });
        const other = await service.post('chatroom_destroy', { ...student, id });
        expect([said.status, again.status, other.status]).toEqual([200, 200, 403]);
      });

      it('an id never handed out: 404', async () => {
        const { status, json } = await service.post('chatroom_destroy', { ...teacher, id: '2000000000' });
        expect([status, json.code]).toEqual([404, 'CHATROOM_NOT_FOUND']);
      });
    });

    describe('chatroom_query', () => {
      it('asks RongCloud nothing', async () => {
        const id = await createRoom('quiet');
        const before = service.emulator.calls.length;
        expect((await service.post('chatroom_query', { ...student, id })).status).toBe(200);
        expect(callsSince(before)).toEqual([]);
      });

      it('finds a room that RongCloud has lost', async () => {
        const id = await createRoom('forgotten');
        service.emulator.loseRoom(id);
        expect((await service.post('chatroom_query', { ...student, id })).status).toBe(200);
      });

      it('a destroyed room: 410; an unknown id: 404', async () => {
        const id = await createRoom('over');
        await service.post('chatroom_destroy', { ...teacher, id });
        const destroyed = await service.post('chatroom_query', { ...student, id });
        const unknown = await service.post('chatroom_query', { ...student, id: '2000000000' });
        expect([destroyed.status, destroyed.json.code]).toEqual([410, 'CHATROOM_DESTROYED']);
        expect([unknown.status, unknown.json.code]).toEqual([404, 'CHATROOM_NOT_FOUND']);
      });
    });
  });
