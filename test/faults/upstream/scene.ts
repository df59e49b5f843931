import tls from 'node:tls';
import { type EndpointName, endpoints } from '../../../functions/contract/endpoints.ts';
import type { Parameter } from '../../../functions/contract/parameters.ts';
import type { ChatroomState } from '../../../functions/dynamodb/chatroom.ts';
import { expectWellFormed, type Subject } from './act.ts';
import { type Answer, type Service, type Stage, startStage } from './stage.ts';
import { hosts, type Strike, strikes, trustedCertificates } from './strikes.ts';

export const course = { live_id: '1', name: 'Algebra' };

const minuteMs = 60_000;

export interface Scene {
  readonly stage: Stage;
  /** A service without faults, to prepare data. */
  readonly sound: Service;
  /** A teacher with a room. */
  teacherWithRoom(): Promise<Subject & { readonly chatroomId: number }>;
  /** Who is in a room at RongCloud; undefined where it has none. */
  membersOf(chatroomId: number): readonly string[] | undefined;
  /** A room in our table and at RongCloud. */
  room(chatroomId: number): Promise<{ state: ChatroomState | undefined; isAtRongCloud: boolean }>;
  /** Ids of rooms that are ACTIVE and not at RongCloud, or the other way round. */
  zombies(): Promise<readonly number[]>;
  /** The reconciler, once what is left behind is due, and again after the last moment of a late effect. */
  reconcileToTheEnd(): Promise<void>;
}

/** Sets up the fixture for the tests of one file. */
export async function setScene(): Promise<Scene> {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...trustedCertificates]);
  const stage = await startStage(hosts);
  const sound = await stage.startService();
  const atRongCloud = (chatroomId: number) => stage.rongCloud.rooms.get(String(chatroomId));
  return {
    stage,
    sound,
    teacherWithRoom: async () => {
      const username = await stage.addUser();
      const { body } = await sound.call('chatroom-create', username, course);
      return { username, fields: { id: String(body.id) }, chatroomId: Number(body.id) };
    },
    membersOf: (chatroomId) => {
      const room = atRongCloud(chatroomId);
      return room === undefined ? undefined : [...room.members.keys()];
    },
    room: async (chatroomId) => ({
      state: (await stage.row(chatroomId))?.state,
      isAtRongCloud: atRongCloud(chatroomId) !== undefined,
    }),
    zombies: async () => {
      const ids = Array.from({ length: await stage.lastChatroomId() }, (_, index) => index + 1);
      const rows = await Promise.all(ids.map((id) => stage.row(id)));
      return ids.filter((id, index) => (rows[index]?.state === 'ACTIVE') !== (atRongCloud(id) !== undefined));
    },
    reconcileToTheEnd: async () => {
      await stage.clock.advance(minuteMs);
      await stage.reconcile();
      await stage.clock.advance(2 * minuteMs);
      await stage.reconcile();
      await stage.clock.advance(2 * minuteMs);
      await stage.reconcile();
    },
  };
}

const called = ({ variant, name }: Strike) => `${name}${variant === undefined ? '' : ` (${variant})`}`;

/** Every strike, with its name for a test. */
export const cases = strikes.map((strike) => [called(strike), strike] as const);

export const endpointNames = Object.keys(endpoints) as readonly EndpointName[];
/** Those that call RongCloud. */
export const callers: readonly EndpointName[] = endpointNames.filter(
  (name) => 'rongCloud' in endpoints[name].access,
);

/** Whom moderators mute, kick and appoint, by the examples of the rows. */
const pupil = 'student1';

/** A teacher with a silenced room. */
async function startClass({ stage, sound, teacherWithRoom }: Scene) {
  const subject = await teacherWithRoom();
  await stage.addUser(pupil);
  await sound.call('chatroom-silence', subject.username, { ...subject.fields, silent: '1' });
  return subject;
}

const examplesOf = (endpoint: EndpointName) =>
  Object.fromEntries(
    Object.entries<Parameter>(endpoints[endpoint].parameters)
      .filter(([, { isOptional }]) => isOptional !== true)
      .map(([name, { example }]) => [name, example]),
  );

const classes = new WeakMap<Scene, ReturnType<typeof startClass>>();
let announcements = 0;

/** Somebody for whom an endpoint can be called with success, so that it calls RongCloud if it ever does. */
export async function subjectOf(scene: Scene, endpoint: EndpointName): Promise<Subject> {
  const { stage, teacherWithRoom } = scene;
  if (endpoint === 'user-get-token') return { username: await stage.addUser() };
  if (endpoint === 'chatroom-create') return { username: await stage.addUser(), fields: course };
  if (/join|destroy|query/.test(endpoint)) return await teacherWithRoom();
  const inClass = classes.get(scene) ?? startClass(scene);
  classes.set(scene, inClass);
  const { username, fields = {} } = await inClass;
  announcements += 1;
  const all: Record<string, string> = { ...examplesOf(endpoint), ...fields };
  // The same text would be sent once, and an assistant could not be muted afterwards.
  if (endpoint === 'chatroom-announce') all.text = `Page ${announcements}`;
  if (endpoint === 'chatroom-assistants') all.assistants = '';
  return { username, fields: all };
}

/** A call whose reply must be well-formed. */
export async function callFor(
  { username, fields }: Subject,
  service: Service,
  endpoint: EndpointName,
): Promise<Answer> {
  const answer = await service.call(endpoint, username, fields);
  expectWellFormed(answer);
  return answer;
}
