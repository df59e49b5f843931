import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chineseEndpoints } from '../../lib/openapi/chinese-endpoints.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const pairs = [
  ['README.md', 'README.zh-CN.md'],
  ['docs/deploying.md', 'docs/zh-CN/deploying.md'],
  ['docs/runbook.md', 'docs/zh-CN/runbook.md'],
] as const;

/** The fenced blocks of a language. A diagram has words in it, and an example reply its reason. */
const blocks = (text: string) =>
  [...text.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)]
    .filter(([, language]) => language !== 'mermaid')
    .map(([, language, block = '']) => [language, block.replace(/"reason":"[^"]+"/, '"reason":"…"')]);

const withoutBlocks = (text: string) => text.replaceAll(/^ *```.*?^ *```$/gms, '');

const codeSpans = (text: string) =>
  [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The code in the first cell of each row of the tables. */
const rows = (text: string) =>
  [...text.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => codeSpans(cell).join(', '));

/** The level of each heading, with its text if that is the name of an alarm. */
const headings = (text: string) =>
  [...withoutBlocks(text).matchAll(/^(#+) ([a-z-]+$)?/gm)].map(
    ([, level, alarm = '']) => `${level} ${alarm}`,
  );

/** The heading's anchor on GitHub. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string) =>
  [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Relative links of a document that lead nowhere. */
function brokenLinks(file: string): string[] {
  const targets = [...withoutBlocks(read(file)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );
  return targets.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const found = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(root, found))) return true;
    return anchor !== undefined && !anchorsOf(read(found)).includes(anchor);
  });
}

describe.each(pairs)('%s and %s', (english, chinese) => {
  it('have the same commands and examples', () => {
    expect(blocks(read(chinese))).toEqual(blocks(read(english)));
  });

  it('have the same rows in their tables', () => {
    expect(rows(read(chinese))).toEqual(rows(read(english)));
  });

  it('name the same commands, settings and codes', () => {
    const names = (file: string) => [...new Set(codeSpans(read(file)))].toSorted();
    expect(names(chinese)).toEqual(names(english));
  });

  it('have the same sections', () => {
    expect(headings(read(chinese))).toEqual(headings(read(english)));
  });

  it('link to each other in their first lines', () => {
    const link = (file: string) => new RegExp(`^(.*\\n){0,3}.*\\]\\((\\S*/)?${file.split('/').at(-1)}\\)`);
    expect(read(english)).toMatch(link(chinese));
    expect(read(chinese)).toMatch(link(english));
  });
});

describe('docs/zh-CN/endpoints.md', () => {
  it('is what npm run openapi writes', () => {
    expect(read('docs/zh-CN/endpoints.md')).toBe(chineseEndpoints());
  });
});

describe.each([...pairs.map(([, chinese]) => chinese), 'docs/zh-CN/endpoints.md'])('%s', (file) => {
  it('breaks no line between two Chinese characters, which would show as a blank', () => {
    expect(read(file).match(/[\p{Script=Han}，。；：、]\n\p{Script=Han}/gu)).toBeNull();
  });

  it('has a blank between Chinese and Latin characters, digits and code', () => {
    const text = withoutBlocks(read(file)).replaceAll(/\]\([^)]*\)/g, ']');
    const missing = /\p{Script=Han}[A-Za-z0-9`]|[A-Za-z0-9`]\p{Script=Han}/gu;
    expect(
      [...text.matchAll(missing)].map(({ index }) => text.slice(Math.max(index - 8, 0), index + 8)),
    ).toEqual([]);
  });
});

describe('the links of all documents', () => {
  const markdown = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file));
  const documents = ['.', 'docs', 'docs/zh-CN'].flatMap(markdown);

  it.each(documents)('%s: lead to files and headings that exist', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });
});
