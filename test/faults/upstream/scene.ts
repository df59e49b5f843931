import tls from 'node:tls';
import { type EndpointName, endpoints } from '../../../functions/contract/endpoints.ts';
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

/** The five of the contract; the class controls are driven in test/contract/sanctions-and-silence.test.ts. */
export const endpointNames = [
  'user-get-token',
  'chatroom-create',
  'chatroom-join',
  'chatroom-destroy',
  'chatroom-query',
] as const satisfies readonly EndpointName[];
/** Those that call RongCloud. */
export const callers: readonly EndpointName[] = endpointNames.filter(
  (name) => 'rongCloud' in endpoints[name].access,
);

/** Somebody for whom an endpoint can be called with success. */
export async function subjectOf({ stage, teacherWithRoom }: Scene, endpoint: EndpointName): Promise<Subject> {
  if (endpoint === 'user-get-token') return { username: await stage.addUser() };
  if (endpoint === 'chatroom-create') return { username: await stage.addUser(), fields: course };
  return await teacherWithRoom();
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
