import { describe, expect, it } from 'vitest';
import { type Fault, faultModes } from '../../../lib/emulator/faults/fault.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

it('The list of faults has all 26 modes', () => {
  const modes = Array.from({ length: 26 }, (_, index) => index + 1);
  expect([...new Set(faultModes.map(({ mode }) => mode))]).toEqual(modes);
});

describe('Arming', () => {
  const refused: Fault = { name: 'rate-limited' };
  const path = '/chatroom/destroy.json';
  const form = { chatroomId: '7' };

  it('is for the next call, or for a number of calls', async () => {
    const { emulator, call } = await setupEmulator();
    emulator.arm(refused, { calls: 2 });
    const codes = [await call(path, form), await call(path, form), await call(path, form)];
    expect(codes.map(({ code }) => code)).toEqual([1008, 1008, 200]);
    expect(emulator.armed).toEqual([]);
  });

  it('may be for one path and one host', async () => {
    const { emulator, call } = await setupEmulator({ hosts: 2 });
    emulator.arm(refused, { calls: 1 }, { path, host: 0 });
    emulator.arm(refused, { calls: 1 }, { host: 1 });
    expect((await call('/chatroom/create_new.json', form)).code).toBe(200);
    expect((await call(path, form)).code).toBe(1008);
    expect((await call(path, form)).code).toBe(200);
    expect(emulator.armed.map(({ where }) => where)).toEqual([{ host: 1 }]);
    emulator.disarm();
    expect(emulator.armed).toEqual([]);
  });
});

it('There are addresses where nothing listens, and where the name does not resolve', async () => {
  const { emulator } = await setupEmulator();
  const cause = (origin: string) =>
    fetch(origin).then(
      () => 'answered',
      (error: Error) => (error.cause as NodeJS.ErrnoException).code,
    );
  expect(await cause(await emulator.refusedOrigin())).toBe('ECONNREFUSED');
  expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(await cause(emulator.unknownHostOrigin()));
});
