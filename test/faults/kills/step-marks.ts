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
const withMarks = (text: string, steps: readonly SourceStep[]) =>
  steps
    .flatMap(({ name, start, end }) => [
      { at: start, mark: `(stepTaken(${JSON.stringify(name)}), ` },
      { at: end, mark: ')' },
    ])
    .sort((a, b) => b.at - a.at)
    .reduce((marked, { at, mark }) => marked.slice(0, at) + mark + marked.slice(at), text);

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
