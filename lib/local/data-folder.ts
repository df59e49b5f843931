import { existsSync } from 'node:fs';
import { access, constants, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Level } from 'level';

/** The system's error code, such as EADDRINUSE; empty for any other error. */
export const systemCode = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** The error of LevelDB itself within an error: its code is LEVEL_LOCKED, LEVEL_IO_ERROR, LEVEL_CORRUPTION … */
export function levelDbFault(error: unknown): (Error & { code: string }) | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = levelDbFault(error.cause);
  if (inner !== undefined) return inner;
  const code = systemCode(error);
  return code.startsWith('LEVEL_') ? Object.assign(error, { code }) : undefined;
}

export const dynamoDbFolder = (dataDir: string) => join(dataDir, 'dynamodb');

/** The file beside a database that does not have all its demo data yet. */
const unfinishedMark = (path: string) => `${path}.unfinished`;

/** Call it when the database has its demo data, before the service listens. */
export const markFinished = (path: string) => rm(unfinishedMark(path), { force: true });

/**
 * The embedded DynamoDB's own folder within `dataDir`, created if missing, emptied first for a fresh start and after a
 * first start that was interrupted.
 * @throws an error naming DATA_DIR. A folder that a running service uses is left as it is.
 */
export async function prepareDataFolder(dataDir: string, isFresh: boolean): Promise<string> {
  const path = dynamoDbFolder(dataDir);
  const mark = unfinishedMark(path);
  try {
    await createFolder(dataDir);
    if (!existsSync(path)) await writeFile(mark, '');
    await createFolder(path);
    await access(path, constants.W_OK);
  } catch (error) {
    throw notWritable(dataDir, error);
  }
  const isEmptied = isFresh || existsSync(mark);
  const fault = await openingFault(path);
  if (fault !== undefined && (fault.code === 'LEVEL_LOCKED' || !isEmptied)) {
    throw new Error(describeFault(dataDir, fault), { cause: fault });
  }
  if (isEmptied) {
    await writeFile(mark, '');
    await rm(path, { recursive: true });
    await mkdir(path);
  }
  return path;
}

export function notWritable(dataDir: string, cause: unknown): Error {
  const code = systemCode(cause);
  const wayOut =
    code === 'ENOSPC' ? 'free some disk space' : 'set DATA_DIR to a folder that this user can write to';
  return new Error(`DATA_DIR ${dataDir} cannot be written (${code}); ${wayOut}`, { cause });
}

/** Step by step, because mkdir's own `recursive` never ends below /proc (Node.js 24). */
async function createFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await createFolder(dirname(path));
    await mkdir(path);
  }
}

/** dynalite ends the process if it cannot open its files, so they are opened once before it. */
async function openingFault(path: string): Promise<(Error & { code: string }) | undefined> {
  // Without its file CURRENT, LevelDB would take its other files for garbage and create an empty database.
  const createIfMissing = !(await readdir(path)).some((file) => /\.(ldb|log)$/.test(file));
  const level = new Level(path, { createIfMissing });
  try {
    await level.open();
    await level.close();
    return undefined;
  } catch (error) {
    const fault = levelDbFault(error);
    if (fault === undefined) throw error;
    return fault;
  }
}

const replaceFolder =
  'restore the folder from a copy, or run npm start -- --fresh to begin with an empty one';

/** By the system's words in LevelDB's message, because the error code is the same for all. */
const waysOut: readonly (readonly [RegExp, string])[] = [
  [
    /no space|quota|file too large/i,
    'free some disk space and start again; every reply that was sent is kept',
  ],
  [
    /permission|not permitted|read-only/i,
    'give this user the right to write to it, or set DATA_DIR to another folder',
  ],
  [/too many open files/i, 'raise the limit of open files (ulimit -n) and start again'],
];

/** One line for a fault of LevelDB: its message and what to do. */
export function describeFault(dataDir: string, { code, message }: Error & { code: string }): string {
  if (code === 'LEVEL_LOCKED') {
    return `DATA_DIR ${dataDir} is in use; stop the other im-gateway or set DATA_DIR to another folder`;
  }
  const [, wayOut] = waysOut.find(([words]) => words.test(message)) ?? [undefined, replaceFolder];
  return `DATA_DIR ${dataDir} cannot be used: ${message.split('\n')[0]}; ${wayOut}`;
}

/** dynalite throws outside any call if a read or write fails, so the process ends: no reply can report a full disk. */
export function endOnDatabaseFault(command: string, dataDir: string): void {
  process.on('uncaughtException', (error) => {
    const fault = levelDbFault(error);
    if (fault === undefined) throw error;
    process.stderr.write(`${command}: ${describeFault(dataDir, fault)}\n`);
    process.exit(1);
  });
}
