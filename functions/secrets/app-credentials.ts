import * as z from 'zod/mini';
import { Failure } from '../contract/failure.ts';
import { parseJson } from '../contract/json.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { withDeadline } from '../platform/timers.ts';
import { type AppCredentials, areSame, type GetCredentials } from '../rongcloud/credentials.ts';
import { secretText } from './secret-text.ts';

/** Credentials that are older are refreshed in the background (stale-while-revalidate). */
const freshMs = 300_000;

/** During an outage of Secrets Manager the last credentials that were read are used for this time. */
const usableMs = 24 * 60 * 60_000;

/** The minimum time between two reads after RongCloud refused the credentials, or a read failed. */
const rereadEveryMs = 10_000;

const unavailable = (log: Readonly<Record<string, string>>, cause?: unknown) =>
  new Failure('UNAVAILABLE', {
    retryAfterSeconds: 1,
    cause,
    log: { call: 'secretsmanager/GetSecretValue', ...log },
  });

const tooLate = () => unavailable({ problem: 'The secret was not read in time.' });

/** The credentials that a secret holds: the current ones, then `next` while the App Secret is being changed. */
type Usable = readonly [AppCredentials, ...AppCredentials[]];

/** The App Key and App Secret, read from Secrets Manager and cached. */
export class CredentialsCache {
  private readonly deps: Deps;
  private readonly readSecret: () => Promise<Usable>;
  private cached: { readonly usable: Usable; readonly readAt: number } | undefined;
  /** Which of `usable` to sign with. Kept for the life of the process, also after a refresh. */
  private inUse: AppCredentials | undefined;
  private triedAt = Number.NEGATIVE_INFINITY;

  /** @throws SettingError */
  constructor(deps: Deps) {
    this.deps = deps;
    this.readSecret = secretReader(deps);
  }

  /** Passed on as a function. */
  readonly get: GetCredentials = async (deadlineAt, refused) => {
    if (refused !== undefined) await this.switchFrom(refused, deadlineAt);
    if (this.inUse === undefined || this.ageMs() >= usableMs) {
      return withDeadline(this.deps.clock, deadlineAt, this.read(), tooLate);
    }
    if (this.ageMs() >= freshMs && this.mayReread()) void this.refresh();
    return this.inUse;
  };

  /**
   * Finds out whether one of the App Secrets made a signature: the current one, and `next` while it is being changed. If
   * none did, the secret is read again, at most every ten seconds.
   * @throws Failure UNAVAILABLE
   */
  async hasSecret(isSigner: (appSecret: string) => boolean, deadlineAt: number): Promise<boolean> {
    await this.get(deadlineAt);
    const isFound = () => this.cached?.usable.some(({ appSecret }) => isSigner(appSecret)) === true;
    if (isFound() || !this.mayReread()) return isFound();
    await withDeadline(this.deps.clock, deadlineAt, this.refresh(), tooLate);
    return isFound();
  }

  /** Uses the other credentials at once if the secret contains them; otherwise waits for a refresh. */
  private async switchFrom(refused: AppCredentials, deadlineAt: number): Promise<void> {
    const reread = this.mayReread() ? this.refresh() : undefined;
    if (this.useOtherThan(refused) || reread === undefined) return;
    await withDeadline(this.deps.clock, deadlineAt, reread, tooLate);
    this.useOtherThan(refused);
  }

  private useOtherThan(refused: AppCredentials): boolean {
    const other = this.cached?.usable.find((one) => !areSame(one, refused));
    if (other !== undefined) this.inUse = other;
    return other !== undefined;
  }

  private ageMs() {
    return this.cached === undefined ? Number.POSITIVE_INFINITY : this.deps.clock.now() - this.cached.readAt;
  }

  private mayReread() {
    return this.deps.clock.now() - this.triedAt >= rereadEveryMs;
  }

  private async read(): Promise<AppCredentials> {
    this.triedAt = this.deps.clock.now();
    const usable = await this.readSecret();
    const { inUse } = this;
    this.cached = { usable, readAt: this.deps.clock.now() };
    this.inUse = usable.find((one) => inUse !== undefined && areSame(one, inUse)) ?? usable[0];
    return this.inUse;
  }

  /** Never fails: calls use the cached credentials. */
  private async refresh(): Promise<void> {
    try {
      await this.read();
    } catch (error) {
      this.deps.output('warn', {
        event: 'rongcloud-secret-stale',
        ageSeconds: Math.round(this.ageMs() / 1_000),
        ...(error instanceof Failure ? error.details.log : undefined),
      });
    }
  }
}

/** Visible ASCII: a copied blank or line break would break a header. */
const visible = z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/));
const secretShape = z.object({
  appKey: visible,
  appSecret: visible,
  next: z.optional(z.object({ appSecret: visible })),
});

function usableOf({ appKey, appSecret, next }: z.infer<typeof secretShape>): Usable {
  const current = { appKey, appSecret };
  return next === undefined ? [current] : [current, { appKey, appSecret: next.appSecret }];
}

function secretReader(deps: Deps): () => Promise<Usable> {
  const secretId = readSetting(deps.environment, settings.rongCloudSecretId);
  const readText = secretText(deps, secretId);
  return async () => {
    const text = await readText().catch((error: unknown) => {
      const problem = 'The secret could not be read.';
      const remedy = 'Check that it exists, that the function may read it, and that Secrets Manager is up.';
      throw unavailable({ secretId, problem, remedy }, error);
    });
    const parsed = secretShape.safeParse(parseJson(text ?? ''));
    if (parsed.success) return usableOf(parsed.data);
    throw unavailable({
      secretId,
      problem: 'The secret does not hold what it must.',
      remedy:
        'Store {"appKey":"…","appSecret":"…"} in it, as the RongCloud console shows them, without blanks. While the App Secret is being changed, "next":{"appSecret":"…"} may stand beside them.',
    });
  };
}
