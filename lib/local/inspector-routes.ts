import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { pages } from '../../functions/contract/pages.ts';
import type { Handler } from '../../functions/http/handler.ts';
import { type Reply, replyHeaders } from '../../functions/http/reply.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Inspection, Look } from './inspector-view.ts';
import type { Route } from './routes.ts';

const reply = (statusCode: number, body: unknown): Reply => ({
  statusCode,
  headers: replyHeaders,
  body: JSON.stringify(body),
});

/** Returns undefined, which no schema accepts, if the text is not JSON. */
function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Runs an action with a JSON body of this schema. */
function action<S extends z.core.$ZodType>(schema: S, run: (input: z.output<S>) => unknown): Handler {
  return async ({ headers, body }) => {
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    // A page of another site cannot send this type without a CORS preflight, which fails.
    if (!type?.startsWith('application/json')) return reply(400, { error: 'Send application/json.' });
    const input = z.safeParse(schema, parsed(body));
    return input.success ? reply(200, run(input.data)) : reply(400, { error: z.prettifyError(input.error) });
  };
}

const room = z.strictObject({ chatroomId: z.string() });
const member = z.strictObject({ userId: z.string(), chatroomId: z.string() });

const local = `${pages['api-docs'].path}/local`;

/** Replies with the state only if it differs from the caller's version. */
const look =
  (inspect: (search: string) => Promise<Inspection>): Handler =>
  async ({ queryStringParameters }) => {
    const { search = '', version: known } = queryStringParameters ?? {};
    const inspection = await inspect(search);
    const version = createHash('sha256').update(JSON.stringify(inspection)).digest('base64url');
    const changed: Look = { version, inspection };
    return reply(200, version === known ? { version } : changed);
  };

/** The routes of the local state inspector. No deployment has them. */
export const inspectorRoutes = (
  inspect: (search: string) => Promise<Inspection>,
  emulator: RongCloudEmulator,
): readonly Route[] => [
  { resource: `${local}/look`, methods: ['GET'], handler: look(inspect) },
  {
    resource: `${local}/lose`,
    methods: ['POST'],
    handler: action(room, ({ chatroomId }) => {
      emulator.loseRoom(chatroomId);
      return {};
    }),
  },
  {
    resource: `${local}/join`,
    methods: ['POST'],
    // Joins as the app's RongCloud SDK does, and returns the code that the SDK reports.
    handler: action(member, ({ userId, chatroomId }) => ({ code: emulator.join(userId, chatroomId) })),
  },
];
