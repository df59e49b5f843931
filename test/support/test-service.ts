import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { type User, userStore } from '../../functions/dynamodb/users.ts';
import type { Deps, LogEntry } from '../../functions/platform/deps.ts';
import type { RongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { type ServiceOptions, startService } from '../../lib/local/service.ts';
import { slowClock } from './slow-clock.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** The accounts of the demo data. */
export const teacher = { username: 'teacher1', password: '123456' };
export const student = { username: 'student1', password: '123456' };

/** A running service for a test: its URL, and its effects on the outside. */
export interface TestService {
  readonly origin: string;
  readonly emulator: RongCloudEmulator;
  /** Every log entry so far. */
  readonly log: readonly LogEntry[];
  call(path: string, init?: RequestInit): Promise<Answered>;
  /** Calls an endpoint by its name in the path, such as `chatroom_join`, with a form. */
  post(endpoint: string, fields: Readonly<Record<string, string>>): Promise<Answered>;
  addUser(user: Partial<User> & { username: string }, password: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a service with the demo data: in this process, or in e2e/artefact.test.ts from the bundles. */
export type StartTestService = (variables?: Record<string, string>) => Promise<TestService>;

export async function call(origin: string, path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(origin + path, { redirect: 'error', ...init });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : {},
  };
}

export const callsBy = (send: TestService['call']): Pick<TestService, 'call' | 'post'> => ({
  call: send,
  post: (endpoint, fields) => send(`/im/${endpoint}`, { method: 'POST', body: new URLSearchParams(fields) }),
});

export async function addUser(deps: Deps, user: Partial<User> & { username: string }, password: string) {
  const isNew = await userStore(deps).add(
    {
      role: 'student',
      isDisabled: false,
      createdAt: '2026-01-05T02:00:00.000Z',
      rongCloudUserId: rongCloudUserId(user.username),
      passwordHash: await hashPassword(deps, password),
      ...user,
    },
    deps.clock.now() + 5_000,
  );
  if (!isNew) throw new Error(`${user.username} is there already`);
}

/** Limits that do not slow down tests with wrong passwords. */
export const generousLoginLimits = {
  LOGIN_FREE_FAILURES: '1000',
  LOGIN_USER_FAILURES: '10000',
  LOGIN_USER_DAILY_FAILURES: '100000',
  LOGIN_NETWORK_FAILURES: '1000000',
};

/** The local service in this process, its data in memory. */
export async function startTestService(
  options: Partial<ServiceOptions> = {},
): Promise<TestService & { readonly deps: Deps }> {
  const log: LogEntry[] = [];
  const { origin, emulator, deps, stop } = await startService({
    port: 0,
    clock: slowClock(),
    sendsCallbacks: false,
    output: (_level, entry) => log.push(entry),
    ...options,
    variables: { ...generousLoginLimits, ...options.variables },
  });
  if (emulator === undefined) throw new Error('a test service without the emulator');
  return {
    deps,
    origin,
    emulator,
    log,
    stop,
    ...callsBy((path, init) => call(origin, path, init)),
    addUser: (user, password) => addUser(deps, user, password),
  };
}
