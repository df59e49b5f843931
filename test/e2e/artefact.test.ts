import { pbkdf2Sync } from 'node:crypto';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { settings } from '../../functions/contract/settings.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import { chatroomIds } from '../../functions/dynamodb/chatroom-ids.ts';
import { ChatroomStore } from '../../functions/dynamodb/chatrooms.ts';
import { reconcilerState } from '../../functions/dynamodb/reconciler-state.ts';
import { settingNames } from '../../lib/cloud/settings.ts';
import { wholeContract } from '../contract/whole.ts';
import { type ArtefactService, startArtefactService } from '../support/artefact-service.ts';
import { type CloudAssembly, type Context, synthesizeWhole } from '../support/cloud-assembly.ts';
import { type Need, permissionsOf } from '../support/permissions.ts';
import { resourcesOf } from '../support/template.ts';
import { generousLoginLimits } from '../support/test-service.ts';

/** The settings of the stack that end in these variables. */
function contextOf(variables: Readonly<Record<string, string>>): Context {
  const names = Object.entries(settings).filter(([name]) => settingNames.includes(name));
  const byVariable = new Map<string, string>(names.map(([name, { variable }]) => [variable, name]));
  return Object.fromEntries(Object.entries(variables).map(([name, text]) => [byVariable.get(name), text]));
}

const assemblies = new Map<string, Promise<CloudAssembly>>();
const services: ArtefactService[] = [];

/** The bundles and the template of a deployment, run on this machine. */
async function start(variables: Record<string, string> = {}): Promise<ArtefactService> {
  const key = JSON.stringify(variables);
  const assembly =
    assemblies.get(key) ?? synthesizeWhole(contextOf({ ...generousLoginLimits, ...variables }));
  assemblies.set(key, assembly);
  const service = await startArtefactService(await assembly);
  services.push(service);
  return service;
}

// A service starts five processes, which takes time on two busy cores.
vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

wholeContract(start);

describe('the permissions of the template', () => {
  let service: ArtefactService;
  afterAll(() => service.stop());

  const isOfOurs = ({ action }: { action: string }) => /^(dynamodb|secretsmanager):/.test(action);

  it('allow every call of a function in the whole contract', async () => {
    service = await start();
    await service.call('/im/user_get_token?username=student1&password=123456&refresh=1');
    await logInWithImportedHashes(service);
    await moderate(service);
    await attend(service);
    await leaveRoomHalfDestroyed(service, 2);
    await leaveCreateAbandoned(service);
    await service.run(scheduledId('reconcile', await synthesized()));
    expect(services.flatMap((one) => one.refusals)).toEqual([]);
    expect(services.flatMap((one) => one.calls).length).toBeGreaterThan(500);
  });

  it('let it do nothing that it never asked for', async () => {
    const { template } = await synthesized();
    const worded = (by: string, { action, resource }: Need) =>
      // A permission to read an item covers GetItem and BatchGetItem.
      `${by} ${action.replace('BatchGetItem', 'GetItem')} ${resource}`;
    const asked = new Set(
      services.flatMap(({ calls }) =>
        calls.flatMap(({ by, needs }) => needs.map((need) => worded(by, need))),
      ),
    );
    const granted = [...resourcesOf(template, 'AWS::Lambda::Function')].flatMap(([id, { Role }]) =>
      permissionsOf(template, String(Role).replace(/\.Arn$/, ''))
        .all.filter(isOfOurs)
        .map((need) => worded(id, need)),
    );
    expect(granted.filter((permission) => !asked.has(permission))).toEqual([]);
  });
});

/** RongCloud sends a callback about a pupil, whom the attendance then names. */
async function attend({ origin, emulator, call, operator }: ArtefactService): Promise<void> {
  const { createdAt = '' } = (await new ChatroomStore(operator).find(4, operator.clock.now() + 5_000)) ?? {};
  const joined = { chatRoomId: '3', userIds: ['student1'], type: 1, status: 0, time: Date.now() } as const;
  const created = { ...joined, chatRoomId: '4', userIds: [], type: 0, time: Date.parse(createdAt) } as const;
  const { url, ...init } = emulator.callback(`${origin}${statusCallback.path}`, {
    events: [joined, created],
  });
  expect((await call(url.slice(origin.length), init)).status).toBe(200);
  const query = new URLSearchParams({ username: 'teacher1', password: '123456', id: '3' });
  const { json } = await call(`/im/chatroom_attendance/?${query}`);
  expect(json.items).toMatchObject([{ username: 'student1', present: true }]);
  // The reconciler finds what no callback reported.
  emulator.loseRoom('4');
}

/** Each endpoint gets a login whose hash it has to replace. */
async function logInWithImportedHashes({ addUser, call }: ArtefactService): Promise<void> {
  for (const [name, { path }] of Object.entries(endpoints)) {
    await addUser({ username: name, passwordHash: djangoHash('123456'), role: 'admin' }, '');
    const id = name === 'chatroom-destroy' ? '1' : '3';
    await call(path, {
      method: 'POST',
      body: new URLSearchParams({ ...sound, username: name, password: '123456', id, name }),
    });
  }
}

/** A value for each parameter that some endpoint takes. */
const sound = {
  live_id: '1',
  silent: '1',
  speakers: 'student1',
  user: 'student1',
  minutes: '5',
  text: 'hello',
  assistants: '',
};

/** Other actions that need a permission: a count that is due, a recreation with controls, and controls that are due. */
async function moderate({ post: send, emulator, operator }: ArtefactService): Promise<void> {
  const post = (path: string, username: string, fields: Record<string, string> = {}) =>
    send(path, { username, password: '123456', id: '3', ...fields });
  const clock = { ...operator.clock, now: () => operator.clock.now() - 600_000 };
  const chatrooms = new ChatroomStore({ ...operator, clock });
  const deadlineAt = clock.now() + 1_200_000;
  const { countBegunAt = 0 } = (await chatrooms.find(3, deadlineAt)) ?? {};
  await chatrooms.change(3, 'beginCount', { seenBegunAt: countBegunAt }, deadlineAt);
  await post('chatroom_members', 'teacher1', { limit: '0' });
  emulator.loseRoom('3');
  await post('chatroom_join', 'teacher1');
  await post('chatroom_members', 'teacher1');
  await chatrooms.change(3, 'hastenControls', {}, deadlineAt);
}

function djangoHash(password: string): string {
  const tag = pbkdf2Sync(password, 'salt', 1_000, 32, 'sha256').toString('base64');
  return `pbkdf2_sha256$1000$salt$${tag}`;
}

/** A row of a destroy that was interrupted ten minutes ago, so that the reconciler finds it due. */
async function leaveRoomHalfDestroyed({ operator }: ArtefactService, chatroomId: number): Promise<void> {
  const clock = { ...operator.clock, now: () => operator.clock.now() - 600_000 };
  await new ChatroomStore({ ...operator, clock }).change(chatroomId, 'beginDestroy', {}, clock.now() + 5_000);
}

/** A create that died after it took its id, first seen by the reconciler ten minutes ago. */
async function leaveCreateAbandoned({ operator }: ArtefactService): Promise<void> {
  const deadlineAt = operator.clock.now() + 5_000;
  const seenId = await chatroomIds(operator)(deadlineAt);
  const state = reconcilerState(operator);
  const before = await state.begin('a run', deadlineAt);
  if (before === undefined) throw new Error('another run has the lease');
  const seenAt = operator.clock.now() - 600_000;
  await state.finish('a run', { ...before, settledTo: seenId - 1, seenId, seenAt }, deadlineAt);
}

const synthesized = () => assemblies.get('{}') ?? synthesizeWhole({});

/** The logical id of a scheduled function: its construct's name and a hash. */
function scheduledId(name: string, { template }: CloudAssembly): string {
  const ids = [...resourcesOf(template, 'AWS::Lambda::Function').keys()];
  return ids.find((id) => id.startsWith(name)) ?? '';
}
