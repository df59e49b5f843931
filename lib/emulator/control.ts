import * as z from 'zod/mini';
import { faultSchema, faultWhenSchema, faultWhereSchema } from './faults/fault.ts';
import type { Handles } from './handles.ts';
import { readBody } from './http.ts';
import type { Arrival } from './serving.ts';
import type { Chatroom } from './state/chatroom.ts';

export const controlPrefix = '/_emulator/';

/** Enough for the arguments of every action. */
const maxBodyBytes = 1024 * 1024;

const roomView = ({ settings, members, muted, blocked, muteExceptions, ...rest }: Chatroom) => ({
  ...rest,
  ...settings,
  members: [...members.keys()],
  muted: Object.fromEntries(muted.entries()),
  blocked: Object.fromEntries(blocked.entries()),
  muteExceptions: [...muteExceptions],
});

/** The results of GET. */
const views: Readonly<Record<string, (handles: Handles) => unknown>> = {
  users: ({ users, isOnline }) =>
    [...users.values()].map((one) => ({ ...one, tokens: one.tokens.length, isOnline: isOnline(one.id) })),
  rooms: ({ rooms }) => [...rooms.values()].map(roomView),
  messages: ({ messages }) => messages,
  events: ({ events }) => events,
  calls: ({ calls }) => calls.map((one) => ({ ...one, form: [...one.form] })),
  armed: ({ armed }) => armed,
  behaviour: ({ behaviour }) => behaviour,
  now: ({ clock }) => clock.now(),
};

const text = z.string();

/** The actions of POST, with the arguments that the JSON body lists. */
const actions = {
  connect: z.tuple([text]),
  goOnline: z.tuple([text]),
  goOffline: z.tuple([text]),
  join: z.tuple([text, text]),
  leave: z.tuple([text, text]),
  send: z.tuple([text, text, text]),
  loseRoom: z.tuple([text]),
  switchSecret: z.tuple([text]),
  advance: z.tuple([z.int().check(z.nonnegative())]),
  arm: z.tuple([faultSchema, z.optional(faultWhenSchema), z.optional(faultWhereSchema)]),
  disarm: z.tuple([]),
  behave: z.tuple([z.record(z.string(), z.unknown())]),
  clearCalls: z.tuple([]),
} as const;

type Actions = {
  readonly [Name in keyof typeof actions]: (...args: z.output<(typeof actions)[Name]>) => unknown;
};

const isAction = (name: string): name is keyof Actions => Object.hasOwn(actions, name);

function act(handles: Handles, name: keyof Actions, input: unknown): unknown {
  const { clock, calls } = handles;
  const byName: Actions = { ...handles, advance: clock.advance, clearCalls: () => void calls.splice(0) };
  const run = byName[name] as (...args: readonly unknown[]) => unknown;
  return run(...z.parse<z.ZodMiniType<readonly unknown[]>>(actions[name], input));
}

/** A request for a view or an action. */
interface ControlRequest {
  readonly method: string | undefined;
  readonly name: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Replies with `{"result": …}`, or with 400 or 404 and `{"error": …}`. @throws if the request breaks off. */
export async function control(handles: Handles, { request, response }: Arrival): Promise<void> {
  const { url = '', method, headers } = request;
  const body = String(await readBody(request, maxBodyBytes));
  const name = url.slice(controlPrefix.length);
  const call = { method, name, contentType: headers['content-type'], body };
  const { status, ...reply } = controlReply(handles, call);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(reply));
}

/** The status and the body of a reply. */
export function controlReply(handles: Handles, { method, name, contentType, body }: ControlRequest) {
  const view = method === 'GET' && Object.hasOwn(views, name) ? views[name] : undefined;
  if (view !== undefined) return { status: 200, result: view(handles) };
  if (method !== 'POST' || !isAction(name))
    return { status: 404, error: `GET ${Object.keys(views)} or POST ${Object.keys(actions)}` };
  // A web page cannot send this type across origins, so no web site can steer a local emulator.
  if (!contentType?.startsWith('application/json')) return { status: 400, error: 'Send application/json.' };
  try {
    return { status: 200, result: act(handles, name, JSON.parse(body)) ?? null };
  } catch (error) {
    return { status: 400, error: error instanceof z.core.$ZodError ? z.prettifyError(error) : String(error) };
  }
}
