import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name))
    .map((name) => join(folder, name));

/** The project's files that a file imports, with type imports, as paths from the root. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const specifiers = [...source.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(
    ([, path = '']) => path,
  );
  return specifiers.map((path) => relative(root, join(root, dirname(file), path)));
}

const edges = ['bin', 'lib', 'functions']
  .flatMap(filesOf)
  .flatMap((file) => importsOf(file).map((to) => ({ file, to })));

/** Forbidden imports from some files to others. */
const breaches = (from: RegExp, to: RegExp) =>
  edges
    .filter(({ file, to: target }) => from.test(file) && to.test(target))
    .map(({ file, to: target }) => `${file} → ${target}`);

/** Imports outside the allowed files. */
const strays = (from: RegExp, ...allowed: readonly RegExp[]) =>
  edges
    .filter(({ file, to }) => from.test(file) && !allowed.some((one) => one.test(to)))
    .map(({ file, to }) => `${file} → ${to}`);

/** A file that becomes a Lambda function: one per endpoint, page and schedule. */
const functionFile = /^functions\/[a-z-]+\.ts$/;

/** The folders of functions/ that each folder may import. A folder that is not listed imports no other. */
const folders: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  platform: ['contract'],
  rongcloud: ['contract', 'platform'],
  dynamodb: ['contract', 'platform', 'auth/login-store.ts'],
  auth: ['contract', 'platform'],
  tokens: ['contract', 'platform', 'dynamodb', 'rongcloud'],
  rooms: ['contract', 'platform', 'dynamodb', 'rongcloud', 'secrets'],
  attendance: ['contract', 'platform', 'dynamodb', 'rongcloud', 'auth/rongcloud-user-id.ts'],
  http: ['contract', 'platform', 'dynamodb', 'auth'],
  secrets: ['contract', 'platform', 'rongcloud'],
  smoke: ['contract', 'platform'],
};

const inFolder = (folder: string) => new RegExp(`^functions/${folder}${folder.endsWith('.ts') ? '$' : '/'}`);

describe('the import rule', () => {
  it('finds imports', () => {
    expect(edges).toContainEqual({ file: 'functions/chatroom-query.ts', to: 'functions/http/endpoint.ts' });
    expect(edges.length).toBeGreaterThan(100);
  });

  it('lists every folder of functions/', () => {
    const found = readdirSync(join(root, 'functions'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(found.toSorted()).toEqual(Object.keys(folders).toSorted());
  });

  it('nothing in functions/ imports lib/, bin/ or test/', () => {
    expect(breaches(/^functions\//, /^(lib|bin|test)\//)).toEqual([]);
  });

  it('nothing that ships imports test/', () => {
    expect(breaches(/./, /^test\//)).toEqual([]);
  });

  it('a function file imports folders, never another function file', () => {
    expect(breaches(functionFile, functionFile)).toEqual([]);
  });

  it('a function imports only its own row, and never the whole table', () => {
    const table = /^functions\/contract\/endpoints(\.ts|\/)/;
    const imported = edges.filter(({ file, to }) => functionFile.test(file) && table.test(to));
    expect(imported.filter(({ file, to }) => to !== file.replace('/', '/contract/endpoints/'))).toEqual([]);
    expect(imported.length).toBeGreaterThan(4);
    const others = breaches(/^functions\/(?!contract\/|smoke\/|[a-z-]+\.ts$)/, table);
    expect(others).toEqual([]);
  });

  it('nothing imports a function file; the local run loads each by name', () => {
    expect(breaches(/./, functionFile)).toEqual([]);
  });

  it.each(Object.entries(folders))('functions/%s imports only itself and %j', (folder, allowed) => {
    expect(strays(inFolder(folder), inFolder(folder), ...allowed.map(inFolder))).toEqual([]);
  });

  it('bin/ imports from functions/ only the contract', () => {
    expect(strays(/^bin\//, /^lib\//, inFolder('contract'))).toEqual([]);
  });

  it('lib/ imports nothing of bin/', () => {
    expect(breaches(/^lib\//, /^bin\//)).toEqual([]);
  });

  it('the RongCloud emulator imports nothing of the service that it tests', () => {
    expect(strays(/^lib\/emulator\//, /^lib\/emulator\//)).toEqual([]);
  });

  it('the files of the RongCloud emulator do not import each other in a circle', () => {
    const files = filesOf('lib/emulator');
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      !seen.has(from) &&
      edges.some(({ file, to: next }) => file === from && (next === to || reaches(next, to, seen.add(from))));
    expect(files.filter((file) => reaches(file, file))).toEqual([]);
  });

  it('the cloud and the local assembly do not import each other', () => {
    expect(breaches(/^lib\/cloud\//, /^lib\/local\//)).toEqual([]);
    expect(breaches(/^lib\/local\//, /^lib\/cloud\//)).toEqual([]);
  });

  /** All of lib/ may import these from functions/: the contract, and the types of a function and its dependencies. */
  const known = [/^(?!functions\/)/, inFolder('contract'), inFolder('platform'), inFolder('http')];
  /** How accounts are stored: the demo data and the admin command create some. */
  const accounts = [inFolder('auth'), inFolder('dynamodb')];
  const knowsAccounts = /^lib\/(local\/demo-data\.ts|users\/.+|operator\/attendance-csv\.ts)$/;
  /** The local page shows a class as the endpoints see it. */
  const readsClasses = /^lib\/local\/inspector-class\.ts$/;
  const runsSmokeChecks = /^lib\/operator\/smoke\.ts$/;
  const exceptions = [knowsAccounts, readsClasses, runsSmokeChecks].map(({ source }) => source.slice(1));
  const others = new RegExp(`^(?!${exceptions.join('|')})lib/`);

  it.each([
    ['lib/', others, known],
    [
      'the demo data and the commands of accounts and attendance',
      knowsAccounts,
      [...known, ...accounts, inFolder('attendance')],
    ],
    [
      'the class on the local page',
      readsClasses,
      [...known, inFolder('attendance'), inFolder('dynamodb'), inFolder('rooms')],
    ],
    ['the smoke check', runsSmokeChecks, [...known, inFolder('smoke')]],
  ])('%s imports from functions/ only what is listed', (_who, files, allowed) => {
    expect(edges.some(({ file }) => files.test(file))).toBe(true);
    expect(strays(files, ...allowed)).toEqual([]);
  });

  it('the RongCloud client imports no AWS SDK, also not indirectly', () => {
    const reached = new Set<string>();
    const visit = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const edge of edges) if (edge.file === file) visit(edge.to);
    };
    for (const file of filesOf('functions/rongcloud')) visit(file);
    const usesAws = (file: string) => /from '@(aws-sdk|smithy)/.test(readFileSync(join(root, file), 'utf8'));
    expect([...reached].filter(usesAws)).toEqual([]);
  });

  it('only zod/mini gets into the bundles', () => {
    const whole = filesOf('functions').filter((file) =>
      /from 'zod'/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(whole).toEqual([]);
  });
});
