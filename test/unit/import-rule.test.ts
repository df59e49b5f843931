import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name))
    .map((name) => join(folder, name));

/** The project's own files that a file imports, types included, as paths from the top. */
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

/** The imports from some files to others that there must not be. */
const breaches = (from: RegExp, to: RegExp) =>
  edges
    .filter(({ file, to: target }) => from.test(file) && to.test(target))
    .map(({ file, to: target }) => `${file} → ${target}`);

/** The imports from some files to any but those that they may import. */
const strays = (from: RegExp, ...allowed: readonly RegExp[]) =>
  edges
    .filter(({ file, to }) => from.test(file) && !allowed.some((one) => one.test(to)))
    .map(({ file, to }) => `${file} → ${to}`);

/** The tables of endpoints and of pages. */
const tables = /^functions\/(endpoints|pages)\.ts$/;
/** A file that becomes a function of its own: one for each endpoint, page and schedule. */
const functionFile = /^functions\/(?!endpoints|pages)[a-z-]+\.ts$/;
/** What all of shared/ may stand on. */
const ground =
  /^functions\/shared\/(aws-client|failure|log|login-records|runtime|secret-text|settings|waiting)\.ts$/;

describe('the import rule', () => {
  it('sees the imports at all', () => {
    expect(edges).toContainEqual({ file: 'functions/chatroom-query.ts', to: 'functions/http/endpoint.ts' });
    expect(edges.length).toBeGreaterThan(100);
  });

  it('nothing in functions/ imports lib/, bin/ or test/', () => {
    expect(breaches(/^functions\//, /^(lib|bin|test)\//)).toEqual([]);
  });

  it('nothing that ships imports test/', () => {
    expect(breaches(/./, /^test\//)).toEqual([]);
  });

  it('a function’s file imports the shared layer and the tables, never another function’s', () => {
    expect(strays(functionFile, tables, /^functions\/shared\//)).toEqual([]);
  });

  it('nothing imports a function’s file; the local run loads them by their names', () => {
    expect(breaches(/./, functionFile)).toEqual([]);
  });

  it.each(['credentials', 'rongcloud', 'store'])(
    'shared/%s imports what it stands on and none of its neighbours',
    (folder) => {
      const own = new RegExp(`^functions/shared/${folder}/`);
      expect(strays(own, own, ground)).toEqual([]);
    },
  );

  it.each(['rooms', 'tokens'])(
    'shared/%s stands on rongcloud and store, and knows no login and no other endpoint’s part',
    (folder) => {
      const own = new RegExp(`^functions/shared/${folder}/`);
      expect(strays(own, own, ground, /^functions\/shared\/(rongcloud|store)\//)).toEqual([]);
    },
  );

  it('bin/ knows of functions/ the table and what a refused setting throws', () => {
    expect(strays(/^bin\//, /^lib\//, /^functions\/(endpoints|shared\/settings)\.ts$/)).toEqual([]);
  });

  it('lib/ imports nothing of bin/', () => {
    expect(breaches(/^lib\//, /^bin\//)).toEqual([]);
  });

  it('the RongCloud emulator knows nothing of the product that it tests', () => {
    expect(breaches(/^lib\/local\/rongcloud\//, /^functions\//)).toEqual([]);
  });

  it('the cloud and the local assembly do not know each other', () => {
    expect(breaches(/^lib\/cloud\//, /^lib\/local\//)).toEqual([]);
    expect(breaches(/^lib\/local\//, /^lib\/cloud\//)).toEqual([]);
  });

  /** What the whole of lib/ may know of functions/: the tables, what they are made of, and a function's types. */
  const known = [
    /^(?!functions\/)/,
    tables,
    /^functions\/shared\/(endpoint|failure|page|parameters|reasons|reply|runtime|scheduled|settings|store\/tables)\.ts$/,
  ];
  /** How accounts are kept: the demo data and the admin command make some. */
  const accounts =
    /^functions\/shared\/(credentials\/(password|rongcloud-user-id|work)|store\/(imported-hashes|users))\.ts$/;
  const knowsAccounts = /^lib\/(local\/demo-data\.ts|users\/.+)$/;
  const makesRounds = /^lib\/operator\/smoke-rounds\.ts$/;
  const others = new RegExp(`^(?!${knowsAccounts.source.slice(1)}|${makesRounds.source.slice(1)})lib/`);

  it.each([
    ['lib/', others, known],
    ['the demo data and the admin command', knowsAccounts, [...known, accounts]],
    ['the smoke test', makesRounds, [...known, /^functions\/shared\/round\.ts$/]],
  ])('%s knows of functions/ no more than it needs', (_who, files, allowed) => {
    expect(edges.some(({ file }) => files.test(file))).toBe(true);
    expect(strays(files, ...allowed)).toEqual([]);
  });

  it('only zod/mini gets into the bundles', () => {
    const whole = filesOf('functions').filter((file) =>
      /from 'zod'/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(whole).toEqual([]);
  });
});
