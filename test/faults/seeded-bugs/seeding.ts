import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeededBug } from './bugs.ts';

const root = join(import.meta.dirname, '../../..');

/** The files that a worker needs. */
const copied = ['functions', 'lib/local', 'lib/emulator', 'test/faults', 'package.json'];

/** @throws if the line does not occur exactly once: the product has changed, so change the bug too. */
export function withBug({ name, file, find, replace }: SeededBug, source: string): string {
  const times = source.split(find).length - 1;
  if (times !== 1) throw new Error(`"${name}" finds its line ${times} times in ${file}`);
  return source.replace(find, () => replace);
}

export const sourceOf = ({ file }: SeededBug): string => readFileSync(join(root, file), 'utf8');

/** A copy of the tree with the bug in it. @returns its folder, and what removes it. */
export function seedBug(bug: SeededBug): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'im-gateway-seeded-'));
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, bug.file), withBug(bug, sourceOf(bug)));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
