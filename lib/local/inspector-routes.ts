import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { pages } from '../../functions/contract/pages.ts';
import type { Handler } from '../../functions/http/endpoint.ts';
import { type Reply, replyHeaders } from '../../functions/http/reply.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Inspection, Look } from './inspector-view.ts';
import type { Route } from './routes.ts';

const reply = (statusCode: number, body: unknown): Reply => ({
  statusCode,
  headers: replyHeaders,
  body: JSON.stringify(body),
});

/** Undefined, which no shape allows, where the text is no JSON. */
function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** A change, described by a JSON body of this shape. */
function taking<S extends z.core.$ZodType>(schema: S, run: (input: z.output<S>) => unknown): Handler {
  return async ({ headers, body }) => {
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    // A page of another site cannot send this type to here, so none steers somebody's local run.
    if (!type?.startsWith('application/json')) return reply(400, { error: 'Send application/json.' });
    const input = z.safeParse(schema, parsed(body));
    return input.success ? reply(200, run(input.data)) : reply(400, { error: z.prettifyError(input.error) });
  };
}

const room = z.strictObject({ chatroomId: z.string() });
const member = z.strictObject({ userId: z.string(), chatroomId: z.string() });

const local = `${pages['api-docs'].path}/local`;

/** Gives the state again only where it differs from the version that the caller has. */
const look =
  (inspect: (search: string) => Promise<Inspection>): Handler =>
  async ({ queryStringParameters }) => {
    const { search = '', version: known } = queryStringParameters ?? {};
    const inspection = await inspect(search);
    const version = createHash('sha256').update(JSON.stringify(inspection)).digest('base64url');
    const changed: Look = { version, inspection };
    return reply(200, version === known ? { version } : changed);
  };

/** What the page of the local run calls beside the endpoints; on AWS there is none of it. */
export const inspectorRoutes = (
  inspect: (search: string) => Promise<Inspection>,
  emulator: RongCloudEmulator,
): readonly Route[] => [
  { resource: `${local}/look`, methods: ['GET'], handler: look(inspect) },
  {
    resource: `${local}/lose`,
    methods: ['POST'],
    handler: taking(room, ({ chatroomId }) => {
      emulator.loseRoom(chatroomId);
      return {};
    }),
  },
  {
    resource: `${local}/join`,
    methods: ['POST'],
    // What the app's own SDK does, and the code that it would report.
    handler: taking(member, ({ userId, chatroomId }) => ({ code: emulator.join(userId, chatroomId) })),
  },
];
