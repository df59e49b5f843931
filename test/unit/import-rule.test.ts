import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/endpoints.ts';

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
const endpointFiles = Object.keys(endpoints).map((name) => `functions/${name}.ts`);

/** Who may not import what, and the few whose work it is. */
const breaches = (from: RegExp, to: RegExp) =>
  edges
    .filter(({ file, to: target }) => from.test(file) && to.test(target))
    .map(({ file, to: target }) => `${file} → ${target}`);

describe('the import rule', () => {
  it('sees the imports at all', () => {
    expect(edges).toContainEqual({ file: 'functions/chatroom-query.ts', to: 'functions/shared/endpoint.ts' });
    expect(edges.length).toBeGreaterThan(100);
  });

  it('nothing in functions/ imports lib/, bin/ or test/', () => {
    expect(breaches(/^functions\//, /^(lib|bin|test)\//)).toEqual([]);
  });

  it('nothing that ships imports test/', () => {
    expect(breaches(/./, /^test\//)).toEqual([]);
  });

  it('an endpoint imports the shared layer and the table, never another endpoint', () => {
    const others = edges
      .filter(({ file }) => endpointFiles.includes(file))
      .filter(({ to }) => !to.startsWith('functions/shared/') && to !== 'functions/endpoints.ts');
    expect(others).toEqual([]);
  });

  it.each(['credentials', 'rongcloud', 'store'])(
    'shared/%s imports neither of its two neighbours',
    (room) => {
      const neighbours = ['credentials', 'rongcloud', 'store'].filter((name) => name !== room).join('|');
      expect(
        breaches(new RegExp(`^functions/shared/${room}/`), new RegExp(`^functions/shared/(${neighbours})/`)),
      ).toEqual([]);
    },
  );

  it('shared/credentials, shared/rongcloud and shared/store know nothing of what is built on them', () => {
    const built =
      /^functions\/(endpoints\.ts|[a-z-]+\.ts|shared\/(rooms|tokens)\/|shared\/(endpoint|scheduled|request|reply)\.ts)/;
    expect(breaches(/^functions\/shared\/(credentials|rongcloud|store)\//, built)).toEqual([]);
  });

  it('the RongCloud emulator knows nothing of the product that it tests', () => {
    expect(breaches(/^lib\/local\/rongcloud\//, /^functions\//)).toEqual([]);
  });

  it('the cloud and the local assembly do not know each other', () => {
    expect(breaches(/^lib\/cloud\//, /^lib\/local\//)).toEqual([]);
    expect(breaches(/^lib\/local\//, /^lib\/cloud\//)).toEqual([]);
  });

  it('lib/ knows of functions/ the tables, their definitions, parameters, settings, the envelope and the runtime; the demo data and the admin command also accounts', () => {
    const known =
      /^functions\/(endpoints|pages|shared\/(store\/tables|settings|failure|reasons|parameters|page|reply|runtime|endpoint|scheduled))\.ts$/;
    const accounts =
      /^functions\/shared\/(credentials\/(password|rongcloud-user-id|work)|store\/(imported-hashes|users))\.ts$/;
    const unknown = edges.filter(
      ({ file, to }) =>
        file.startsWith('lib/') &&
        to.startsWith('functions/') &&
        !known.test(to) &&
        !(/^lib\/(local\/demo-data\.ts$|users\/)/.test(file) && accounts.test(to)),
    );
    expect(unknown).toEqual([]);
  });

  it('only zod/mini gets into the bundles', () => {
    const whole = filesOf('functions').filter((file) =>
      /from 'zod'/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(whole).toEqual([]);
  });
});
