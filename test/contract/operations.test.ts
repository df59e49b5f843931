import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import type { EndpointHandler } from '../../functions/http/handler.ts';
import { createHandler } from '../../lib/local/handlers.ts';
import { callbackEvent, eventOf, type Query } from '../support/gateway-call.ts';
import { type MeteredCall, sequentialTrips, startMeter, total } from '../support/meter.ts';
import { startTestService, student, teacher } from '../support/test-service.ts';

// The cost of each call in calls to others. The figures are those of test/contract/operations.md, row by row.

const endpointNames = Object.keys(endpoints) as EndpointName[];

interface Row {
  readonly name: string;
  /** Runs before the row is measured. */
  readonly before?: (service: MeteredService) => unknown;
  readonly run: (service: MeteredService) => Promise<unknown>;
}

type MeteredService = Awaited<ReturnType<typeof setup>>;

async function setup() {
  const service = await startTestService({ runsSchedules: false });
  const meter = await startMeter(service.deps);
  const createAll = async () =>
    new Map(
      await Promise.all(
        endpointNames.map(
          async (name) => [name, await createHandler<EndpointHandler>(name, meter.deps)] as const,
        ),
      ),
    );
  let handlers = await createAll();
  const callBack = await createHandler<EndpointHandler>('rongcloud-chatroom-status', meter.deps);
  const handler = (name: EndpointName): EndpointHandler => {
    const found = handlers.get(name);
    if (found === undefined) throw new Error(`no handler of ${name}`);
    return found;
  };
  return {
    emulator: service.emulator,
    take: meter.take,
    addUser: service.addUser,
    /** From here on calls have new processes. */
    restartAll: async () => {
      handlers = await createAll();
    },
    warmUp: (name: EndpointName) => handler(name).warmUp(Date.now() + 5_000),
    call: async (name: EndpointName, query: Query, code?: string) => {
      const reply = await handler(name)(eventOf(name, query), { getRemainingTimeInMillis: () => 10_000 });
      expect(JSON.parse(reply.body)).toMatchObject(code === undefined ? { ret: 'success' } : { code });
    },
    /** A callback with a join of each of `users`. */
    callBack: async (users: number) => {
      const time = Date.now();
      const events = Array.from({ length: users }, (_none, user) => ({
        chatRoomId: '7',
        userIds: [`pupil${user}`],
        status: 0 as const,
        type: 1 as const,
        time,
      }));
      const event = callbackEvent(service.emulator.callback('http://127.0.0.1', { events }));
      const reply = await callBack(event, { getRemainingTimeInMillis: () => 10_000 });
      expect(reply.statusCode).toBe(200);
    },
    stop: async () => {
      await meter.stop();
      await service.stop();
    },
  };
}

const start = (name: EndpointName): Row => ({
  name: `start of ${name}`,
  before: (service) => service.restartAll(),
  run: (service) => service.warmUp(name),
});

const course = { ...teacher, live_id: '1', name: 'room1' };

/** In a class of the demo data with one member. */
const inClass = { ...teacher, id: 2 };

const controlRows: readonly Row[] = [
  { name: 'chatroom-list', run: ({ call }) => call('chatroom-list', { ...student, live_id: 1 }) },
  {
    name: 'chatroom-members',
    before: ({ call }) => call('chatroom-join', { ...student, id: 2 }),
    run: ({ call }) => call('chatroom-members', inClass),
  },
  {
    name: 'chatroom-assistants',
    run: ({ call }) => call('chatroom-assistants', { ...inClass, assistants: '' }),
  },
  {
    name: 'chatroom-silence',
    run: ({ call }) => call('chatroom-silence', { ...inClass, silent: 1, speakers: 'student1' }),
  },
  {
    name: 'chatroom-assistants, room silenced',
    run: ({ call }) => call('chatroom-assistants', { ...inClass, assistants: 'student1' }),
  },
  {
    name: 'chatroom-mute, room silenced',
    run: ({ call }) => call('chatroom-mute', { ...inClass, user: 'pupil', minutes: 10 }),
  },
  {
    name: 'chatroom-kick, room silenced',
    run: ({ call }) => call('chatroom-kick', { ...inClass, user: 'pupil', minutes: 10 }),
  },
  { name: 'chatroom-sanctions', run: ({ call }) => call('chatroom-sanctions', inClass) },
  { name: 'chatroom-announce', run: ({ call }) => call('chatroom-announce', { ...inClass, text: 'Page 7' }) },
  {
    name: 'chatroom-announcement',
    run: ({ call }) => call('chatroom-announcement', { ...student, id: 2 }),
  },
];

const rows: readonly Row[] = [
  start('user-get-token'),
  start('chatroom-create'),
  start('chatroom-join'),
  start('chatroom-destroy'),
  start('chatroom-query'),
  {
    name: 'user-get-token, first login from a network',
    // From here on all of them have started.
    before: ({ warmUp }) => Promise.all(endpointNames.map(warmUp)),
    run: ({ call }) => call('user-get-token', student),
  },
  { name: 'user-get-token, token cached', run: ({ call }) => call('user-get-token', student) },
  {
    name: 'chatroom-query, first login from a network',
    before: ({ addUser }) => addUser({ username: 'pupil' }, '123456'),
    run: ({ call }) => call('chatroom-query', { username: 'pupil', password: '123456', id: 1 }),
  },
  {
    name: 'user-get-token, no token cached',
    run: ({ call }) => call('user-get-token', teacher),
  },
  {
    name: 'user-get-token, refresh=1',
    run: ({ call }) => call('user-get-token', { ...teacher, refresh: 1 }),
  },
  {
    name: 'user-get-token, wrong password',
    run: ({ call }) => call('user-get-token', { ...student, password: 'wrong' }, 'WRONG_CREDENTIALS'),
  },
  { name: 'chatroom-create', run: ({ call }) => call('chatroom-create', course) },
  { name: 'chatroom-create, repeated', run: ({ call }) => call('chatroom-create', course) },
  { name: 'chatroom-join', run: ({ call }) => call('chatroom-join', { ...student, id: 7 }) },
  {
    name: 'chatroom-join, RongCloud has lost the room',
    before: ({ emulator }) => emulator.loseRoom('7'),
    run: ({ call }) => call('chatroom-join', { ...student, id: 7 }),
  },
  {
    name: 'chatroom-members, limit=0',
    run: ({ call }) => call('chatroom-members', { ...student, id: 7, limit: 0 }),
  },
  ...controlRows,
  {
    name: 'rongcloud-chatroom-status, one event',
    // The secret is known from then on.
    before: ({ callBack }) => callBack(1),
    run: ({ callBack }) => callBack(1),
  },
  { name: 'rongcloud-chatroom-status, 25 events', run: ({ callBack }) => callBack(25) },
  { name: 'rongcloud-chatroom-status, 500 events', run: ({ callBack }) => callBack(500) },
  {
    name: 'chatroom-attendance, two users',
    run: ({ call }) => call('chatroom-attendance', { ...teacher, id: 7, limit: 2 }),
  },
  { name: 'chatroom-query', run: ({ call }) => call('chatroom-query', { ...student, id: 7 }) },
  { name: 'chatroom-destroy', run: ({ call }) => call('chatroom-destroy', { ...teacher, id: 7 }) },
  { name: 'chatroom-destroy, repeated', run: ({ call }) => call('chatroom-destroy', { ...teacher, id: 7 }) },
  {
    name: 'chatroom-query, room destroyed',
    run: ({ call }) => call('chatroom-query', { ...student, id: 7 }, 'CHATROOM_DESTROYED'),
  },
];

const namesOf = (calls: readonly MeteredCall[], peer: MeteredCall['peer']) => {
  const names = calls.filter((one) => one.peer === peer).map(({ name }) => name);
  const counted = [...new Set(names)].toSorted().map((name) => {
    const times = names.filter((other) => other === name).length;
    return times === 1 ? name : `${times} ${name}`;
  });
  return counted.length === 0 ? '–' : counted.join(', ');
};

function cells(name: string, calls: readonly MeteredCall[]): string {
  const { read, write } = total(calls);
  const columns = [
    name,
    namesOf(calls, 'dynamodb'),
    read,
    write,
    namesOf(calls, 'rongcloud'),
    namesOf(calls, 'secrets'),
    sequentialTrips(calls),
  ];
  return `| ${columns.join(' | ')} |`;
}

const documented = readFileSync('test/contract/operations.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.trim());

const service = await setup();
afterAll(() => service.stop());

describe('what a call asks of DynamoDB and RongCloud', () => {
  it.each(rows)('$name', async ({ name, before, run }) => {
    await before?.(service);
    service.take();
    await run(service);
    expect(cells(name, service.take())).toBe(documented.find((line) => line.startsWith(`| ${name} |`)));
  });

  it('has a measurement for each row', () => {
    const names = documented.map((line) => line.split('|')[1]?.trim());
    expect(names.slice(2)).toEqual(rows.map(({ name }) => name));
  });
});
