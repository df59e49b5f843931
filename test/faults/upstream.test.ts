import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultModes } from '../../lib/local/rongcloud/faults/fault.ts';
import { act, type Errand, outcomeOf, type Subject } from './act.ts';
import { type Service, type Stage, startStage } from './stage.ts';
import { hosts, type Strike, strikes, trustedCertificates } from './strikes.ts';

let stage: Stage;
/** A service without any trouble, for what has to be there beforehand. */
let sound: Service;

beforeAll(async () => {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...trustedCertificates]);
  stage = await startStage(hosts);
  sound = await stage.startService();
});
afterAll(() => stage.stop());

const course = { live_id: '1', name: 'Algebra' };
const minuteMs = 60_000;

/** A teacher with a room. */
async function teacherWithRoom(): Promise<Subject & { readonly chatroomId: number }> {
  const username = await stage.addUser();
  const { body } = await sound.call('chatroom-create', username, course);
  return { username, fields: { id: String(body.id) }, chatroomId: Number(body.id) };
}

const membersAt = (chatroomId: number) => [
  ...(stage.rongCloud.rooms.get(String(chatroomId))?.members.keys() ?? []),
];
const isThere = (chatroomId: number) => stage.rongCloud.rooms.has(String(chatroomId));
const stateOf = async (chatroomId: number) => (await stage.row(chatroomId))?.state;

/** The reconciler, once what is left behind is due, and again after the last moment of a late effect. */
async function reconcileToTheEnd(): Promise<void> {
  await stage.clock.advance(minuteMs);
  await stage.reconcile();
  await stage.clock.advance(2 * minuteMs);
  await stage.reconcile();
}

const called = ({ variant, name, mode }: Strike) =>
  `${mode} ${name}${variant === undefined ? '' : ` (${variant})`}`;
const cases = strikes.map((strike) => [called(strike), strike] as const);

describe('user_get_token', () => {
  const errand: Errand = { endpoint: 'user-get-token', path: '/user/getToken.json' };

  it.each(cases)('%s', async (_name, strike) => {
    for (const reach of ['one host', 'both hosts'] as const) {
      const username = await stage.addUser();
      const { answer, service } = await act(stage, { strike, reach }, { ...errand, username });
      expect(answer.code).toBe(outcomeOf(strike, errand.path, reach));
      const again = await service.call('user-get-token', username);
      expect(again.code).toBe('OK');
      expect(stage.rongCloud.connect(String(again.body.token))).toBe(0);
      // One that was answered is kept; one that was not is not.
      if (answer.code === 'OK') expect(again.body.token).toBe(answer.body.token);
      await service.stop();
    }
  });
});

describe('chatroom_create', () => {
  const errand: Errand = { endpoint: 'chatroom-create', path: '/chatroom/create_new.json' };

  it.each(cases)('%s', async (_name, strike) => {
    for (const reach of ['one host', 'both hosts'] as const) {
      const subject = { username: await stage.addUser(), fields: course };
      const { answer, service } = await act(stage, { strike, reach }, { ...errand, ...subject });
      expect(answer.code).toBe(outcomeOf(strike, errand.path, reach));
      const chatroomId = await stage.lastChatroomId();
      if (answer.code !== 'OK') {
        expect(await stateOf(chatroomId)).toBe('CREATING');
        const joined = await sound.call('chatroom-join', subject.username, { id: String(chatroomId) });
        expect(joined.code).toBe('CHATROOM_NOT_FOUND');
      }
      // The caller repeats, and it is the same room.
      const again = await service.call('chatroom-create', subject.username, course);
      expect(again.body).toEqual({ reason: '', id: chatroomId, ret: 'success' });
      expect([await stateOf(chatroomId), isThere(chatroomId)]).toEqual(['ACTIVE', true]);
      await service.stop();
    }
  });

  it.each(cases)('%s, and nobody repeats it', async (_name, strike) => {
    if (outcomeOf(strike, errand.path, 'both hosts') === 'OK') return;
    const subject = { username: await stage.addUser(), fields: course };
    const { service } = await act(stage, { strike, reach: 'both hosts' }, { ...errand, ...subject });
    const chatroomId = await stage.lastChatroomId();
    await reconcileToTheEnd();
    expect([await stateOf(chatroomId), isThere(chatroomId)]).toEqual(['DESTROYED', false]);
    await service.stop();
  });
});

describe.each(['/chatroom/get.json', '/chatroom/join.json'])('chatroom_join, struck in %s', (path) => {
  const errand: Errand = { endpoint: 'chatroom-join', path };

  it.each(cases)('%s', async (_name, strike) => {
    for (const reach of ['one host', 'both hosts'] as const) {
      const { username, fields, chatroomId } = await teacherWithRoom();
      const { answer, service } = await act(stage, { strike, reach }, { ...errand, username, fields });
      expect(answer.code).toBe(outcomeOf(strike, path, reach));
      if (answer.code === 'OK') expect(membersAt(chatroomId)).toEqual([username]);
      expect([await stateOf(chatroomId), isThere(chatroomId)]).toEqual(['ACTIVE', true]);
      const again = await service.call('chatroom-join', username, fields);
      expect([again.code, membersAt(chatroomId)]).toEqual(['OK', [username]]);
      await service.stop();
    }
  });
});

describe('chatroom_destroy', () => {
  const errand: Errand = { endpoint: 'chatroom-destroy', path: '/chatroom/destroy.json' };

  it.each(cases)('%s', async (_name, strike) => {
    for (const reach of ['one host', 'both hosts'] as const) {
      const { username, fields, chatroomId } = await teacherWithRoom();
      const { answer, service } = await act(stage, { strike, reach }, { ...errand, username, fields });
      expect(answer.code).toBe(outcomeOf(strike, errand.path, reach));
      const joined = await sound.call('chatroom-join', username, fields);
      expect(joined.code).toBe('CHATROOM_DESTROYED');
      if (reach === 'one host') {
        const again = await service.call('chatroom-destroy', username, fields);
        expect([again.code, isThere(chatroomId)]).toEqual(['OK', false]);
      }
      await reconcileToTheEnd();
      expect([await stateOf(chatroomId), isThere(chatroomId)]).toEqual(['DESTROYED', false]);
      await service.stop();
    }
  });
});

describe('chatroom_query', () => {
  // It asks RongCloud nothing, so there is no call to strike: everything is.
  it.each(cases)('%s', async (_name, strike) => {
    const { username, fields } = await teacherWithRoom();
    const errand = { endpoint: 'chatroom-query', path: '', username, fields } as const;
    const quiet = { ...strike, log: undefined };
    const { answer, calls, service } = await act(stage, { strike: quiet, reach: 'both hosts' }, errand);
    expect([answer.code, calls]).toEqual(['OK', []]);
    await service.stop();
  });
});

it('covers every mode that the emulator has', () => {
  const elsewhere = ['connection-closed', 'secret-switched', 'clock-skewed', 'odd-callback'];
  const covered = new Set([...strikes.map(({ name }) => name), ...elsewhere]);
  expect([...covered].sort()).toEqual([...new Set(faultModes.map(({ name }) => name))].sort());
});
