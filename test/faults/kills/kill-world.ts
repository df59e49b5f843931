import { randomBytes } from 'node:crypto';
import { hashPassword } from '../../../functions/auth/passwords/password.ts';
import type { Chatroom } from '../../../functions/dynamodb/chatroom.ts';
import { chatroomIds } from '../../../functions/dynamodb/chatroom-ids.ts';
import { chatroomStore } from '../../../functions/dynamodb/chatrooms.ts';
import { creationStore } from '../../../functions/dynamodb/idempotency-records.ts';
import { userStore } from '../../../functions/dynamodb/users.ts';
import { type Deps, processDeps } from '../../../functions/platform/deps.ts';
import { movableClock } from '../../../lib/emulator/clock.ts';
import { startRongCloudEmulator } from '../../../lib/emulator/emulator.ts';
import {
  createTables,
  databaseVariables,
  embeddedConnection,
  startDynamoDb,
} from '../../../lib/local/dynamodb.ts';
import { startSecretsManager } from '../../../lib/local/secrets-manager.ts';
import { readDynamoDbRequest } from '../../support/dynamodb-proxy.ts';
import { callRongCloud } from '../../support/rongcloud-call.ts';
import { createGate, type Kill } from './gate.ts';
import { type KillableService, loadKillableService } from './killable-service.ts';
import type { SourceStep } from './source-steps.ts';

export const teacher = { username: 'teacher1', password: '123456' };

const account = { appKey: 'local-app-key', appSecret: 'local-app-secret' };
const passwordCost = { memoryKib: 8, passes: 1, parallelism: 1 };

export type KillWorld = Awaited<ReturnType<typeof startKillWorld>>;

/** What the world's own calls may take. */
const withinMs = 5_000;
const repeatMs = 120_000;

interface WorldOptions {
  /** Steps of the source that tell when they are begun. @default none */
  readonly marked?: readonly SourceStep[];
}

/** What outlives the service: DynamoDB and RongCloud, both behind a gate, and others who use them meanwhile. */
export async function startKillWorld({ marked }: WorldOptions = {}) {
  const running = new AsyncDisposableStack();
  const clock = movableClock();
  const soon = () => clock.now() + withinMs;
  const database = await startDynamoDb();
  running.defer(database.stop);
  const emulator = await startRongCloudEmulator({ ...account, clock });
  running.defer(emulator.stop);

  let service: KillableService | undefined;
  const gate = createGate(() => service?.kill());
  const databaseGate = await gate.open(database.origin, (request) => {
    const { action, table } = readDynamoDbRequest(request);
    return `${action} ${table}`;
  });
  running.defer(databaseGate.stop);
  const rongCloudGate = await gate.open(emulator.origin, ({ path }) => path);
  running.defer(rongCloudGate.stop);

  const direct = embeddedConnection(database.origin);
  await createTables(direct);
  const secrets = await startSecretsManager(() => JSON.stringify(account));
  running.defer(secrets.stop);
  const environment = {
    ...databaseVariables(embeddedConnection(databaseGate.origin)),
    RONGCLOUD_HOSTS: rongCloudGate.origin,
    RONGCLOUD_SECRET_ID: 'rongcloud',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.origin,
  };
  const deps: Deps = {
    clock,
    randomBytes,
    passwordCost,
    output: () => {},
    environment: databaseVariables(direct),
  };
  const rooms = chatroomStore(deps);
  const creations = creationStore(deps);
  const nextId = chatroomIds(deps);
  await userStore(deps).add(
    {
      username: teacher.username,
      passwordHash: await hashPassword({ ...processDeps, passwordCost }, teacher.password),
      rongCloudUserId: teacher.username,
      role: 'teacher',
      isDisabled: false,
      createdAt: new Date(clock.now()).toISOString(),
    },
    soon(),
  );

  /** Ids are given one after the other; some are given to nobody. */
  const maxGaps = 3;
  const rows = async (): Promise<readonly Chatroom[]> => {
    const found: Chatroom[] = [];
    for (let id = 1, gaps = 0; gaps <= maxGaps; id += 1) {
      const row = await rooms.find(id, soon());
      if (row !== undefined) found.push(row);
      gaps = row === undefined ? gaps + 1 : 0;
    }
    return found;
  };

  /** Loads its code while the one before it serves; that is most of what a start takes. */
  let spare = loadKillableService(marked);
  running.defer(async () => spare.kill());
  const startSpare = () => {
    const { start } = spare;
    spare = loadKillableService(marked);
    return start({ passwordCost, environment, aheadMs: clock.now() - Date.now() });
  };

  /** The service, started anew where it was killed. */
  const living = async (): Promise<KillableService> => {
    if (service === undefined || service.isDead()) service = await startSpare();
    return service;
  };
  running.defer(async () => service?.kill());

  /** What other processes of the service do, each by its own write, so that they can be seen half way. */
  const others = {
    takeId: () => nextId(soon()),
    note: (chatroomId: number, name: string) => {
      const key = { creator: teacher.username, liveId: '1', name };
      const repeatedUntil = clock.now() + repeatMs;
      return creations.note({ key, chatroomId, createToken: name, repeatedUntil }, undefined, soon());
    },
    intend: (chatroomId: number, name: string) => {
      const room = { chatroomId, name, liveId: '1', creator: teacher.username, createToken: name } as const;
      return rooms.intend({ ...room, destroyType: 'idle', destroyMinutes: 10_080 }, soon());
    },
    makeAtRongCloud: (chatroomId: number) =>
      callRongCloud(`${emulator.origin}/chatroom/create_new.json`, {
        ...account,
        form: { chatroomId: String(chatroomId) },
      }),
    activate: (chatroomId: number) => rooms.activate(chatroomId, soon()),
    heal: async (chatroomId: number) => {
      const lease = { chatroomId, healToken: 'of another' };
      await rooms.beginHeal({ ...lease, lookedAt: clock.now() }, soon());
      await others.makeAtRongCloud(chatroomId);
      await rooms.finishHeal(lease, soon());
    },
    endRow: async (chatroomId: number) => {
      await rooms.beginDestroy(chatroomId, soon());
      await rooms.finishDestroy(chatroomId, soon());
    },
  };

  return {
    emulator,
    others,
    rows,
    call: async (path: string, fields: Readonly<Record<string, string>>) =>
      (await living()).call(path, { ...teacher, ...fields }),
    reconcile: async () => (await living()).reconcile(),
    advance: async (ms: number) => {
      clock.advance(ms);
      if (service !== undefined) await service.advance(ms);
    },
    meanwhile: gate.meanwhile,
    callsOf: gate.callsOf,
    /** The marked steps that the service begins while `run` does. */
    stepsOf: async (run: () => Promise<unknown>): Promise<readonly string[]> => {
      const { takeSteps } = await living();
      await takeSteps();
      await gate.callsOf(run);
      return await takeSteps();
    },
    killAt: async (kill: Kill, run: () => Promise<unknown>): Promise<boolean> => {
      await living();
      return await gate.killAt(kill, run);
    },
    deliverLate: gate.deliverLate,
    stop: () => running.disposeAsync(),
  };
}
