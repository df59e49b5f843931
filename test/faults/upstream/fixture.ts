import tls from 'node:tls';
import { afterAll } from 'vitest';
import { type EndpointName, endpoints } from '../../../functions/contract/endpoints.ts';
import type { Parameter } from '../../../functions/contract/parameters.ts';
import { expectWellFormed, type Subject } from './call-with-fault.ts';
import { type FaultCase, faultCases, hosts, trustedCertificates } from './fault-cases.ts';
import { type Answer, type Service, startPeers } from './peers.ts';

export const course = { live_id: '1', name: 'Algebra' };

const minuteMs = 60_000;

export type Fixture = Awaited<ReturnType<typeof setUpFixture>>;

/** Starts the peers for the tests of one file, and a service without faults to prepare data. */
export async function setUpFixture() {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...trustedCertificates]);
  const peers = await startPeers(hosts);
  afterAll(() => peers.stop());
  const healthyService = await peers.startService();
  const atRongCloud = (chatroomId: number) => peers.rongCloud.rooms.get(String(chatroomId));
  return {
    ...peers,
    healthyService,
    teacherWithRoom: async () => {
      const username = await peers.addUser();
      const { body } = await healthyService.call('chatroom-create', username, course);
      return { username, fields: { id: String(body.id) }, chatroomId: Number(body.id) };
    },
    /** The members of a room at RongCloud; undefined if it has no such room. */
    membersOf: (chatroomId: number) => {
      const room = atRongCloud(chatroomId);
      return room === undefined ? undefined : [...room.members.keys()];
    },
    /** A room in our table and at RongCloud. */
    room: async (chatroomId: number) => ({
      state: (await peers.row(chatroomId))?.state,
      isAtRongCloud: atRongCloud(chatroomId) !== undefined,
    }),
    /** Ids of rooms that are ACTIVE and not at RongCloud, or the other way round. */
    driftingRooms: async () => {
      const ids = Array.from({ length: await peers.lastChatroomId() }, (_, index) => index + 1);
      const rows = await Promise.all(ids.map((id) => peers.row(id)));
      return ids.filter((id, index) => (rows[index]?.state === 'ACTIVE') !== (atRongCloud(id) !== undefined));
    },
    /** Runs the reconciler until unfinished work is due, and again after the last moment of a late effect. */
    reconcileToTheEnd: async () => {
      for (const minutes of [1, 2, 2]) {
        await peers.clock.advance(minutes * minuteMs);
        await peers.reconcile();
      }
    },
  };
}

const nameOf = ({ variant, name }: FaultCase) => `${name}${variant === undefined ? '' : ` (${variant})`}`;

/** Every case with its name. */
export const cases = faultCases.map((faultCase) => [nameOf(faultCase), faultCase] as const);

export const endpointNames = Object.keys(endpoints) as readonly EndpointName[];
/** Endpoints that call RongCloud. */
export const upstreamEndpoints: readonly EndpointName[] = endpointNames.filter(
  (name) => 'rongCloud' in endpoints[name].access,
);

/** The student that the examples of the parameters name. */
const pupil = 'student1';

/** A teacher with a silenced room, and an account for the student whom moderators mute and kick. */
async function startClass({ addUser, healthyService, teacherWithRoom }: Fixture) {
  const subject = await teacherWithRoom();
  await addUser(pupil);
  await healthyService.call('chatroom-silence', subject.username, { ...subject.fields, silent: '1' });
  return subject;
}

const examplesOf = (endpoint: EndpointName) =>
  Object.fromEntries(
    Object.entries<Parameter>(endpoints[endpoint].parameters)
      .filter(([, { isOptional }]) => isOptional !== true)
      .map(([name, { example }]) => [name, example]),
  );

const classes = new WeakMap<Fixture, ReturnType<typeof startClass>>();
let announcements = 0;

/** Somebody for whom an endpoint can be called with success, so that it calls RongCloud if it ever does. */
export async function subjectOf(fixture: Fixture, endpoint: EndpointName): Promise<Subject> {
  const { addUser, teacherWithRoom } = fixture;
  if (endpoint === 'user-get-token') return { username: await addUser() };
  if (endpoint === 'chatroom-create') return { username: await addUser(), fields: course };
  if (/join|destroy|query/.test(endpoint)) return await teacherWithRoom();
  const inClass = classes.get(fixture) ?? startClass(fixture);
  classes.set(fixture, inClass);
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
