import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { teacher } from '../support/test-service.ts';
import { anyParametersOf } from './any-parameters.ts';
import { as, room, startClass } from './start-class.ts';

let service: Awaited<ReturnType<typeof startClass>>;
beforeAll(async () => {
  service = await startClass();
  await service.addUser({ username: 'teacher2', role: 'teacher' }, '123456');
  for (const call of [
    ['chatroom_assistants', { assistants: 'student1' }],
    ['chatroom_silence', { silent: '1', speakers: 'student2' }],
    ['chatroom_mute', { user: '学生三', minutes: '600' }],
    ['chatroom_announce', { text: 'Page 7' }],
  ] as const) {
    expect((await service.post(call[0], { ...teacher, ...room, ...call[1] })).status).toBe(200);
  }
});
afterAll(() => service.stop());

/** Endpoints that change something take POST alone. */
const changing = Object.entries<EndpointRow>(endpoints).filter(
  ([, { methods }]) => !methods.some((one) => one === 'GET'),
);

const anyChange = fc.oneof(
  ...changing.map(([name, row]) =>
    fc.record({ name: fc.constant(name as EndpointName), parameters: anyParametersOf(row, room) }),
  ),
);
/** Neither the creator nor an assistant nor an admin; one of them is a speaker, one is muted. */
const outsider = fc.constantFrom('student2', '学生三', 'teacher2');

async function everything() {
  const { muted, blocked, members, ...kept } = service.emulator.rooms.get('2') ?? {};
  return {
    chatrooms: await service.items('chatrooms'),
    sanctions: await service.items('sanctions'),
    rongCloud: {
      ...kept,
      muted: muted?.entries(),
      blocked: blocked?.entries(),
      members: [...(members ?? [])],
    },
    messages: service.emulator.messages.length,
  };
}

it('has the endpoints that change a class', () => {
  expect(changing.map(([name]) => name)).toEqual([
    'chatroom-silence',
    'chatroom-mute',
    'chatroom-kick',
    'chatroom-announce',
    'chatroom-assistants',
  ]);
});

it('nobody but the creator, assistants and admins changes anything, or has RongCloud asked', async () => {
  const before = await everything();
  const codes = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(outsider, anyChange, async (username, { name, parameters }) => {
      service.emulator.calls.length = 0;
      const path = endpoints[name].path.replace('/im/', '');
      const { json } = await service.post(path, { ...as(username), ...parameters });
      codes.add(json.code);
      expect(['NOT_ALLOWED', 'INVALID_PARAMETER']).toContain(json.code);
      expect(service.calls()).toEqual([]);
      expect(await everything()).toEqual(before);
    }),
    { numRuns: 80 },
  );
  expect([...codes].sort()).toEqual(['INVALID_PARAMETER', 'NOT_ALLOWED']);
});

it('a moderator changes things by the same calls', async () => {
  const before = await everything();
  await service.post('chatroom_kick', { ...as('student1'), ...room, user: 'student2', minutes: '10' });
  expect(await everything()).not.toEqual(before);
});
