import { randomBytes } from 'node:crypto';
import { hashPassword } from '../../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../../functions/auth/rongcloud-user-id.ts';
import { type EndpointName, endpoints } from '../../../functions/contract/endpoints.ts';
import { lastChatroomId } from '../../../functions/dynamodb/chatroom-ids.ts';
import { ChatroomStore } from '../../../functions/dynamodb/chatrooms.ts';
import { userStore } from '../../../functions/dynamodb/users.ts';
import type { Deps, LogEntry } from '../../../functions/platform/deps.ts';
import { createHandler as createReconcile } from '../../../functions/reconcile.ts';
import { strictSignatures } from '../../../lib/emulator/behaviour.ts';
import { startRongCloudEmulator } from '../../../lib/emulator/emulator.ts';
import type { HostOptions } from '../../../lib/emulator/server.ts';
import {
  createTables,
  databaseVariables,
  embeddedConnection,
  startDynamoDb,
} from '../../../lib/local/dynamodb.ts';
import { stubTimeouts } from '../../../lib/local/service.ts';
import { lettingTimePass } from '../../support/event-loop.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { serveEndpoints } from '../../support/serve-endpoints.ts';
import { type SecretsManager, startSecretsManagerStub } from './secrets-manager-stub.ts';

export const appKey = 'fault-app-key';
export const appSecret = 'fault-app-secret';
const password = '123456';

/** Otherwise the password hashes would take longer than the rest of the tests. */
const passwordCost = { memoryKib: 8, passes: 1, parallelism: 1 };

/** What an endpoint answered, and how long that took on the moved clock. */
export interface Answer {
  readonly endpoint: EndpointName;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** The failure's code, or OK. */
  readonly code: unknown;
  readonly ms: number;
  /** All that was logged meanwhile, the call's own line last. */
  readonly log: readonly LogEntry[];
}

export interface Service {
  call(endpoint: EndpointName, username: string, fields?: Readonly<Record<string, string>>): Promise<Answer>;
  url(endpoint: EndpointName): string;
  stop(): Promise<void>;
}

export type Peers = Awaited<ReturnType<typeof startPeers>>;

/**
 * One database, one RongCloud with several hosts and one clock, shared by several services: each is a new set of handlers
 * behind the local gateway. A new set-up for each case would take minutes.
 */
export async function startPeers(hosts: readonly HostOptions[]) {
  const clock = manualClock();
  const database = await startDynamoDb();
  const connection = embeddedConnection(database.origin);
  await createTables(connection);
  const behaviour = strictSignatures;
  const rongCloud = await startRongCloudEmulator({ appKey, appSecret, clock, hosts, behaviour });
  const secrets: SecretsManager = await startSecretsManagerStub({ appKey, appSecret });
  const log: LogEntry[] = [];
  const running = new Set<Service>();

  const depsAt = (origins: readonly string[]): Deps => ({
    clock,
    randomBytes,
    passwordCost,
    awsTimeouts: stubTimeouts,
    output: (level, entry) => log.push({ level, ...entry }),
    environment: {
      ...databaseVariables(connection),
      RONGCLOUD_HOSTS: origins.join(','),
      RONGCLOUD_SECRET_ID: 'rongcloud',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.origin,
    },
  });

  async function send(
    origin: string,
    endpoint: EndpointName,
    fields: Record<string, string>,
  ): Promise<Answer> {
    const begunAt = clock.now();
    const logged = log.length;
    const response = await fetch(origin + endpoints[endpoint].path, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    const body = JSON.parse(await response.text());
    const { status, headers } = response;
    const code = body.ret === 'success' ? 'OK' : body.code;
    return { endpoint, status, headers, body, code, ms: clock.now() - begunAt, log: log.slice(logged) };
  }

  /** Starts a service that calls RongCloud at these origins. */
  async function startService(origins: readonly string[] = rongCloud.origins.slice(0, 2)): Promise<Service> {
    const listening = await serveEndpoints(depsAt(origins));
    const service: Service = {
      call: (endpoint, username, fields = {}) =>
        lettingTimePass(clock, send(listening.origin, endpoint, { username, password, ...fields })),
      url: (endpoint) => listening.origin + endpoints[endpoint].path,
      stop: async () => {
        running.delete(service);
        await listening.stop();
      },
    };
    running.add(service);
    return service;
  }

  const deps = depsAt(rongCloud.origins.slice(0, 2));
  const chatrooms = new ChatroomStore(deps);
  const users = userStore(deps);
  const lastId = lastChatroomId(deps);
  const reconcile = createReconcile(deps);
  const passwordHash = await hashPassword(deps, password);
  let usersAdded = 0;

  return {
    clock,
    rongCloud,
    secrets,
    startService,
    lettingTimePass: <T>(work: Promise<T>) => lettingTimePass(clock, work),
    row: (chatroomId: number) => chatrooms.find(chatroomId, clock.now() + 5_000),
    lastChatroomId: () => lastId(clock.now() + 5_000),
    /** A teacher whom nobody has called for, or a pupil. */
    addUser: async (pupil?: string): Promise<string> => {
      usersAdded += 1;
      const username = pupil ?? `teacher${usersAdded}`;
      const account = {
        role: pupil === undefined ? 'teacher' : 'student',
        isDisabled: false,
        createdAt: '2026-01-05T02:00:00.000Z',
      } as const;
      const user = { ...account, username, passwordHash, rongCloudUserId: rongCloudUserId(username) };
      await users.add(user, clock.now() + 5_000);
      return username;
    },
    /** One run of the reconciler, which has no trouble with RongCloud of its own. */
    reconcile: () => lettingTimePass(clock, reconcile({}, { getRemainingTimeInMillis: () => 50_000 })),
    stop: async () => {
      await Promise.all([...running].map((service) => service.stop()));
      await Promise.all([rongCloud.stop(), secrets.stop(), database.stop()]);
    },
  };
}
