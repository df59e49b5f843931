import { describe, expect, it } from 'vitest';
import { strictSignatures } from '../../../lib/emulator/behaviour.ts';
import { sign } from '../../../lib/emulator/signature.ts';
import { signedHeaders } from '../../support/rongcloud-call.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const path = '/chatroom/destroy.json';
const form = { chatroomId: 'x' };
const startsAt = Date.UTC(2026, 0, 5, 2, 0, 0);

describe('The signature', () => {
  it("is that of RongCloud's own example", () => {
    expect(sign('Y1W2MeFwwwRxa0', '14314', '1408710653000')).toBe('30be0bbca9c9b2e27578701e9fda2358a814c88f');
  });

  it.each([
    ['milliseconds', String(startsAt)],
    ['seconds', String(startsAt / 1000)],
  ])('is accepted with a timestamp in %s, even by the strict rules', async (_unit, timestamp) => {
    const { request } = await setupEmulator({ behaviour: strictSignatures });
    expect((await request(path, { form, timestamp })).status).toBe(200);
  });

  it('is accepted under the RC- names', async () => {
    const { request } = await setupEmulator();
    const headers = Object.fromEntries(
      Object.entries(signedHeaders()).map(([name, value]) => [`RC-${name}`, value]),
    );
    const bare = { 'App-Key': '', Nonce: '', Timestamp: '', Signature: '' };
    expect((await request(path, { form, headers: { ...bare, ...headers } })).status).toBe(200);
  });

  it.each([
    ['another secret', { appSecret: 'another' }],
    ['a timestamp that is no number', { timestamp: 'yesterday' }],
    ['no nonce', { nonce: '' }],
    ['a signature of another length', { headers: { Signature: 'abc' } }],
  ])('with %s answers 401 and code 1004', async (_what, call) => {
    const { request } = await setupEmulator();
    const { status, body } = await request(path, { form, ...call });
    expect([status, body]).toEqual([401, { code: 1004, errorMessage: expect.any(String) }]);
  });

  it('of an unknown App Key answers 400 and code 1002', async () => {
    const { request } = await setupEmulator();
    const { status, body } = await request(path, { form, appKey: 'nobody' });
    expect([status, body]).toEqual([400, { code: 1002, errorMessage: 'Invalidate App-Key.' }]);
  });

  it.each([
    ['a nonce of 19 characters', { nonce: '1234567890123456789' }],
    ['a timestamp 6 minutes old', { timestamp: String(startsAt - 360_000) }],
    ['a timestamp 6 minutes ahead', { timestamp: String(startsAt + 360_000) }],
  ])('with %s is accepted, but not by the strict rules', async (_what, call) => {
    const { emulator, request } = await setupEmulator();
    expect((await request(path, { form, ...call })).status).toBe(200);
    emulator.behave(strictSignatures);
    expect((await request(path, { form, ...call })).body.code).toBe(1004);
  });

  it('in upper-case hex is accepted, but not by the strict rules', async () => {
    const { emulator, request } = await setupEmulator();
    const send = () => {
      const headers = signedHeaders();
      return request(path, {
        form,
        headers: { ...headers, Signature: headers.Signature?.toUpperCase() ?? '' },
      });
    };
    expect((await send()).status).toBe(200);
    emulator.behave(strictSignatures);
    expect((await send()).body.code).toBe(1004);
  });

  it('with headers of both families is accepted, but not by the strict rules', async () => {
    const { emulator, request } = await setupEmulator();
    const headers = { 'RC-Nonce': 'n1' };
    expect((await request(path, { form, headers })).status).toBe(200);
    emulator.behave(strictSignatures);
    expect((await request(path, { form, headers })).body.code).toBe(1004);
  });

  it.each([
    ['accepted', 200],
    ['refused', 1004],
  ] as const)('sent twice is %s where the option says so', async (repeatedNonce, code) => {
    const { request } = await setupEmulator({ behaviour: { repeatedNonce } });
    const call = { form, nonce: 'once' };
    expect((await request(path, call)).body.code).toBe(200);
    expect((await request(path, call)).body.code).toBe(code);
  });

  it('is by the new secret once that is switched, and old tokens connect nobody', async () => {
    const { emulator, call, request } = await setupEmulator();
    const { token } = await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
    expect(emulator.connect(String(token))).toBe(0);
    emulator.switchSecret('new secret');
    expect((await request(path, { form })).body.code).toBe(1004);
    expect((await request(path, { form, appSecret: 'new secret' })).status).toBe(200);
    expect(emulator.connect(String(token))).toBe(31004);
  });
});
