import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import { fileReply } from '../../functions/http/reply.ts';
import { bundled } from '../client/bundle.ts';
import type { Route } from './routes.ts';

const folder = join(import.meta.dirname, '../../docs/examples/class');

/** Where the sample app of a class is. */
export const classExamplePath = `${apiDocs.path}/class`;

/** Makes the file at each request, so that a change of the sample shows after a reload. */
const file = (resource: string, type: string, make: () => Promise<string>): Route => ({
  resource: `${classExamplePath}${resource}`,
  methods: ['GET'],
  handler: async () => fileReply(`${type}; charset=utf-8`, await make()),
});

const source = (name: string) => () => readFile(join(folder, name), 'utf8');

/** The sample app of a class, which uses the emulator's controls in place of RongCloud's client SDK. No deployment has it. */
export const classExampleRoutes: readonly Route[] = [
  file('', 'text/html', source('index.html')),
  file('/class.css', 'text/css', source('class.css')),
  file('/class.js', 'text/javascript', () =>
    bundled(join(folder, 'class.ts'), { format: 'esm', target: 'es2022' }),
  ),
];
