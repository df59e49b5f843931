import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { pageFolder } from '../../functions/http/page.ts';
import { argon2Addon } from '../../lib/cloud/argon2-addon.ts';
import { addonFile, type Bundles, bundleFile, pathFilter } from '../../lib/cloud/bundling.ts';
import { bundledFunctions } from '../support/cloud-assembly.ts';

/** With the login, which also checks Django's hashes; plus the RongCloud client if the function calls it. */
const maxEndpointBytes = 263_000;
const maxRongCloudBytes = 193_000;

const rows = Object.values<EndpointRow>(endpoints);

/**
 * In bytes. A bundle is read and compiled at every cold start, so each byte costs time. Lower a budget with much room; if
 * one is exceeded, a bundle includes something new.
 */
const budgets: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    rows.map(({ name, access }) => [name, maxEndpointBytes + (access.rongCloud ? maxRongCloudBytes : 0)]),
  ),
  'rongcloud-chatroom-status': 255_000,
  reconcile: 428_000,
  'api-docs': 60_000,
  probe: 226_000,
  'release-check': 352_000,
};

/** The texts that show a row's presence in a bundle. */
const textsOf = ({ path, summary, description, refusals }: EndpointRow) => [
  path,
  ...[summary, description, ...refusals.map(({ reason }) => reason)].flatMap(({ en, zh }) => [en, zh]),
];

/** As a complete literal, because one text may be the beginning of another. */
const isIn = (code: string, text: string) =>
  [`"${text}"`, `'${text}'`, `\`${text}\``].some((one) => code.includes(one));

describe('the bundles', () => {
  let bundles: Bundles;
  const names = Object.keys(budgets);
  beforeAll(async () => {
    bundles = await bundledFunctions();
  });
  const codeOf = (name: string) => readFileSync(join(bundles(name), bundleFile), 'utf8');

  it('are one to a function', () => {
    expect(readdirSync(join(bundles(''))).toSorted()).toEqual(names.toSorted());
  });

  it.each(Object.entries(budgets))('%s has at most %d bytes', (name, bytes) => {
    expect(statSync(join(bundles(name), bundleFile)).size).toBeLessThanOrEqual(bytes);
  });

  it('contain the code, bcrypt if they check passwords, and no source map', () => {
    for (const name of names) {
      const isLogin = name in endpoints;
      const files = readdirSync(bundles(name)).filter((file) => file !== addonFile && file !== pageFolder);
      expect(files).toEqual(isLogin ? ['bcrypt.cjs', bundleFile] : [bundleFile]);
      expect(codeOf(name).includes('sourceMappingURL')).toBe(false);
    }
  });

  it('have the native Argon2 for Lambda beside them, if npm reaches its registry', () => {
    const addon = argon2Addon('arm64');
    const holders = names.filter((name) => readdirSync(bundles(name)).includes(addonFile));
    expect(holders.toSorted()).toEqual(addon === undefined ? [] : Object.keys(endpoints).toSorted());
    const copies = holders.map((name) => readFileSync(join(bundles(name), addonFile)));
    expect(copies.filter((copy) => addon === undefined || !copy.equals(addon))).toEqual([]);
  });

  it('have the files of the page, without the local state, beside its function', () => {
    const files = readdirSync(join(bundles('api-docs'), pageFolder));
    const expected = ['icon.svg', 'index.en.html', 'index.zh.html', 'openapi.json', 'page.css', 'page.js'];
    expect(files.toSorted()).toEqual(expected);
    const text = files
      .map((file) => readFileSync(join(bundles('api-docs'), pageFolder, file), 'utf8'))
      .join('');
    expect(text).not.toMatch(/On this machine|本机状态|local\/service|value="123456"|value="student1"/);
  });

  it('keep their source maps beside', () => {
    const sourceMaps = readdirSync(join(bundles('..'), 'source-maps'));
    expect(sourceMaps.toSorted()).toEqual(names.map((name) => `${name}.mjs.map`).toSorted());
  });

  it.each(rows)('of $name has its own row and no other', (row) => {
    const code = codeOf(row.name);
    const others = rows.filter(({ name }) => name !== row.name).flatMap(textsOf);
    const own = textsOf(row);
    expect(others.filter((text) => !own.includes(text) && isIn(code, text))).toEqual([]);
    expect(own.filter((text) => !isIn(code, text))).toEqual([]);
  });

  it('include no RongCloud client if they do not call RongCloud', () => {
    const isCarried = (name: string) => /\/user\/getToken\.json|\/chatroom\/|App-Key/.test(codeOf(name));
    expect([isCarried('user-get-token'), isCarried('chatroom-query')]).toEqual([true, false]);
  });

  it('include only the RongCloud calls that they make', () => {
    const code = codeOf('user-get-token');
    const calls = ['/user/getToken.json', '/user/refresh.json', '/user/info.json'];
    expect(calls.filter((call) => code.includes(call))).toEqual(['/user/getToken.json']);
  });

  it('include neither the HTTP/2 nor the fetch of undici', () => {
    const unused = /HTTP2_HEADER|h2session|webidl|WebSocket constructor/;
    expect(names.filter((name) => unused.test(codeOf(name)))).toEqual([]);
  });

  it('reach AWS through undici if they call RongCloud, and else through the handler of the SDK', () => {
    const including = (text: string) => names.filter((name) => codeOf(name).includes(text));
    const callers = including('App-Key');
    expect(callers).toContain('chatroom-join');
    // The handler's own error message.
    expect(including('AWS did not reply within')).toEqual(callers);
  });

  it('look for no configuration file of the SDK', () => {
    expect(names.filter((name) => codeOf(name).includes('fs/promises'))).toEqual([]);
  });

  it('look for credentials only in the environment', () => {
    const others = /AWS_WEB_IDENTITY|AWS_CONTAINER_CREDENTIALS/;
    expect(names.filter((name) => others.test(codeOf(name)))).toEqual([]);
  });
});

it.each(['/app/undici/index.js', String.raw`C:\app\undici\index.js`])('finds %s by its path', (path) => {
  expect(pathFilter(/\/undici\/index\.js$/).test(path)).toBe(true);
});
