import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { argon2 } from '../../functions/shared/credentials/argon2.ts';
import { hashPassword, passwordCheck } from '../../functions/shared/credentials/password.ts';
import { formatPhcString } from '../../functions/shared/credentials/phc-string.ts';
import { specimenOf } from '../../functions/shared/credentials/work.ts';
import { processRuntime } from '../../functions/shared/runtime.ts';
import { areaUnderCurve, median, welchT } from './statistics.ts';

/**
 * Whether the time of an answer tells an unknown user from a known one: npm run bench:timing [-- --samples 300] [--only TEXT].
 * The two are measured in turn, so that what disturbs the machine disturbs both. 0.5 is as good as guessing.
 */
const { samples, only } = parseArgs({
  options: { samples: { type: 'string', default: '200' }, only: { type: 'string', default: '' } },
}).values;

const password = 'the right one';
const salt = Buffer.from('sixteen bytes ok');

async function argon2idOf(cost: { memoryKib: number; passes: number; parallelism: number }) {
  const input = {
    ...cost,
    variant: 'argon2id' as const,
    password: Buffer.from(password),
    salt,
    tagLength: 32,
  };
  return formatPhcString(cost, { salt, tag: await argon2(input) });
}

const pbkdf2Of = (iterations: number) =>
  `pbkdf2_sha256$${iterations}$salt$${pbkdf2Sync(password, 'salt', iterations, 32, 'sha256').toString('base64')}`;

/** `$2b$10$` of some password; only its cost counts. */
const bcrypt = 'bcrypt$$2b$10$b/bT9mVqaFuO5KYL9e2ouOIp13FNxZrq5qZAgbEccff15VT8f4Mvy';

interface Comparison {
  readonly against: string;
  readonly stored: string;
  /** Hashes that an import told of. */
  readonly imported?: readonly string[];
}

async function comparisons(): Promise<readonly Comparison[]> {
  const current = await hashPassword(processRuntime, password);
  const imported = [pbkdf2Of(150_000), bcrypt].map(specimenOf);
  return [
    { against: 'a hash of today', stored: current },
    {
      against: 'Argon2id, 7 MiB, 5 passes',
      stored: await argon2idOf({ memoryKib: 7_168, passes: 5, parallelism: 1 }),
    },
    {
      against: 'Argon2id, 4 MiB, 1 pass',
      stored: await argon2idOf({ memoryKib: 4_096, passes: 1, parallelism: 1 }),
    },
    { against: 'md5', stored: 'md5$salt$0123456789abcdef0123456789abcdef' },
    { against: 'after an import: pbkdf2_sha256, 150,000', stored: pbkdf2Of(150_000), imported },
    { against: 'after an import: pbkdf2_sha256, 36,000', stored: pbkdf2Of(36_000), imported },
    { against: 'after an import: bcrypt, 2^10', stored: bcrypt, imported },
    { against: 'after an import: upgraded', stored: current, imported },
  ];
}

async function measure({ against, stored, imported = [] }: Comparison, rounds: number) {
  const policy = { acceptsWeakDigests: true, importedHashes: async () => imported };
  const check = passwordCheck(processRuntime, policy);
  const times: { unknown: number[]; known: number[] } = { unknown: [], known: [] };
  const time = async (into: number[], hash: string | undefined) => {
    const guess = randomBytes(8).toString('hex');
    const startedAt = performance.now();
    await check(guess, hash, Number.POSITIVE_INFINITY);
    into.push(performance.now() - startedAt);
  };
  for (let round = 0; round < rounds; round += 1) {
    const isKnownFirst = round % 2 === 1;
    if (isKnownFirst) await time(times.known, stored);
    await time(times.unknown, undefined);
    if (!isKnownFirst) await time(times.known, stored);
  }
  return {
    'a wrong password, unknown user against': against,
    'unknown, ms': median(times.unknown).toFixed(1),
    'known, ms': median(times.known).toFixed(1),
    AUC: areaUnderCurve(times.unknown, times.known).toFixed(3),
    "Welch's t": welchT(times.unknown, times.known).toFixed(1),
  };
}

const rows = [];
const chosen = (await comparisons()).filter(({ against }) => against.includes(only));
for (const comparison of chosen) rows.push(await measure(comparison, Number(samples)));
console.table(rows);
