import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { breakingChanges } from '../lib/openapi/breaking-changes.ts';
import { chineseEndpoints } from '../lib/openapi/chinese-endpoints.ts';
import { openApiDocument } from '../lib/openapi/document.ts';
import { httpFile } from '../lib/openapi/http-file.ts';
import { CommandError, messageOf, runProgram } from '../lib/operator/command-line.ts';

function readReleased(file: string): object {
  let document: { openapi?: unknown } | null;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${messageOf(error)}`);
  }
  if (typeof document?.openapi === 'string') return document;
  throw new CommandError(`${file} is not an OpenAPI document`);
}

function reportBreakingChanges(file: string): void {
  const changes = breakingChanges(readReleased(file), openApiDocument());
  for (const change of changes) process.stdout.write(`${change}\n`);
  if (changes.length > 0) process.exitCode = 1;
}

interface Options {
  readonly compare?: string;
  readonly output?: string;
  readonly http?: string;
  readonly chinese?: string;
}

/** npm run openapi writes documents from the table; npm run openapi:compare looks for breaking changes. */
await runProgram(
  new Command('npm run openapi --')
    .description('Prints the OpenAPI document of the endpoints, or writes it to a file.')
    .option('--output <file>', 'write it there')
    .option('--http <file>', 'write requests to the endpoints there, as an .http file')
    .option('--chinese <file>', 'write the endpoints in Chinese there, as Markdown')
    .option(
      '--compare <file>',
      'print instead what breaks apps of the release with this document, and fail if anything does',
    )
    .action(({ compare, output, http, chinese }: Options) => {
      if (compare !== undefined) return reportBreakingChanges(compare);
      if (http !== undefined) writeFileSync(http, httpFile());
      if (chinese !== undefined) writeFileSync(chinese, chineseEndpoints());
      const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
      if (output === undefined) process.stdout.write(text);
      else writeFileSync(output, text);
    }),
);
