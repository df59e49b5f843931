import type { Clock } from '../../../functions/platform/deps.ts';
import { NoReply } from '../../../functions/rongcloud/no-reply.ts';
import type { Reply } from '../../../functions/rongcloud/transport.ts';
import { type Behaviour, behaviourWith, strictSignatures } from '../../../lib/emulator/behaviour.ts';
import { createCallHandler } from '../../../lib/emulator/call-handler.ts';
import type { FaultName } from '../../../lib/emulator/faults/fault.ts';
import { createApp } from '../../../lib/emulator/state/app.ts';
import { appCredentials } from './aws-sdk.ts';

/** A fault of a call to RongCloud; the names are the emulator's, without those of the transport. */
export type RongCloudFault =
  | {
      readonly name: Extract<
        FaultName,
        | 'silence'
        | 'reset-before-effect'
        | 'reset-after-effect'
        | 'stall-after-headers'
        | 'body-cut-short'
        | 'server-error'
        | 'server-error-after-effect'
        | 'rate-limited'
        | 'html-reply'
        | 'broken-json'
        | 'failing-code'
        | 'room-lost'
      >;
    }
  | { readonly name: 'connection-refused' }
  | { readonly name: 'late-effect'; readonly lateMs: number }
  | { readonly name: 'reply-delayed'; readonly delayMs: number };

export type RongCloudFaultName = RongCloudFault['name'];

interface Face {
  readonly effect: boolean;
  /** Where absent, the answer is RongCloud's own. */
  readonly reply?: 'none' | 'refused' | 'reset' | { readonly status: number; readonly body: string };
}

const noSuchRoom = 23_410;

/** The cause of an event, as in a status callback. */
const autoDestroyed = 3;

const errorBody = (code: number) => JSON.stringify({ code, errorMessage: 'simulated' });

const faces: Readonly<Record<RongCloudFaultName, Face>> = {
  'connection-refused': { effect: false, reply: 'refused' },
  silence: { effect: false, reply: 'none' },
  'reset-before-effect': { effect: false, reply: 'reset' },
  'reset-after-effect': { effect: true, reply: 'reset' },
  'stall-after-headers': { effect: true, reply: 'none' },
  'body-cut-short': { effect: true, reply: 'reset' },
  'server-error': { effect: false, reply: { status: 502, body: '<html></html>' } },
  'server-error-after-effect': { effect: true, reply: { status: 500, body: errorBody(1000) } },
  'rate-limited': { effect: false, reply: { status: 429, body: errorBody(1008) } },
  'html-reply': { effect: false, reply: { status: 200, body: '<html></html>' } },
  'broken-json': { effect: true, reply: { status: 200, body: '{"code":20' } },
  'failing-code': { effect: true, reply: { status: 200, body: errorBody(1050) } },
  'room-lost': { effect: true },
  'late-effect': { effect: false, reply: 'reset' },
  'reply-delayed': { effect: true },
};

export interface UpstreamCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: URLSearchParams;
  readonly bodyBytes: number;
}

export type SimulatedRongCloud = ReturnType<typeof simulatedRongCloud>;

const broken = (cause: string) =>
  new NoReply('the connection broke', { hostAtFault: true, cause: new Error(cause) });

function readHeaders(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < list.length; at += 2)
    headers[(list[at] ?? '').toLowerCase()] = list[at + 1] ?? '';
  return headers;
}

export const readCall = (message: {
  path: string;
  headers: readonly string[];
  body: string;
}): UpstreamCall => ({
  path: message.path,
  headers: readHeaders(message.headers),
  form: new URLSearchParams(message.body),
  bodyBytes: Buffer.byteLength(message.body),
});

export interface SimulatedRongCloudOptions {
  readonly clock: Clock;
  readonly behaviour: Partial<Behaviour>;
  /** Called whenever a call takes effect, or finds nothing to do, also if its caller gets no reply. */
  readonly onEffect: (call: UpstreamCall) => void;
}

/** The emulator without its HTTP server: its rooms, rules and clockwork, and faults in how a call reaches them. */
export function simulatedRongCloud({ clock, onEffect, ...options }: SimulatedRongCloudOptions) {
  // A signature that is used twice or wrong shows as a refusal, which no history may bring about.
  const behaviour = behaviourWith({ ...strictSignatures, limitRates: false, ...options.behaviour });
  const credentials = { ...appCredentials };
  const app = createApp({ clock, behaviour, credentials });
  const handle = createCallHandler(app);

  /** Rooms that a join has made, without their controls, where RongCloud does that. */
  const madeByJoin = new Set<string>();
  const noteMaker = (path: string, roomId: string) => {
    if (path === '/chatroom/join.json') madeByJoin.add(roomId);
    else madeByJoin.delete(roomId);
  };

  const carryOut = (call: UpstreamCall): Reply => {
    const missing = call.form
      .getAll('chatroomId')
      .filter((roomId) => app.chatrooms.get(roomId) === undefined);
    const answer = handle({ ...call, method: 'POST', skewMs: 0 });
    // A destroy of a missing room is done.
    if (answer.body.code === 200 || answer.body.code === noSuchRoom) onEffect(call);
    for (const roomId of missing) if (app.chatrooms.get(roomId) !== undefined) noteMaker(call.path, roomId);
    return replyOf(answer.status, JSON.stringify(answer.body));
  };
  const replyOf = (status: number, body: string): Reply => ({
    status,
    headers: { date: new Date(clock.now()).toUTCString() },
    body,
  });
  const lostEarly = new Set<string>();
  const loseRoom = (roomId: string) => {
    lostEarly.add(roomId);
    app.chatrooms.destroy(roomId, 'autoDestroy');
  };

  const carryOutUnder = (call: UpstreamCall, fault: RongCloudFault): Promise<Reply> | Reply => {
    const { effect, reply } = faces[fault.name];
    if (fault.name === 'room-lost') for (const roomId of call.form.getAll('chatroomId')) loseRoom(roomId);
    if (fault.name === 'late-effect') clock.after(fault.lateMs, () => carryOut(call));
    const own = effect ? carryOut(call) : replyOf(500, '');
    if (fault.name === 'reply-delayed')
      return new Promise((resolve) => clock.after(fault.delayMs, () => resolve(own)));
    if (reply === undefined) return own;
    if (reply === 'none') return new Promise(() => {});
    if (reply === 'reset') throw broken('ECONNRESET');
    if (reply === 'refused')
      throw new NoReply('no connection', {
        hostAtFault: true,
        cause: new Error('ECONNREFUSED'),
      });
    return replyOf(reply.status, reply.body);
  };

  return {
    behaviour,
    rooms: (): readonly string[] => app.chatrooms.all().map(({ id }) => id),
    room: (roomId: string) => app.chatrooms.get(roomId),
    /** Whose token it is. */
    userOfToken: (token: string) => app.users.userOf(token),
    /** Ends a room early, as the console can. */
    loseRoom,
    /** Rooms that were ended before their time at some time. */
    lostEarly: lostEarly as ReadonlySet<string>,
    isMadeByJoin: (roomId: string): boolean => madeByJoin.has(roomId),
    /** Joins as the app's own SDK does. @returns whether the room was there. */
    joinFromApp: (userId: string, roomId: string): boolean => {
      const room = app.chatrooms.get(roomId);
      if (room?.blocked.has(userId) === false) app.chatrooms.join(room, userId);
      return room !== undefined;
    },
    /** Rooms that RongCloud ended by itself at some time. */
    lostRooms: (): ReadonlySet<string> =>
      new Set(
        app.chatrooms.events
          .filter(({ status }) => status === autoDestroyed)
          .map(({ chatRoomId }) => chatRoomId),
      ),
    timesLost: (roomId: string) =>
      app.chatrooms.events.filter(
        ({ status, chatRoomId }) => status === autoDestroyed && chatRoomId === roomId,
      ).length,
    carryOut,
    call: (call: UpstreamCall, fault: RongCloudFault | undefined): Promise<Reply> | Reply =>
      fault === undefined ? carryOut(call) : carryOutUnder(call, fault),
  };
}
