import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartTestService, type TestService, teacher } from '../support/test-service.ts';

const paths = [
  '/im/user_get_token',
  '/im/chatroom_create',
  '/im/chatroom_join',
  '/im/chatroom_destroy',
  '/im/chatroom_query',
] as const;

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
const json = (fields: Record<string, unknown>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(fields),
});
const basic = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

export const examples = (start: StartTestService) =>
  describe("the document's own examples", () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(() => service.stop());

    it('get a token for student1', async () => {
      const { status, text } = await service.call('/im/user_get_token/?username=student1&password=123456');
      expect(status).toBe(200);
      expect(text).toMatch(/^\{"reason":"","token":"[^"]{20,}","ret":"success"\}$/);
      const issued = service.emulator.users.get('student1')?.tokens;
      expect(issued).toContain(JSON.parse(text).token);
    });

    it('create room 7 on a fresh start', async () => {
      const { status, text } = await service.call(
        '/im/chatroom_create/?username=teacher1&password=123456&live_id=1&name=room1',
      );
      expect(status).toBe(200);
      expect(text).toBe('{"reason":"","id":7,"ret":"success"}');
      expect(service.emulator.rooms.has('7')).toBe(true);
    });

    it('join room 7', async () => {
      const { status, text } = await service.call(
        '/im/chatroom_join/?username=student1&password=123456&id=7',
      );
      expect(status).toBe(200);
      expect(text).toBe('{"reason":"","ret":"success"}');
      expect(service.emulator.rooms.get('7')?.members.has('student1')).toBe(true);
    });

    it('destroy room 1', async () => {
      const { status, text } = await service.call(
        '/im/chatroom_destroy/?username=teacher1&password=123456&id=1',
      );
      expect(status).toBe(200);
      expect(text).toBe('{"reason":"","ret":"success"}');
      expect(service.emulator.rooms.has('1')).toBe(false);
    });

    it('look up room 7, with its time in Shanghai', async () => {
      const { status, text } = await service.call(
        '/im/chatroom_query/?username=teacher1&password=123456&id=7',
      );
      expect(status).toBe(200);
      expect(text).toMatch(
        /^\{"item":\{"chatroom_id":7,"name":"room1","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}"\},"reason":"","ret":"success"\}$/,
      );
      const shownAt = Date.parse(`${JSON.parse(text).item.time}+08:00`);
      expect(Math.abs(Date.now() - shownAt)).toBeLessThan(60_000);
    });

    it.each(paths)('%s gives the same reply without the slash at its end', async (path) => {
      const query = '?username=teacher1&password=wrong&id=7&live_id=1&name=room1';
      const [bare, slashed] = [await service.call(path + query), await service.call(`${path}/${query}`)];
      expect(bare.status).toBe(401);
      expect(bare.text).toBe(slashed.text);
    });

    it('take a form in place of the query', async () => {
      const { text } = await service.call('/im/chatroom_query', form({ ...teacher, id: '2' }));
      expect(text).toContain('"item":{"chatroom_id":2,"name":"demo2"');
    });

    it('accept a JSON object instead of the query, with the id as a number or as text', async () => {
      const number = await service.call('/im/chatroom_query/', json({ ...teacher, id: 2 }));
      const digits = await service.call('/im/chatroom_query/', json({ ...teacher, id: '2' }));
      expect(number.text).toContain('"item":{"chatroom_id":2,"name":"demo2"');
      expect(digits.text).toBe(number.text);
    });

    it('take Basic credentials with either method', async () => {
      const headers = basic('teacher1', '123456');
      const get = await service.call('/im/chatroom_query?id=2', { headers });
      const post = await service.call('/im/chatroom_query', { ...form({ id: '2' }), headers });
      expect(get.text).toContain('"item":{"chatroom_id":2,"name":"demo2"');
      expect(post.text).toBe(get.text);
    });

    it('accept the same credentials twice if they agree', async () => {
      const { status } = await service.call('/im/chatroom_query?username=teacher1&password=123456&id=2', {
        headers: basic('teacher1', '123456'),
      });
      expect(status).toBe(200);
    });

    it('keep a name byte for byte, emoji and combining characters included', async () => {
      const name = '数学😀👩‍👩‍👧 e\u0301&a=b+c%';
      const created = await service.call('/im/chatroom_create', form({ ...teacher, live_id: '课 1', name }));
      expect(created.status).toBe(200);
      const { json: looked } = await service.call(
        '/im/chatroom_query',
        form({ ...teacher, id: String(created.json.id) }),
      );
      expect(looked.item).toMatchObject({ name });
    });
  });
