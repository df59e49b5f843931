import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import type { RongCloudEmulator } from './emulator.ts';
import { faultModes, faultSchema, faultWhenSchema, faultWhereSchema } from './faults/fault.ts';
import { readBody } from './server.ts';
import type { Chatroom } from './state/chatroom.ts';
import type { User } from './state/users.ts';

export const controlPrefix = '/_emulator/';

/** What the control surface steers; all but its way in and out. */
export type Steered = Omit<RongCloudEmulator, 'origin' | 'origins' | 'stop'>;

type Route = (emulator: Steered, body: unknown) => unknown;

/** A route whose JSON body has this shape. */
const taking =
  <S extends z.core.$ZodType>(schema: S, run: (emulator: Steered, input: z.output<S>) => unknown): Route =>
  (emulator, body) =>
    run(emulator, z.parse(schema, body));

const user = z.strictObject({ userId: z.string() });
const member = z.strictObject({ userId: z.string(), chatroomId: z.string() });
const sentMessage = z.strictObject({ userId: z.string(), chatroomId: z.string(), content: z.string() });
const arming = z.strictObject({
  fault: faultSchema,
  when: z.optional(faultWhenSchema),
  where: z.optional(faultWhereSchema),
});

/** Method and path below the prefix → what it does. Each is one of the emulator's handles. */
const routes: Readonly<Record<string, Route>> = {
  'GET ': () => Object.keys(routes).map((route) => route.replace(' ', ` ${controlPrefix}`)),
  'GET users': (emulator) => [...emulator.users.values()].map((one) => userView(emulator, one)),
  'GET chatrooms': ({ rooms }) => [...rooms.values()].map(roomView),
  'POST chatrooms/lose': taking(z.strictObject({ chatroomId: z.string() }), (emulator, { chatroomId }) =>
    emulator.loseRoom(chatroomId),
  ),
  'GET messages': ({ messages }) => messages,
  'GET events': ({ events }) => events,
  'GET calls': ({ calls }) => calls.map((one) => ({ ...one, form: [...one.form] })),
  'DELETE calls': ({ calls }) => {
    calls.length = 0;
  },
  'POST clients/connect': taking(z.strictObject({ token: z.string() }), (emulator, { token }) => ({
    code: emulator.connect(token),
  })),
  'POST clients/online': taking(user, (emulator, { userId }) => ({ code: emulator.goOnline(userId) })),
  'POST clients/offline': taking(user, (emulator, { userId }) => emulator.goOffline(userId)),
  'POST clients/join': taking(member, (emulator, { userId, chatroomId }) => ({
    code: emulator.join(userId, chatroomId),
  })),
  'POST clients/leave': taking(member, (emulator, { userId, chatroomId }) => ({
    code: emulator.leave(userId, chatroomId),
  })),
  'POST clients/send': taking(sentMessage, (emulator, { userId, chatroomId, content }) => ({
    code: emulator.send(userId, chatroomId, content),
  })),
  'GET clock': ({ clock }) => ({ now: clock.now() }),
  'POST clock': taking(
    z.strictObject({ advanceMs: z.int().check(z.nonnegative()) }),
    ({ clock }, { advanceMs }) => {
      clock.advance(advanceMs);
      return { now: clock.now() };
    },
  ),
  'GET faults': ({ armed }) => ({
    modes: faultModes,
    armed: armed.map(({ fault, when, where, played }) => ({ fault, when, where, played })),
  }),
  'POST faults': taking(arming, (emulator, { fault, when, where }) => {
    emulator.arm(fault, when, where);
  }),
  'DELETE faults': (emulator) => emulator.disarm(),
  'GET behaviour': ({ behaviour }) => behaviour,
  'POST behaviour': (emulator, changes) => {
    emulator.behave(Object(changes));
    return emulator.behaviour;
  },
  'POST secret': taking(z.strictObject({ appSecret: z.string() }), (emulator, { appSecret }) =>
    emulator.switchSecret(appSecret),
  ),
};

/** Answers with JSON: what was asked for or `{}`, and 400 or 404 with `error`. */
export async function control(
  emulator: Steered,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await answer(emulator, request);
  const text = JSON.stringify(body ?? {});
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function answer(
  emulator: Steered,
  request: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  const path = (request.url ?? '').slice(controlPrefix.length);
  const route = routes[`${request.method} ${path}`];
  const text = (await readBody(request)).toString();
  if (route === undefined) return { status: 404, body: { error: 'No such control.' } };
  // A page in a browser cannot send this type across origins, so no web site steers a local emulator.
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  if (request.method !== 'GET' && !isJson) return { status: 400, body: { error: 'Send application/json.' } };
  try {
    return { status: 200, body: route(emulator, text === '' ? {} : JSON.parse(text)) };
  } catch (error) {
    return { status: 400, body: { error: describe(error) } };
  }
}

function describe(error: unknown): string {
  if (error instanceof z.core.$ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

const roomView = (room: Chatroom) => ({
  id: room.id,
  ...room.settings,
  createdAt: room.createdAt,
  lastActivityAt: room.lastActivityAt,
  members: [...room.members.keys()],
  isMuted: room.isMuted,
  isDistributing: room.isDistributing,
  muted: Object.fromEntries(room.muted.entries()),
  blocked: Object.fromEntries(room.blocked.entries()),
  muteExceptions: [...room.muteExceptions],
  protectedMembers: [...room.protectedMembers],
  attributes: Object.fromEntries([...room.attributes].map(([key, { value }]) => [key, value])),
});

const userView = (emulator: Steered, { id, name, portraitUri, createdAt, tokens, tags }: User) => ({
  id,
  name,
  portraitUri,
  createdAt,
  tokens: tokens.length,
  tags,
  isOnline: emulator.isOnline(id),
});
