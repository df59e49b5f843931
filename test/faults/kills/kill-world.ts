import { randomBytes } from 'node:crypto';
import { hashPassword } from '../../../functions/shared/credentials/password.ts';
import { processRuntime, type Runtime } from '../../../functions/shared/runtime.ts';
import type { Chatroom } from '../../../functions/shared/store/chatroom.ts';
import { chatroomIds } from '../../../functions/shared/store/chatroom-ids.ts';
import { type ChatroomStore, chatroomStore } from '../../../functions/shared/store/chatrooms.ts';
import { userStore } from '../../../functions/shared/store/users.ts';
import {
  createTables,
  embeddedConnection,
  startDynamoDb,
  tableVariables,
} from '../../../lib/local/dynamodb.ts';
import { movableClock } from '../../../lib/local/rongcloud/clock.ts';
import { startRongCloudEmulator } from '../../../lib/local/rongcloud/emulator.ts';
import { readDynamoDbRequest } from '../../support/dynamodb-proxy.ts';
import { type PassingRequest, startInterceptingProxy } from '../../support/intercepting-proxy.ts';
import { callRongCloud } from '../../support/rongcloud-call.ts';
import { type KillableService, loadKillableService } from './killable-service.ts';

export const teacher = { username: 'teacher1', password: '123456' };

/** When the service dies, seen from the call at which it does: not done, done, or done once somebody else has gone on. */
export type Moment = 'before' | 'after' | 'late';

/** A call that left the service, such as `PutItem chatrooms` or `/chatroom/get.json`, and the how manieth of that name. */
export interface Step {
  readonly name: string;
  readonly occurrence: number;
}

interface ArmedKill extends Step {
  readonly moment: Moment;
}

const account = { appKey: 'local-app-key', appSecret: 'local-app-secret' };
const passwordCost = { memoryKib: 8, passes: 1, parallelism: 1 };

export type KillWorld = Awaited<ReturnType<typeof startKillWorld>>;

/** What outlives the service: DynamoDB and RongCloud, each behind a gate that sees every call and may kill the caller. */
export async function startKillWorld() {
  const running = new AsyncDisposableStack();
  const clock = movableClock();
  const startedAt = Date.now();
  const database = await startDynamoDb();
  running.defer(database.stop);
  const emulator = await startRongCloudEmulator({ ...account, clock });
  running.defer(emulator.stop);

  let names: string[] = [];
  let armed: ArmedKill | undefined;
  let service: KillableService | undefined;
  const late: (() => Promise<unknown>)[] = [];

  const isDue = (name: string) =>
    armed?.name === name && names.filter((one) => one === name).length === armed.occurrence;

  const gate = (target: string, nameOf: (request: PassingRequest) => string) =>
    startInterceptingProxy(target, async (request) => {
      const name = nameOf(request);
      names.push(name);
      if (!isDue(name)) return request.reply(await request.forward());
      const moment = armed?.moment;
      armed = undefined;
      if (moment === 'after') await request.forward();
      if (moment === 'late') late.push(request.forward);
      service?.kill();
    });

  const databaseGate = await gate(database.origin, (request) => {
    const { action, table } = readDynamoDbRequest(request);
    return `${action} ${table}`;
  });
  running.defer(databaseGate.stop);
  const rongCloudGate = await gate(emulator.origin, ({ path }) => path);
  running.defer(rongCloudGate.stop);

  const direct = embeddedConnection(database.origin);
  await createTables(direct);
  const runtime: Runtime = {
    clock,
    randomBytes,
    passwordCost,
    output: () => {},
    environment: {
      ...tableVariables(),
      AWS_REGION: direct.region,
      AWS_ACCESS_KEY_ID: direct.accessKeyId,
      AWS_SECRET_ACCESS_KEY: direct.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: direct.endpoint,
    },
  };
  const rooms: ChatroomStore = chatroomStore(runtime);
  const nextId = chatroomIds(runtime);
  await userStore(runtime).add(
    {
      username: teacher.username,
      passwordHash: await hashPassword({ ...processRuntime, passwordCost }, teacher.password),
      rongCloudUserId: teacher.username,
      role: 'teacher',
      isDisabled: false,
      createdAt: new Date(startedAt).toISOString(),
    },
    clock.now() + 5_000,
  );

  /** Ids are given one after the other; some are given to nobody. */
  const mostGaps = 3;
  const rows = async (): Promise<readonly Chatroom[]> => {
    const found: Chatroom[] = [];
    for (let id = 1, gaps = 0; gaps <= mostGaps; id += 1) {
      const row = await rooms.find(id, clock.now() + 5_000);
      if (row !== undefined) found.push(row);
      gaps = row === undefined ? gaps + 1 : 0;
    }
    return found;
  };

  /** Loads its code while the one before it serves; that is most of what a start takes. */
  let spare = loadKillableService();
  running.defer(async () => spare.kill());
  const startSpare = () => {
    const { start } = spare;
    spare = loadKillableService();
    return start({
      passwordCost,
      dynamoDb: embeddedConnection(databaseGate.origin),
      rongCloud: { ...account, hosts: rongCloudGate.origin },
      aheadMs: clock.now() - Date.now(),
    });
  };

  /** The service, started anew where it was killed. */
  const living = async (): Promise<KillableService> => {
    if (service === undefined || service.isDead()) service = await startSpare();
    return service;
  };
  running.defer(async () => service?.kill());

  return {
    emulator,
    living,
    row: (id: number) => rooms.find(id, clock.now() + 5_000),
    rows,
    /** What a create leaves that died once RongCloud had its room. @returns the id */
    leaveCreate: async (name: string): Promise<number> => {
      const chatroomId = await nextId(clock.now() + 5_000);
      const room = { chatroomId, name, liveId: '1', creator: teacher.username, createToken: name } as const;
      await rooms.intend({ ...room, destroyType: 'idle', destroyMinutes: 10_080 }, clock.now() + 5_000);
      await callRongCloud(`${emulator.origin}/chatroom/create_new.json`, {
        ...account,
        form: { chatroomId: String(chatroomId) },
      });
      return chatroomId;
    },
    call: async (path: string, fields: Readonly<Record<string, string>>) =>
      (await living()).call(path, { ...teacher, ...fields }),
    reconcile: async () => (await living()).reconcile(),
    advance: async (ms: number) => {
      clock.advance(ms);
      if (service !== undefined) await service.advance(ms);
    },
    /** What leaves the service while `run` does. */
    stepsOf: async (run: () => Promise<unknown>): Promise<readonly string[]> => {
      names = [];
      await run();
      return names;
    },
    /** Kills the service at a step of what `run` does. @returns whether it came to that. */
    killAt: async (kill: ArmedKill, run: () => Promise<unknown>): Promise<boolean> => {
      await living();
      names = [];
      armed = kill;
      await run();
      const wasKilled = armed === undefined;
      armed = undefined;
      return wasKilled;
    },
    /** Carries out what was on its way when its sender died. */
    deliverLate: async () => {
      for (const deliver of late.splice(0)) await deliver();
    },
    stop: () => running.disposeAsync(),
  };
}
