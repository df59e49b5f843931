import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Deps, LogEntry } from '../../../functions/platform/deps.ts';
import { rongCloud } from '../../../functions/rongcloud/client.ts';
import { CredentialsCache } from '../../../functions/secrets/app-credentials.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { type Answer, type HttpStub, httpStub, type Respond, until } from './http-stub.ts';

export const account = { appKey: 'app-key', appSecret: 'app-secret' };

/** A Secrets Manager that holds the given text. */
export const secretsManagerHolding =
  (text: string): Respond =>
  () => ({ headers: { 'content-type': 'application/x-amz-json-1.1' }, body: { SecretString: text } });

export const success: Respond = () => ({ body: { code: 200 } });

/** Takes the request and never answers. */
export const silence: Respond = () => undefined;

/** Cuts the connection without an answer. */
export const reset: Respond = (_request, response) => {
  response.socket?.resetAndDestroy();
  return undefined;
};

export const answer =
  (status: number, body: Answer['body'], headers?: Answer['headers']): Respond =>
  () => ({ status, body, headers });

interface Arrangement {
  readonly primary?: Respond;
  readonly backup?: Respond;
  readonly secret?: Respond;
  readonly environment?: Deps['environment'];
}

/** Two hosts that answer every call with a success, a Secrets Manager, a manual clock and a client. */
export async function setUp(
  arrangement: Arrangement = {},
  { primaryOrigin }: { primaryOrigin?: string } = {},
) {
  const clock = manualClock();
  let pauses = 0;
  let awaited = 0;
  const output: LogEntry[] = [];
  const primary = await httpStub(arrangement.primary ?? success);
  const backup = await httpStub(arrangement.backup ?? success);
  const secretsManager = await httpStub(arrangement.secret ?? secretsManagerHolding(JSON.stringify(account)));
  const deps: Deps = {
    clock,
    // The client draws two bytes only for a pause.
    randomBytes: (size) => {
      if (size === 2) pauses += 1;
      return randomBytes(size);
    },
    output: (level, entry) => output.push({ level, ...entry }),
    environment: {
      RONGCLOUD_HOSTS: `${primaryOrigin ?? primary.origin},${backup.origin}`,
      RONGCLOUD_SECRET_ID: 'im-gateway/rongcloud',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'access-key-id',
      AWS_SECRET_ACCESS_KEY: 'secret-access-key',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.origin,
      ...arrangement.environment,
    },
  };
  /** Resolves when the next pause begins. */
  const untilPause = async () => {
    awaited += 1;
    await until(() => pauses >= awaited);
  };
  const client = rongCloud(deps, new CredentialsCache(deps).get);
  onTestFinished(async () => {
    client.close();
    await Promise.all([primary.close(), backup.close(), secretsManager.close()]);
  });
  return {
    client,
    clock,
    deps,
    output,
    primary,
    backup,
    secretsManager,
    /** A late deadline, so that only the client's own limits count. */
    deadlineAt: clock.now() + 60_000,
    untilPause,
    /** Waits for the pause before a second attempt and moves the clock past it. */
    passPause: async () => {
      await untilPause();
      await clock.advance(300);
    },
  };
}

/** The number of requests to each host. */
export const counts = (...hosts: readonly HttpStub[]) => hosts.map(({ received }) => received.length);
