import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import type { Handler } from '../../functions/http/handler.ts';
import { fileReply, replyHeaders } from '../../functions/http/reply.ts';
import { tableInWriting } from '../client/build.ts';
import { controlPrefix, controlReply } from '../emulator/control.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Route } from './routes.ts';

const folder = join(import.meta.dirname, '../../docs/examples/class');

/** Where the sample app of a class is. */
export const classExamplePath = `${apiDocs.path}/class`;

async function bundledScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'class.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    plugins: [tableInWriting],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** Makes the file at each request, so that a change of the sample shows after a reload. */
const file = (resource: string, type: string, make: () => Promise<string>): Route => ({
  resource: `${classExamplePath}${resource}`,
  methods: ['GET'],
  handler: async () => fileReply(`${type}; charset=utf-8`, await make()),
});

const source = (name: string) => () => readFile(join(folder, name), 'utf8');

/** Passes a request on to the emulator's control interface. */
const control =
  (emulator: RongCloudEmulator): Handler =>
  async ({ httpMethod, path, headers, body }) => {
    const contentType = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    const { status, ...reply } = controlReply(emulator, {
      method: httpMethod,
      name: path.slice(controlPrefix.length).replace(/\/$/, ''),
      contentType,
      body: body ?? '',
    });
    return { statusCode: status, headers: replyHeaders, body: JSON.stringify(reply) };
  };

/** What an app's SDK does and sees. The rest of the control interface stays out of reach of a browser. */
const sdkControls = { GET: ['rooms', 'messages'], POST: ['connect', 'join', 'leave', 'send'] } as const;

/**
 * The sample app of a class, and the emulator for its stand-in of RongCloud's client SDK. Both are on the gateway's
 * origin, so that neither service nor emulator needs CORS. No deployment has them.
 */
export const classExampleRoutes = (emulator: RongCloudEmulator): readonly Route[] => [
  file('', 'text/html', source('index.html')),
  file('/class.css', 'text/css', source('class.css')),
  file('/class.js', 'text/javascript', bundledScript),
  ...Object.entries(sdkControls).flatMap(([method, names]) =>
    names.map((name) => ({
      resource: `${controlPrefix}${name}`,
      methods: [method],
      handler: control(emulator),
    })),
  ),
];
