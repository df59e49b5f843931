import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Documents made from the table. */
function writeDocuments(): void {
  const docs = join(import.meta.dirname, '../docs');
  writeFileSync(join(docs, 'openapi.json'), `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  writeFileSync(join(docs, 'im-gateway.http'), httpFile());
  writeFileSync(join(docs, 'zh-CN/endpoints.md'), chineseEndpoints());
}

const program = new Command('npm run openapi --')
  .description('Writes the OpenAPI document of the endpoints, an .http file and the Chinese page into docs/.')
  .action(writeDocuments);
program
  .command('compare <file>')
  .description('print what breaks apps of the release with this document, and fail if anything does')
  .action(reportBreakingChanges);
await runProgram(program);
