import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../lib/emulator/faults/fault.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

describe('Arming', () => {
  const refused: Fault = { name: 'rate-limited' };
  const path = '/chatroom/destroy.json';
  const form = { chatroomId: 'x' };

  it('is for the next call, or for the given number of calls', async () => {
    const { emulator, call } = await setupEmulator();
    emulator.arm(refused, { calls: 2 });
    const codes = [await call(path, form), await call(path, form), await call(path, form)];
    expect(codes.map(({ code }) => code)).toEqual([1008, 1008, 200]);
    expect(emulator.armed).toEqual([]);
  });
  it('may be for one path and one host', async () => {
    const { emulator, call, request } = await setupEmulator({ hosts: [{}, {}] });
    emulator.arm(refused, { calls: 1 }, { path, host: 0 });
    expect((await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' })).code).toBe(200);
    emulator.arm(refused, { calls: 1 }, { host: 1 });
    expect((await request(path, { form })).body.code).toBe(1008);
    expect((await request(path, { form })).body.code).toBe(200);
    expect(emulator.armed.map(({ where }) => where)).toEqual([{ host: 1 }]);
    emulator.disarm();
    expect(emulator.armed).toEqual([]);
  });
});
