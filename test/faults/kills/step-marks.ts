import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SourceStep } from './source-steps.ts';

/** The variable by which a process is told which steps it is to mark, as JSON. */
export const markedStepsVariable = 'MARKED_STEPS';

/** The names of the marked steps that this process has begun. */
export const stepsTaken = new Set<string>();

/** The text in which each step, when it comes to it, first tells its name. */
function withMarks(text: string, steps: readonly SourceStep[]): string {
  const insertions = steps
    .flatMap(({ name, start, end }) => [
      { at: start, mark: `(stepTaken(${JSON.stringify(name)}), ` },
      { at: end, mark: ')' },
    ])
    .sort((a, b) => a.at - b.at);
  let done = 0;
  const parts = insertions.map(({ at, mark }) => {
    const part = text.slice(done, at) + mark;
    done = at;
    return part;
  });
  return parts.join('') + text.slice(done);
}

/** Loaded before all else, so that what is loaded after it is marked. */
function mark(steps: readonly SourceStep[]): void {
  const root = pathToFileURL(join(import.meta.dirname, '../../..')).href;
  const byUrl = Map.groupBy(steps, ({ file }) => `${root}/${file}`);
  Object.assign(globalThis, { stepTaken: (name: string) => stepsTaken.add(name) });
  registerHooks({
    load: (url, context, nextLoad) => {
      const ofFile = byUrl.get(url);
      if (ofFile === undefined) return nextLoad(url, context);
      const source = withMarks(readFileSync(new URL(url), 'utf8'), ofFile);
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}

const given = process.env[markedStepsVariable];
if (given !== undefined) mark(JSON.parse(given));
