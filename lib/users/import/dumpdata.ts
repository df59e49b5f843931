import { pipeline, type Readable } from 'node:stream';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { CommandError } from '../../operator/command-line.ts';
import type { DjangoRow } from './account.ts';

const isObject = (value: unknown): value is DjangoRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The users in the JSON of `manage.py dumpdata auth.user`, one at a time. Other models in it are passed over. */
export async function* dumpdataRows(file: Readable, model: string): AsyncGenerator<DjangoRow> {
  // A failure ends the last stream with the same error, where the loop meets it.
  const objects = pipeline(file, streamArray.withParserAsStream(), () => {});
  try {
    for await (const { value } of objects as AsyncIterable<{ value: unknown }>) {
      if (!isObject(value) || !isObject(value.fields)) {
        throw new CommandError('the file is JSON, and not as manage.py dumpdata writes it');
      }
      if (value.model === model) yield value.fields;
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`the file is no sound JSON: ${(error as Error).message}`, error);
  }
}
