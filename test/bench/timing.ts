import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { hashPassword, passwordCheck } from '../../functions/auth/passwords/password.ts';
import { processDeps } from '../../functions/platform/deps.ts';
import { wholeNumber } from '../../lib/emulator/command-line.ts';
import { runProgram } from '../../lib/operator/command-line.ts';
import { areaUnderCurve, median, welchT } from './statistics.ts';

/** The two are measured interleaved, so that what disturbs the machine disturbs both. */
const program = new Command('npm run bench:timing --')
  .description(
    'Measures if the time of a reply tells an unknown user from a known one. An area of 0.5 is a mere guess.',
  )
  .option('--samples <n>', 'measurements of each', wholeNumber(1, 1_000_000), 300)
  .option('--only <text>', 'only comparisons whose name includes it', '');
await runProgram(program);
const { samples, only } = program.opts<{ samples: number; only: string }>();

const password = 'the right one';

const tag = (bytes: number) => Buffer.alloc(bytes).toString('base64');

/** What imports may have brought, the dearest first. A guess matches none of them, so their cost alone counts. */
const imports = {
  pbkdf2: {
    '150,000': `pbkdf2_sha256$150000$salt$${tag(32)}`,
    '36,000': `pbkdf2_sha256$36000$salt$${tag(32)}`,
  },
  bcrypt: {
    '2^8': `bcrypt$$2b$08$${'A'.repeat(53)}`,
    '2^6': `bcrypt$$2b$06$${'A'.repeat(53)}`,
  },
  scrypt: {
    '2^12, p=2': `scrypt$4096$salt$8$2$${tag(64)}`,
    '2^12, p=1': `scrypt$4096$salt$8$1$${tag(64)}`,
  },
  argon2: {
    'argon2id of Django 3.2 and later': `argon2$argon2id$v=19$m=102400,t=2,p=8$c29tZXNhbHQ$${'A'.repeat(43)}`,
    'argon2i of Django 1.10 to 3.1': `argon2$argon2i$v=19$m=512,t=2,p=2$c29tZXNhbHQ$${'A'.repeat(43)}`,
  },
};

interface Comparison {
  readonly against: string;
  readonly stored: string;
  /** Hashes that an import has announced. */
  readonly imported?: readonly string[];
}

async function comparisons(): Promise<readonly Comparison[]> {
  const today = await hashPassword(processDeps, password);
  const withImport = Object.entries(imports).flatMap(([scheme, hashes]) =>
    Object.entries(hashes).map(([name, stored]) => ({
      against: `after an import: ${scheme}, ${name}`,
      stored,
      imported: Object.values(hashes),
    })),
  );
  return [
    { against: 'a hash of today', stored: today },
    { against: 'md5', stored: 'md5$salt$0123456789abcdef0123456789abcdef' },
    ...withImport,
    { against: 'after an import: upgraded', stored: today, imported: Object.values(imports.pbkdf2) },
  ];
}

async function measure({ against, stored, imported = [] }: Comparison, rounds: number) {
  const policy = { acceptsWeakDigests: true, importedHashes: async () => imported };
  const check = passwordCheck(processDeps, policy);
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
for (const comparison of chosen) rows.push(await measure(comparison, samples));
console.table(rows);
