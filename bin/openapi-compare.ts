import { readFileSync } from 'node:fs';
import { breakingChanges } from '../lib/openapi/breaking-changes.ts';
import { openApiDocument } from '../lib/openapi/document.ts';

/** npm run openapi:compare -- released.json: fails if an app of that release would break. */
const [file] = process.argv.slice(2);
if (file === undefined || file.startsWith('-')) {
  process.stderr.write('Usage: npm run openapi:compare -- <the OpenAPI document of a release>\n');
  process.exit(file === '--help' ? 0 : 1);
}
let released: object;
try {
  released = JSON.parse(readFileSync(file, 'utf8'));
} catch (error) {
  process.stderr.write(`im-gateway: ${file} cannot be read: ${(error as Error).message}\n`);
  process.exit(1);
}
const changes = breakingChanges(released, openApiDocument());
for (const change of changes) process.stdout.write(`${change}\n`);
process.exit(changes.length === 0 ? 0 : 1);
