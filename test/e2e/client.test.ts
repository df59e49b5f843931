import { ImGateway, ImGatewayError } from 'im-gateway/client';
import { afterAll, describe, expect, it } from 'vitest';
import { refusedOrigin } from '../support/addresses.ts';
import { startTestService } from '../support/test-service.ts';

const service = await startTestService({ variables: { ERROR_STATUS: 'always200' } });
afterAll(() => service.stop());

describe('the typed client against the running service', () => {
  const as = (username: string, password = '123456', language?: 'en' | 'zh') =>
    new ImGateway({ url: service.origin, username, password, ...(language ? { language } : {}) });

  it('has a method for each endpoint, which returns the fields of its success', async () => {
    const teacher = as('teacher1');
    const student = as('student1');
    const { token } = await student.userGetToken();
    expect(service.emulator.users.get('student1')?.tokens).toContain(token);
    const { id } = await teacher.chatroomCreate({ live_id: '1', name: '房间 & 1' });
    expect(id).toBe(7);
    expect(await student.chatroomJoin({ id })).toEqual({});
    const { item } = await student.chatroomQuery({ id });
    expect(item).toMatchObject({ chatroom_id: 7, name: '房间 & 1' });
    expect(await teacher.chatroomDestroy({ id })).toEqual({});
    expect(service.emulator.rooms.has('7')).toBe(false);
  });

  it('sends optional parameters only if they are given', async () => {
    const kept = await as('student1').userGetToken();
    const fresh = await as('student1').userGetToken({ refresh: '1' });
    expect(fresh.token).not.toBe(kept.token);
  });

  it('rejects with the code, the reason and the request id, at any HTTP status', async () => {
    const failure = await as('teacher1', 'wrong', 'zh')
      .chatroomQuery({ id: 2 })
      .catch((error) => error);
    expect(failure).toBeInstanceOf(ImGatewayError);
    expect(failure).toMatchObject({
      code: 'WRONG_CREDENTIALS',
      message: '用户名或密码错误。',
      status: 200,
      requestId: service.log.at(-1)?.requestId,
    });
  });

  it('distinguishes an unreachable service from another service', async () => {
    const nowhere = new ImGateway({
      url: await refusedOrigin(),
      username: 'a',
      password: 'b',
      timeoutMs: 500,
    });
    await expect(nowhere.userGetToken()).rejects.toMatchObject({ code: 'NO_RESPONSE', status: undefined });
    const elsewhere = new ImGateway({ url: `${service.origin}/im/docs`, username: 'a', password: 'b' });
    await expect(elsewhere.userGetToken()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
