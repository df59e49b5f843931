import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chatroom } from '../../../lib/emulator/state/chatroom.ts';
import { act, type Errand, outcomeOf } from './act.ts';
import { cases, type Scene, setScene, subjectOf } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
  // The pupil whom the calls name.
  await subjectOf(scene, 'chatroom-mute');
});
afterAll(() => scene.stage.stop());

interface ControlErrand extends Errand {
  readonly fields: Readonly<Record<string, string>>;
  /** Whether RongCloud has what was asked for. */
  readonly holds: (room: Chatroom) => boolean;
}

const silence = { endpoint: 'chatroom-silence', fields: { silent: '1', speakers: 'student1' } } as const;
const sanction = { user: 'student1', minutes: '10' };

const errands: readonly ControlErrand[] = [
  { ...silence, path: '/chatroom/ban/add.json', holds: ({ isMuted }) => isMuted },
  {
    ...silence,
    path: '/chatroom/user/ban/whitelist/query.json',
    isOnKeptConnection: true,
    holds: ({ muteExceptions }) => muteExceptions.has('student1'),
  },
  {
    ...silence,
    path: '/chatroom/user/ban/whitelist/add.json',
    isOnKeptConnection: true,
    holds: ({ muteExceptions }) => muteExceptions.has('student1'),
  },
  {
    endpoint: 'chatroom-mute',
    path: '/chatroom/user/gag/add.json',
    fields: sanction,
    holds: ({ muted }) => muted.has('student1'),
  },
  {
    endpoint: 'chatroom-kick',
    path: '/chatroom/user/block/add.json',
    fields: sanction,
    holds: ({ blocked }) => blocked.has('student1'),
  },
];

/** Each strike meets one of the calls, at one host or at both; each call meets eight strikes or more. */
const struck = cases.map(([name, strike], index) => {
  const errand = errands[index % errands.length] as ControlErrand;
  const reach = index % 2 === 0 ? 'both hosts' : 'one host';
  return [`${errand.path}, ${reach}, ${name}`, { strike, reach }, errand] as const;
});

describe('a class control', () => {
  it.each(struck)('%s: RongCloud has it in the end', async (_name, striking, errand) => {
    const { stage, sound, teacherWithRoom } = scene;
    const { username, fields, chatroomId } = await teacherWithRoom();
    const subject = { username, fields: { ...errand.fields, ...fields } };
    const { answer, service } = await act(stage, striking, { ...errand, ...subject });
    expect(answer.code).toBe(outcomeOf(striking.strike, errand.path, striking.reach));
    await stage.clock.advance(60_000);
    await stage.reconcile();
    // A room that RongCloud has lost gets its controls when it is recreated.
    if (striking.strike.name === 'room-lost') await sound.call('chatroom-join', username, fields);
    const room = stage.rongCloud.rooms.get(String(chatroomId));
    expect(room !== undefined && errand.holds(room)).toBe(true);
    await service.stop();
  });
});

/** Every other case: a message is never sent twice, whatever struck it. */
const everyOther = cases.filter((_case, index) => index % 2 === 0);

describe('chatroom_announce', () => {
  const errand = {
    endpoint: 'chatroom-announce',
    path: '/message/chatroom/publish.json',
    isSentOnce: true,
  } as const;

  it.each(everyOther)(
    '%s: sent once at most, and again by the same call only where it failed',
    async (_name, strike) => {
      const { stage } = scene;
      const subject = await subjectOf(scene, errand.endpoint);
      const { answer, service } = await act(
        stage,
        { strike, reach: 'both hosts' },
        { ...errand, ...subject },
      );
      const sent = () =>
        stage.rongCloud.messages.filter(({ content }) => JSON.parse(content).content === subject.fields?.text)
          .length;
      expect(answer.code).toBe(outcomeOf(strike, errand.path, 'both hosts'));
      const before = sent();
      expect(before).toBeLessThanOrEqual(1);
      expect((await service.call(errand.endpoint, subject.username, subject.fields)).code).toBe('OK');
      expect(sent() - before).toBe(answer.code === 'OK' ? 0 : 1);
      await service.stop();
    },
  );
});
