import * as z from 'zod/mini';
import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';

export interface AppCredentials {
  readonly appKey: string;
  readonly appSecret: string;
}

/** A secret read longer ago than this is read again, while the call that finds it old goes on with it. */
const freshMs = 300_000;

/** Through an outage of Secrets Manager the last good secret serves this long. */
const usableMs = 24 * 60 * 60_000;

/** A secret that was refused, or could not be read, is read again at most this often. */
const rereadEveryMs = 10_000;

const retryAfterSeconds = 1;

/** Visible ASCII: a blank or a line break came in by copying, and would make a header that is refused or torn. */
const visible = z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/));
const secretShape = z.object({ appKey: visible, appSecret: visible });

export interface AppCredentialsSource {
  /** Those remembered, where there are any that may serve. Old ones are read again meanwhile. */
  held(): AppCredentials | undefined;
  /** @throws Failure UNAVAILABLE where Secrets Manager gives none. */
  load(): Promise<AppCredentials>;
  /** After RongCloud refused these: others where the secret has been changed since, else undefined. */
  insteadOf(refused: AppCredentials): Promise<AppCredentials | undefined>;
}

/** Reads the text of the secret anew with each call; undefined if there is none. */
export type ReadSecret = () => Promise<string | undefined>;

/** The App Key and App Secret, read and cached. */
export function appCredentials(deps: Deps, readSecret: ReadSecret): AppCredentialsSource {
  const { clock, output } = deps;
  const read = secretReader(deps, readSecret);
  let held: { readonly credentials: AppCredentials; readonly readAt: number } | undefined;
  let loading: Promise<AppCredentials> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  const load = () => {
    triedAt = clock.now();
    loading ??= read()
      .then((credentials) => {
        held = { credentials, readAt: clock.now() };
        return credentials;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };
  const mayReread = () => loading !== undefined || clock.now() - triedAt >= rereadEveryMs;
  const ageMs = () => (held === undefined ? Number.POSITIVE_INFINITY : clock.now() - held.readAt);
  /** Whoever needs the secret now goes on with the last good one. */
  const loadBeside = () =>
    load().catch((error: unknown) =>
      output('warn', {
        event: 'rongcloud-secret-stale',
        ageSeconds: Math.round(ageMs() / 1_000),
        ...(error instanceof Failure ? error.details.log : undefined),
      }),
    );

  return {
    held: () => {
      if (held === undefined || ageMs() >= usableMs) return undefined;
      if (ageMs() >= freshMs && mayReread()) void loadBeside();
      return held.credentials;
    },
    load,
    insteadOf: async (refused) => {
      if (mayReread()) await loadBeside();
      const isOther =
        held !== undefined &&
        (held.credentials.appKey !== refused.appKey || held.credentials.appSecret !== refused.appSecret);
      return isOther ? held?.credentials : undefined;
    },
  };
}

function secretReader({ environment }: Deps, readSecret: ReadSecret): () => Promise<AppCredentials> {
  const secretId = readSetting(environment, settings.rongCloudSecretId);
  const unavailable = (problem: string, remedy: string, cause?: unknown) =>
    new Failure('UNAVAILABLE', {
      retryAfterSeconds,
      cause,
      log: { call: 'secretsmanager/GetSecretValue', secretId, problem, remedy },
    });
  return async () => {
    const text = await readSecret().catch((error: unknown) => {
      throw unavailable(
        'The secret could not be read.',
        'Check that it exists, that the function may read it, and that Secrets Manager is up.',
        error,
      );
    });
    const parsed = secretShape.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    // No cause: what a parser says of a text quotes it.
    throw unavailable(
      'The secret does not hold what it must.',
      'Store {"appKey":"…","appSecret":"…"} in it, as the RongCloud console shows them, without blanks.',
    );
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
