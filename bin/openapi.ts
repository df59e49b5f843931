import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { breakingChanges } from '../lib/openapi/breaking-changes.ts';
import { openApiDocument } from '../lib/openapi/document.ts';
import { httpFile } from '../lib/openapi/http-file.ts';
import { CommandError, runProgram } from '../lib/operator/command-line.ts';

function readReleased(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function reportBreakingChanges(file: string): void {
  const changes = breakingChanges(readReleased(file), openApiDocument());
  for (const change of changes) process.stdout.write(`${change}\n`);
  if (changes.length > 0) process.exitCode = 1;
}

/** npm run openapi writes docs/openapi.json and docs/im-gateway.http from the table; npm run openapi:compare looks for breaking changes. */
await runProgram(
  new Command('npm run openapi --')
    .description('Prints the OpenAPI document of the endpoints, or writes it to a file.')
    .option('--output <file>', 'write it there')
    .option('--http <file>', 'write requests to the endpoints there, as an .http file')
    .option(
      '--compare <file>',
      'print instead what breaks apps of the release with this document, and fail if anything does',
    )
    .action(({ compare, output, http }: { compare?: string; output?: string; http?: string }) => {
      if (compare !== undefined) return reportBreakingChanges(compare);
      if (http !== undefined) writeFileSync(http, httpFile());
      const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
      if (output === undefined) process.stdout.write(text);
      else writeFileSync(output, text);
    }),
);
