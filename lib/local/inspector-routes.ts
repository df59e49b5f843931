import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import { parseJson } from '../../functions/contract/json.ts';
import { preferredLanguage } from '../../functions/contract/reasons.ts';
import type { Handler } from '../../functions/http/handler.ts';
import { type Reply, replyHeaders } from '../../functions/http/reply.ts';
import { header } from '../../functions/http/request.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Fault } from '../emulator/faults/fault.ts';
import type { Inspection, LookRequest } from './inspector.ts';
import { inspectorParts } from './inspector-view.ts';
import { wordingOf } from './inspector-wording.ts';
import type { Route } from './routes.ts';

/** The faults of the emulator that the page offers. */
const shownFaults = [
  { name: 'rate-limited' },
  // Slow enough to be seen, and soon enough for the call to succeed.
  { name: 'reply-delayed', delayMs: 1_500 },
  { name: 'silence' },
  { name: 'reset-before-effect' },
  { name: 'reset-after-effect' },
  { name: 'server-error', status: 503 },
  { name: 'html-reply' },
  { name: 'signature-refused' },
  { name: 'room-lost' },
] as const satisfies readonly Fault[];
export type ShownFault = (typeof shownFaults)[number]['name'];

const reply = (statusCode: number, body: unknown): Reply => ({
  statusCode,
  headers: replyHeaders,
  body: JSON.stringify(body),
});

const languageOf = (event: APIGatewayProxyEvent) => preferredLanguage(header(event, 'accept-language'), 'en');

function action<S extends z.core.$ZodType>(
  schema: S,
  run: (input: z.output<S>, event: APIGatewayProxyEvent) => unknown,
): Handler {
  return async (event) => {
    // A page of another site cannot send this type without a CORS preflight, which fails.
    if (!header(event, 'content-type')?.startsWith('application/json'))
      return reply(400, { error: 'Send application/json.' });
    const input = z.safeParse(schema, parseJson(event.body ?? ''));
    if (!input.success) return reply(400, { error: z.prettifyError(input.error) });
    return reply(200, run(input.data, event));
  };
}

/** What the app of a user does at RongCloud, or RongCloud itself. */
const act = z.strictObject({
  action: z.enum(['join', 'leave', 'write', 'crash', 'lose']),
  userId: z.string(),
  username: z.string(),
  chatroomId: z.string(),
});
type Act = z.output<typeof act>;

/** Returns the code that RongCloud's client SDK reports, which is 0 for a success. */
function carryOut(emulator: RongCloudEmulator, { action, userId, chatroomId }: Act, hello: string): number {
  if (action === 'join') return emulator.join(userId, chatroomId);
  if (action === 'leave') return emulator.leave(userId, chatroomId);
  if (action === 'write') return emulator.send(userId, chatroomId, hello);
  if (action === 'lose') emulator.loseRoom(chatroomId);
  else emulator.goOffline(userId);
  return 0;
}

/** Acts, and says what happened. */
const acting = (emulator: RongCloudEmulator) =>
  action(act, (input, event) => {
    const { texts } = wordingOf(languageOf(event), '');
    const code = carryOut(emulator, input, texts.hello);
    const { username, chatroomId } = input;
    if (code === 0) return { text: texts.done[input.action](username, chatroomId) };
    const refused = new Map(Object.entries(texts.refusals)).get(String(code));
    return { text: (refused ?? texts.refused)(username, chatroomId, code) };
  });

const fault = z.strictObject({
  name: z.enum(['none', ...shownFaults.map(({ name }) => name)]),
  calls: z.int().check(z.minimum(1), z.maximum(1_000)),
});

/** Arms one fault in place of the armed one, or `none`. */
const arming = (emulator: RongCloudEmulator) =>
  action(fault, ({ name, calls }) => {
    emulator.disarm();
    const chosen = shownFaults.find((one) => one.name === name);
    if (chosen !== undefined) emulator.arm(chosen, { calls });
    return {};
  });

/** Replies with the state as HTML, but only if it differs from the caller's version. */
const look =
  (inspect: (request: LookRequest) => Promise<Inspection>, emulator: RongCloudEmulator): Handler =>
  async (event) => {
    const { search = '', version: known, room = '', zone = '' } = event.queryStringParameters ?? {};
    const roomId = /^\d{1,10}$/.test(room) ? Number(room) : undefined;
    const inspection = await inspect({ search, roomId });
    const parts = inspectorParts(inspection, emulator, wordingOf(languageOf(event), zone));
    const version = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
    return reply(200, version === known ? { version } : { version, parts });
  };

/** The routes of the local state inspector. No deployment has them. */
export const inspectorRoutes = (
  inspect: (request: LookRequest) => Promise<Inspection>,
  emulator: RongCloudEmulator,
): readonly Route[] => [
  { resource: `${apiDocs.path}/local/look`, methods: ['GET'], handler: look(inspect, emulator) },
  { resource: `${apiDocs.path}/local/act`, methods: ['POST'], handler: acting(emulator) },
  { resource: `${apiDocs.path}/local/fault`, methods: ['POST'], handler: arming(emulator) },
];
