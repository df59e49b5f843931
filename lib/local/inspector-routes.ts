import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import { parseJson } from '../../functions/contract/json.ts';
import type { Handler } from '../../functions/http/handler.ts';
import { type Reply, replyHeaders } from '../../functions/http/reply.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { LookRequest } from './inspector.ts';
import { armFault } from './inspector-faults.ts';
import { type AppAction, appActions, type Inspection, type Look, shownFaults } from './inspector-view.ts';
import type { Route } from './routes.ts';

const reply = (statusCode: number, body: unknown): Reply => ({
  statusCode,
  headers: replyHeaders,
  body: JSON.stringify(body),
});

function action<S extends z.core.$ZodType>(schema: S, run: (input: z.output<S>) => unknown): Handler {
  return async ({ headers, body }) => {
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    // A page of another site cannot send this type without a CORS preflight, which fails.
    if (!type?.startsWith('application/json')) return reply(400, { error: 'Send application/json.' });
    const input = z.safeParse(schema, parseJson(body ?? ''));
    return input.success ? reply(200, run(input.data)) : reply(400, { error: z.prettifyError(input.error) });
  };
}

const room = z.strictObject({ chatroomId: z.string() });
/** `text` is what the app writes. */
const app = z.strictObject({
  action: z.enum(appActions),
  userId: z.string(),
  chatroomId: z.string(),
  text: z._default(z.string(), ''),
});
type AppInput = z.output<typeof app>;
const fault = z.strictObject({
  name: z.enum(['none', ...shownFaults]),
  calls: z.int().check(z.minimum(1), z.maximum(1_000)),
});

/** Each returns the code that RongCloud's client SDK reports. */
const appCodes: Readonly<Record<AppAction, (emulator: RongCloudEmulator, input: AppInput) => number>> = {
  join: (emulator, { userId, chatroomId }) => emulator.join(userId, chatroomId),
  leave: (emulator, { userId, chatroomId }) => emulator.leave(userId, chatroomId),
  write: (emulator, { userId, chatroomId, text }) => emulator.send(userId, chatroomId, text),
  // RongCloud removes the member at a message 30 s later.
  crash: (emulator, { userId }) => {
    emulator.goOffline(userId);
    return 0;
  },
};

type Inspect = (request: LookRequest) => Promise<Inspection>;

const local = `${apiDocs.path}/local`;

/** Replies with the state only if it differs from the caller's version. */
const look =
  (inspect: Inspect): Handler =>
  async ({ queryStringParameters }) => {
    const { search = '', version: known, room: roomId = '' } = queryStringParameters ?? {};
    const inspection = await inspect({
      search,
      roomId: /^\d{1,10}$/.test(roomId) ? Number(roomId) : undefined,
    });
    const version = createHash('sha256').update(JSON.stringify(inspection)).digest('base64url');
    const changed: Look = { version, inspection };
    return reply(200, version === known ? { version } : changed);
  };

/** The routes of the local state inspector. No deployment has them. */
export const inspectorRoutes = (inspect: Inspect, emulator: RongCloudEmulator): readonly Route[] => [
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
    resource: `${local}/fault`,
    methods: ['POST'],
    handler: action(fault, (input) => {
      armFault(emulator, input);
      return {};
    }),
  },
  {
    resource: `${local}/app`,
    methods: ['POST'],
    handler: action(app, (input) => ({ code: appCodes[input.action](emulator, input) })),
  },
];
