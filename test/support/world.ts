import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { type User, userStore } from '../../functions/dynamodb/users.ts';
import type { Deps, LogEntry } from '../../functions/platform/deps.ts';
import type { RongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { type Service, type ServiceOptions, startService } from '../../lib/local/service.ts';
import { slowClock } from './slow-clock.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** A running service for a test: its URL, and its effects on the outside. */
export interface World {
  readonly origin: string;
  readonly emulator: RongCloudEmulator;
  /** Every log entry so far. */
  readonly log: readonly LogEntry[];
  call(path: string, init?: RequestInit): Promise<Answered>;
  addUser(user: Partial<User> & { username: string }, password: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a world with the demo data; the artefact test has its own. */
export type StartWorld = (variables?: Record<string, string>) => Promise<World>;

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
export async function startLocalWorld(
  options: Partial<ServiceOptions> = {},
): Promise<World & { service: Service }> {
  const log: LogEntry[] = [];
  const service = await startService({
    port: 0,
    clock: slowClock(),
    sendsCallbacks: false,
    output: (_level, entry) => log.push(entry),
    ...options,
    variables: { ...generousLoginLimits, ...options.variables },
  });
  const { origin, emulator, runtime, stop } = service;
  if (emulator === undefined) throw new Error('a world without the emulator');
  return {
    service,
    origin,
    emulator,
    log,
    stop,
    call: (path, init) => call(origin, path, init),
    addUser: (user, password) => addUser(runtime, user, password),
  };
}
