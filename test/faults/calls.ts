import type { IncomingMessage } from 'node:http';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { functionTimeoutMs } from '../../functions/contract/limits.ts';
import { reconcile } from '../../functions/contract/scheduled.ts';
import type { Clock } from '../../functions/platform/deps.ts';
import { gatewayEvent } from '../../lib/local/gateway-event.ts';
import { type Caller, password, wrongPassword } from './accounts.ts';
import type { ControlsWatch } from './controls-watch.ts';
import { type createModel, Violation } from './model.ts';
import { type Answer, type Begun, type Command, parametersOf, type Request } from './requests.ts';
import { type SimulatedProcess, type Trace, traces } from './simulation/process.ts';
import type { SimulatedRongCloud } from './simulation/rongcloud.ts';
import { tally } from './tally.ts';
import type { Watch } from './watch.ts';

/** Where callers are. All have logged in from the school before; who logs in from elsewhere is counted ahead. */
const addresses = { school: '192.0.2.1', home: '203.0.113.1', elsewhere: '198.51.100.1' } as const;
export type Place = keyof typeof addresses;

/** The timeout of a caller of 2016. */
const answerWithinMs = 8_500;

const endpointOf = {
  create: 'chatroom-create',
  join: 'chatroom-join',
  query: 'chatroom-query',
  destroy: 'chatroom-destroy',
  token: 'user-get-token',
  silence: 'chatroom-silence',
  mute: 'chatroom-mute',
  kick: 'chatroom-kick',
  assistants: 'chatroom-assistants',
  announce: 'chatroom-announce',
} as const satisfies Record<Command | 'token', EndpointName>;

/** A call of the service in progress. */
export interface Open {
  readonly process: SimulatedProcess;
  isOver: boolean;
  /** The room that it is about, if there is one. */
  readonly roomId: number | undefined;
  /** Whether no other call was in progress at the same time. */
  isAlone: boolean;
  code?: string;
}

interface Posed {
  readonly command: keyof typeof endpointOf;
  readonly parameters: Readonly<Record<string, string>>;
  readonly from?: Place;
  readonly begun?: Begun;
  readonly onAnswer: (answer: Answer & { token?: string }, trace: Trace, one: Open) => void;
}

export interface CallMeans {
  readonly clock: Clock;
  readonly watch: Watch;
  readonly model: ReturnType<typeof createModel>;
  readonly rongCloud: SimulatedRongCloud;
  /** The calls in progress, without those of killed processes. */
  readonly open: Set<Open>;
  readonly processAt: (index: number) => SimulatedProcess;
  /** Whether every caller has logged in from the school before. */
  readonly isSchoolKnown: boolean;
  /** Whether RongCloud must have this room if nothing went wrong. */
  readonly isTrusted: (roomId: string) => boolean;
  readonly controls: ControlsWatch;
  /** Whether RongCloud must have the controls of a room as the tables have them. */
  readonly hasControls: (id: number) => boolean;
}

const writesOfRooms = (writes: readonly string[]) =>
  writes.filter((write) => /chatrooms|creations|counters/.test(write));

interface Sent extends Required<Pick<Posed, 'parameters' | 'from'>> {
  readonly name: EndpointName;
  readonly requestId: string;
}

function eventOf({ name, parameters, from, requestId }: Sent) {
  const { path, methods } = endpoints[name];
  const url = `${path}/?${new URLSearchParams(parameters)}`;
  // Of a request, gatewayEvent reads these.
  const request = { method: methods[0], url, rawHeaders: [], headers: {} } as unknown as IncomingMessage;
  return gatewayEvent(request, {
    resource: path,
    body: Buffer.alloc(0),
    requestId,
    sourceIp: addresses[from],
  });
}

const credentialsOf = (username: string) => ({ username, password });

/** The expected counts of failed logins. */
export interface LoginCount {
  /** With a wrong password or an unknown name, also without a reply. */
  wrong: number;
  /** The calls that were refused for a wrong password. */
  refused: number;
}

/** The callers of the service: their calls, and the checks of every reply. */
export function createCalls({ clock, watch, model, rongCloud, open, processAt, ...means }: CallMeans) {
  let serial = 0;
  const logins: LoginCount = { wrong: 0, refused: 0 };
  /** Rooms of calls that were in progress at once: RongCloud may have their controls in another order than the tables. */
  const contended = new Set<number | undefined>();

  const begin = (process: SimulatedProcess, roomId?: number): Open => {
    const one: Open = { process, roomId, isOver: false, isAlone: open.size === 0 };
    open.add(one);
    if (one.isAlone) return one;
    for (const each of open) {
      each.isAlone = false;
      contended.add(each.roomId);
    }
    return one;
  };
  const end = (one: Open) => {
    one.isOver = true;
    open.delete(one);
  };

  /** After the reply to a call without concurrent ones, RongCloud has its change. */
  const demandCarriedOut = (request: Request, { isAlone }: Open) => {
    const isSure = isAlone && !watch.isDisturbed() && means.hasControls(request.id ?? 0);
    const isComparable = request.command !== 'join' || !contended.has(request.id);
    if (isSure && isComparable) means.controls.demandCarriedOut(request);
  };

  /** The app joins by its own SDK, which needs the room. */
  const joinFromApp = (user: string, roomId: string) => {
    const isThere = rongCloud.joinFromApp(user, roomId);
    if (!isThere && !watch.isDisturbed() && means.isTrusted(roomId))
      throw new Violation(`alive: ${roomId} may be joined, and RongCloud has no such room`);
  };

  /** A login from a network that the account is known on writes nothing. */
  const demandCheapLogin = (from: Place, { writes }: Trace) => {
    if (from !== 'school' || watch.isDisturbed() || !means.isSchoolKnown) return;
    if (writes.some((write) => write.endsWith('attempts')))
      throw new Violation(`I16: a login at the school wrote ${writes}`);
  };

  const pose = (index: number, { command, parameters, from = 'school', begun, onAnswer }: Posed): Open => {
    serial += 1;
    if (parameters.password !== password) logins.wrong += 1;
    const one = begin(processAt(index), begun?.request.id);
    const startedAt = clock.now();
    const counts = { upstreamCalls: 0, messagesAsked: 0, messagesSent: 0 };
    const trace: Trace = { command, startedAt, writes: [], ...counts };
    if (begun !== undefined) means.controls.begins(trace, begun);
    const name = endpointOf[command];
    const event = eventOf({ name, parameters, from, requestId: `request-${serial}` });

    const hear = ({ body, statusCode }: { body: string; statusCode: number }) => {
      if (one.process.isKilled()) return;
      const { ret, code = 'OK', id, token } = JSON.parse(body);
      one.code = code;
      tally.answer(command, code);
      watch.observe(() => {
        if (clock.now() - startedAt > answerWithinMs) throw new Violation(`I5: ${command} answered late`);
        const isSound = (ret === 'success') === (code === 'OK') && (statusCode === 200) === (code === 'OK');
        if (!isSound) throw new Violation(`I5: ${statusCode} ${body}`);
        onAnswer({ code, id, token }, trace, one);
        demandCheapLogin(from, trace);
      });
    };

    traces
      .run(trace, () =>
        one.process.endpoint(name)(event, { getRemainingTimeInMillis: () => functionTimeoutMs }),
      )
      .then(hear, watch.blame)
      .finally(() => end(one));
    return one;
  };

  return {
    logins,

    request: (process: number, request: Request): Open => {
      const { command, user, id } = request;
      const begun = model.begin(request);
      return pose(process, {
        command,
        parameters: { ...credentialsOf(user), ...parametersOf(request) },
        begun,
        onAnswer: (answer, { upstreamCalls, messagesAsked }, one) => {
          model.end(begun, answer, messagesAsked);
          if (command === 'join' && answer.code === 'OK') joinFromApp(user, String(id));
          if (command === 'query' && upstreamCalls > 0)
            throw new Violation('contract: a query asked RongCloud');
          if (answer.code === 'OK') demandCarriedOut(request, one);
        },
      });
    },

    getToken: (process: number, user: Caller, from: Place = 'school'): Open =>
      pose(process, {
        command: 'token',
        parameters: credentialsOf(user),
        from,
        onAnswer: ({ code, token = '' }, { writes }) => {
          if (code !== 'OK' && !watch.isDisturbed()) throw new Violation(`I8: a token failed with ${code}`);
          if (code !== 'OK') return;
          if (rongCloud.userOfToken(token) !== user) throw new Violation('I13: another user’s token');
          if (writesOfRooms(writes).length > 0) throw new Violation(`I16: a token wrote ${writes}`);
        },
      }),

    loginWrongly: (
      process: number,
      command: 'create' | 'join' | 'destroy',
      id: number,
      username: Caller = 'mallory',
    ): Open => {
      const asked: Record<string, string> =
        command === 'create' ? { live_id: '1', name: 'A' } : { id: String(id) };
      return pose(process, {
        command,
        parameters: { username, password: wrongPassword, ...asked },
        from: 'elsewhere',
        onAnswer: ({ code }, { writes, upstreamCalls }) => {
          if (code === 'WRONG_CREDENTIALS') logins.refused += 1;
          const isRefused = code === 'WRONG_CREDENTIALS' || code === 'TOO_MANY_ATTEMPTS';
          if (!isRefused && !(code === 'UNAVAILABLE' && watch.isDisturbed()))
            throw new Violation(`I10: a wrong password was answered ${code}`);
          if (upstreamCalls > 0 || writesOfRooms(writes).length > 0)
            throw new Violation('I10: a wrong password had an effect');
        },
      });
    },

    reconcile: (process: number): Open => {
      const one = begin(processAt(process));
      one.process
        .reconcile({}, { getRemainingTimeInMillis: () => reconcile.timeoutMs })
        .catch((cause: unknown) => {
          // A dead process never gets a reply, and its timers have no effect.
          const isExcused = watch.isDisturbed() || one.process.isKilled();
          if (!isExcused) watch.blame(new Violation('I8: a reconcile failed', { cause }));
        })
        .finally(() => end(one));
      return one;
    },
  };
}
