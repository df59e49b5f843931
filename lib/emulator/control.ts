import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';
import { faultModes, faultSchema, faultWhenSchema, faultWhereSchema } from './faults/fault.ts';
import type { Handles } from './handles.ts';
import { readBody } from './server.ts';
import type { Arrival } from './serving.ts';
import type { Chatroom } from './state/chatroom.ts';

export const controlPrefix = '/_emulator/';

/** Enough for every request below; a longer body is refused. */
const maxBodyBytes = 1024 * 1024;

type Route = (handles: Handles, body: unknown) => unknown;

/** A route whose JSON body has this shape. */
const taking =
  <S extends z.core.$ZodType>(schema: S, run: (handles: Handles, input: z.output<S>) => unknown): Route =>
  (handles, body) =>
    run(handles, z.parse(schema, body));

const user = z.strictObject({ userId: z.string() });
const room = z.strictObject({ chatroomId: z.string() });
const member = z.strictObject({ userId: z.string(), chatroomId: z.string() });
const message = z.strictObject({ userId: z.string(), chatroomId: z.string(), content: z.string() });
const arming = z.strictObject({
  fault: faultSchema,
  when: z.optional(faultWhenSchema),
  where: z.optional(faultWhereSchema),
});
const advance = z.strictObject({ advanceMs: z.int().check(z.nonnegative()) });

/** Method and path below the prefix → one of the handles. */
const routes: Readonly<Record<string, Route>> = {
  'GET ': () => Object.keys(routes).map((route) => route.replace(' ', ` ${controlPrefix}`)),
  'GET users': ({ users, isOnline }) =>
    [...users.values()].map((one) => ({ ...one, tokens: one.tokens.length, isOnline: isOnline(one.id) })),
  'GET chatrooms': ({ rooms }) => [...rooms.values()].map(roomView),
  'POST chatrooms/lose': taking(room, ({ loseRoom }, { chatroomId }) => loseRoom(chatroomId)),
  'GET messages': ({ messages }) => messages,
  'GET events': ({ events }) => events,
  'GET calls': ({ calls }) => calls.map((one) => ({ ...one, form: [...one.form] })),
  'DELETE calls': ({ calls }) => {
    calls.length = 0;
  },
  'POST clients/connect': taking(z.strictObject({ token: z.string() }), ({ connect }, { token }) => ({
    code: connect(token),
  })),
  'POST clients/online': taking(user, ({ goOnline }, { userId }) => goOnline(userId)),
  'POST clients/offline': taking(user, ({ goOffline }, { userId }) => goOffline(userId)),
  'POST clients/join': taking(member, ({ join }, { userId, chatroomId }) => ({
    code: join(userId, chatroomId),
  })),
  'POST clients/leave': taking(member, ({ leave }, { userId, chatroomId }) => ({
    code: leave(userId, chatroomId),
  })),
  'POST clients/send': taking(message, ({ send }, { userId, chatroomId, content }) => ({
    code: send(userId, chatroomId, content),
  })),
  'GET clock': ({ clock }) => ({ now: clock.now() }),
  'POST clock': taking(advance, ({ clock }, { advanceMs }) => {
    clock.advance(advanceMs);
    return { now: clock.now() };
  }),
  'GET faults': ({ armed }) => ({
    modes: faultModes,
    armed: armed.map(({ fault, when, where, played }) => ({ fault, when, where, played })),
  }),
  'POST faults': taking(arming, ({ arm }, { fault, when, where }) => void arm(fault, when, where)),
  'DELETE faults': ({ disarm }) => disarm(),
  'GET behaviour': ({ behaviour }) => behaviour,
  'POST behaviour': ({ behave, behaviour }, changes) => {
    behave(Object(changes));
    return behaviour;
  },
  'POST secret': taking(z.strictObject({ appSecret: z.string() }), ({ switchSecret }, { appSecret }) =>
    switchSecret(appSecret),
  ),
};

/** Replies with JSON: the result or `{}`, or 400 or 404 with `error`. @throws if the request breaks off. */
export async function control(handles: Handles, { request, response }: Arrival): Promise<void> {
  const body = await readBody(request, maxBodyBytes);
  const { status, result } = resultOf(handles, request, body);
  const text = JSON.stringify(result ?? {});
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function resultOf(
  handles: Handles,
  { url = '', method, headers }: IncomingMessage,
  body: Buffer | undefined,
) {
  const refuse = (status: number, error: string) => ({ status, result: { error } });
  const route = routes[`${method} ${url.slice(controlPrefix.length)}`];
  if (route === undefined) return refuse(404, 'No such control.');
  if (body === undefined) return refuse(400, 'Body too large.');
  // A web page cannot send this type across origins, so no web site can steer a local emulator.
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  if (method !== 'GET' && !isJson) return refuse(400, 'Send application/json.');
  try {
    return { status: 200, result: route(handles, body.length === 0 ? {} : JSON.parse(body.toString())) };
  } catch (error) {
    return refuse(400, error instanceof z.core.$ZodError ? z.prettifyError(error) : String(error));
  }
}

const roomView = ({ settings, members, muted, blocked, muteExceptions, ...rest }: Chatroom) => ({
  ...rest,
  ...settings,
  members: [...members.keys()],
  muted: Object.fromEntries(muted.entries()),
  blocked: Object.fromEntries(blocked.entries()),
  muteExceptions: [...muteExceptions],
});
