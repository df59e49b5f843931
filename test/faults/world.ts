import type { IncomingMessage } from 'node:http';
import type { Scheduler } from 'fast-check';
import { endpoints, functionTimeoutMs, scheduled } from '../../functions/endpoints.ts';
import type { LogEntry } from '../../functions/shared/runtime.ts';
import { gatewayEvent } from '../../lib/local/gateway-event.ts';
import { accounts, adminNames, type Caller, password, userItems, wrongPassword } from './accounts.ts';
import type { FaultMix } from './fault-mix.ts';
import { type Answer, createModel, type Request, Violation } from './model.ts';
import { randomFrom } from './random.ts';
import { rowLives } from './row-life.ts';
import { appCredentials } from './simulation/aws-sdk.ts';
import { simulatedClock } from './simulation/clock.ts';
import { createDriver } from './simulation/driver.ts';
import { memoryDynamoDb, type Snapshot } from './simulation/dynamodb.ts';
import { type ArmedFaults, faultyWire, type WireMeans } from './simulation/faulty-wire.ts';
import { type SimulatedProcess, startProcess, type Trace, traces } from './simulation/process.ts';
import { simulatedRongCloud, type UpstreamCall } from './simulation/rongcloud.ts';
import type { Shadow } from './simulation/shadow.ts';
import { unplugAll } from './simulation/wire.ts';
import { tally } from './tally.ts';

const schoolsAddress = '192.0.2.1';
const strangersAddress = '198.51.100.1';

const startAt = Date.UTC(2026, 0, 5, 2, 0, 0);
const repeatWindowMs = 120_000;
/** The longest that a caller of 2016 waits for an answer. */
const answerWithinMs = 8_500;
const processes = 3;

/** What no line of a log may hold: passwords, the App Secret, and what every token ends in. */
const secrets = [password, wrongPassword, appCredentials.appSecret, 'rongnav.com'];

const pathOf = {
  create: endpoints['chatroom-create'].path,
  join: endpoints['chatroom-join'].path,
  query: endpoints['chatroom-query'].path,
  destroy: endpoints['chatroom-destroy'].path,
  token: endpoints['user-get-token'].path,
} as const;
const endpointOf = {
  create: 'chatroom-create',
  join: 'chatroom-join',
  query: 'chatroom-query',
  destroy: 'chatroom-destroy',
  token: 'user-get-token',
} as const;

const writesOfRooms = (writes: readonly string[]) =>
  writes.filter((write) => /chatrooms|creations|counters/.test(write));

/** One call of the service that is under way. */
export interface Open {
  readonly process: SimulatedProcess;
  isOver: boolean;
  code?: string;
}

interface Posed {
  readonly command: keyof typeof pathOf;
  readonly parameters: Readonly<Record<string, string>>;
  readonly onAnswer: (answer: Answer & { token?: string }, trace: Trace) => void;
}

export interface WorldOptions {
  readonly mix: FaultMix;
  readonly scheduler: Scheduler;
  /** Tables that hold something already. */
  readonly before?: Snapshot;
  /** Is asked all that the tables in memory are asked. */
  readonly shadow?: Shadow | undefined;
}

export type World = ReturnType<typeof createWorld>;

/** The service in three processes, its table, its RongCloud, its callers, and the watch over them. */
export function createWorld({ mix, scheduler, before, shadow }: WorldOptions) {
  const random = randomFrom(mix.seed);
  const clock = simulatedClock(startAt);
  const driver = createDriver(scheduler, clock);
  const open = new Set<Open>();
  const armed: ArmedFaults = { database: [], rongCloud: [] };
  const lives = rowLives(clock.now);
  let currentMix = mix;
  let isDisturbed = false;
  let wasRestored = false;
  let violation: unknown;
  let serial = 0;
  let highestProcess = 0;
  const orphans = new Set<string>();
  const heals = new Map<string, number>();

  /** A violation is kept until the history asks: thrown here, the product would take it for a failure of its own. */
  const watch = <T>(observe: () => T): T | undefined => {
    try {
      return observe();
    } catch (error) {
      violation ??= error;
      return undefined;
    }
  };
  const check = () => {
    if (violation !== undefined) throw violation;
  };
  const disturb = () => {
    isDisturbed = true;
  };

  const database = memoryDynamoDb({
    onChange: ({ table, before, after }) => {
      if (table === 'chatrooms') watch(() => lives.changed(before, after));
    },
    onExecuted: (operation, outcome) => shadow?.follow(operation, outcome),
  });
  if (before !== undefined) database.restore(before);
  for (const item of userItems) database.put('users', item);
  shadow?.set(database.snapshot());

  const roomsIn = ({ form }: UpstreamCall) => form.getAll('chatroomId');
  const rongCloud = simulatedRongCloud({
    clock,
    behaviour: mix.behaviour,
    onEffect: (call) => {
      for (const roomId of roomsIn(call)) lives.carriedOut(call.path, roomId);
    },
  });

  const model = createModel({
    now: clock.now,
    isDisturbed: () => isDisturbed,
    repeatWindowMs,
    admins: adminNames,
  });

  const means: WireMeans = {
    clock,
    random,
    database,
    rongCloud,
    mix: () => currentMix,
    armed,
    passThrough: driver.passThrough,
    onDisturbance: disturb,
    onDatabaseCall: tally.databaseCall,
    onUpstreamCall: (call) => {
      tally.rongCloudCall();
      for (const roomId of roomsIn(call)) {
        const isHeal = call.path.includes('create') && traces.getStore()?.command === 'join';
        if (isHeal) heals.set(roomId, (heals.get(roomId) ?? 0) + 1);
        watch(() => lives.asked(call.path, roomId, database.row('chatrooms', Number(roomId))));
      }
    },
  };

  const onLog = (entry: LogEntry) => {
    const line = JSON.stringify(entry);
    watch(() => {
      for (const secret of secrets)
        if (line.includes(secret)) throw new Violation(`I9: the log tells a secret: ${line}`);
      const isUndead = entry.run === 'reconcile' && Number(entry.undead ?? 0) > 0;
      if (isUndead && !wasRestored) throw new Violation('I4: a destroyed room was alive at RongCloud');
    });
  };

  const start = () => {
    highestProcess += 1;
    return startProcess({
      number: highestProcess,
      clock,
      random,
      serverJoin: mix.serverJoin,
      output: onLog,
      wire: (self) => faultyWire(means, self),
      onKilled: (self) => {
        tally.fault('kill');
        disturb();
        for (const one of open) if (one.process === self) open.delete(one);
      },
    });
  };
  const running = Array.from({ length: processes }, start);

  /** The process of this number, started anew where it was killed. */
  const processAt = (index: number): SimulatedProcess => {
    const found = running[index % processes];
    if (found !== undefined && !found.isKilled()) return found;
    const anew = start();
    running[index % processes] = anew;
    return anew;
  };

  const eventOf = (path: string, parameters: Readonly<Record<string, string>>, requestId: string) => {
    const sourceIp = parameters.username === accounts.mallory ? strangersAddress : schoolsAddress;
    const query = new URLSearchParams(parameters);
    const request = {
      method: 'GET',
      url: `${path}/?${query}`,
      rawHeaders: [],
      headers: {},
    };
    // Of a request, gatewayEvent reads these.
    return gatewayEvent(request as unknown as IncomingMessage, {
      resource: path,
      body: Buffer.alloc(0),
      requestId,
      sourceIp,
    });
  };

  const pose = (process: SimulatedProcess, { command, parameters, onAnswer }: Posed): Open => {
    serial += 1;
    const one: Open = { process, isOver: false };
    const trace: Trace = { command, writes: [], upstreamCalls: 0 };
    const startedAt = clock.now();
    open.add(one);
    const event = eventOf(pathOf[command], parameters, `request-${serial}`);
    const handler = process.endpoint(endpointOf[command]);
    traces
      .run(trace, () => handler(event, { getRemainingTimeInMillis: () => functionTimeoutMs }))
      .then(
        ({ body, statusCode }) => {
          if (process.isKilled()) return;
          const { ret, code, id, token } = JSON.parse(body);
          one.code = ret === 'success' ? 'OK' : code;
          tally.answer(command, one.code ?? '');
          watch(() => {
            if (clock.now() - startedAt > answerWithinMs) throw new Violation(`I5: ${command} answered late`);
            if ((ret === 'success') !== (statusCode === 200))
              throw new Violation(`I5: ${statusCode} ${body}`);
            onAnswer({ code: one.code ?? '', id, token }, trace);
            demandCheapLogin(parameters.username ?? '', trace);
          });
        },
        (error: unknown) => {
          violation ??= error;
        },
      )
      .finally(() => {
        one.isOver = true;
        open.delete(one);
      });
    return one;
  };

  /** A login from a network that the account is known on writes nothing. */
  const demandCheapLogin = (user: string, { writes }: Trace) => {
    if (user === accounts.mallory || isDisturbed || before === undefined) return;
    if (writes.some((write) => write.endsWith('attempts')))
      throw new Violation(`I16: ${user}’s login wrote ${writes}`);
  };

  const credentialsOf = (user: string) => ({ username: user, password });

  return {
    model,
    database,
    rongCloud,
    clock,
    orphans,
    heals,
    open: open as ReadonlySet<Open>,
    check,
    driver,
    wasRestored: () => wasRestored,
    isDisturbed: () => isDisturbed,
    processAt,

    request: (process: number, request: Request): Open => {
      const { command, user, course = '', id } = request;
      const begun = model.begin(request);
      const [liveId = '', name = ''] = course.split('/').slice(1);
      return pose(processAt(process), {
        command,
        parameters: {
          ...credentialsOf(user),
          ...(command === 'create' ? { live_id: liveId, name } : { id: String(id) }),
        },
        onAnswer: (answer, trace) => {
          model.end(begun, answer);
          if (command === 'query' && trace.upstreamCalls > 0) throw new Violation('a query asked RongCloud');
        },
      });
    },

    getToken: (process: number, user: Caller): Open =>
      pose(processAt(process), {
        command: 'token',
        parameters: credentialsOf(user),
        onAnswer: ({ code, token = '' }, { writes }) => {
          if (code !== 'OK' && !isDisturbed) throw new Violation(`I8: a token failed with ${code}`);
          if (code !== 'OK') return;
          if (rongCloud.userOfToken(token) !== user) throw new Violation('I13: another user’s token');
          if (writesOfRooms(writes).length > 0) throw new Violation(`I16: a token wrote ${writes}`);
        },
      }),

    loginWrongly: (process: number, command: 'create' | 'join' | 'destroy', id: number): Open =>
      pose(processAt(process), {
        command,
        parameters: {
          username: accounts.mallory,
          password: wrongPassword,
          ...(command === 'create' ? { live_id: '1', name: 'A' } : { id: String(id) }),
        },
        onAnswer: ({ code }, { writes, upstreamCalls }) => {
          const isRefused = code === 'WRONG_CREDENTIALS' || code === 'TOO_MANY_ATTEMPTS';
          if (!isRefused && !(code === 'UNAVAILABLE' && isDisturbed))
            throw new Violation(`I10: a wrong password was answered ${code}`);
          if (upstreamCalls > 0 || writesOfRooms(writes).length > 0)
            throw new Violation('I10: a wrong password had an effect');
        },
      }),

    reconcile: (process: number): Open => {
      const runner = processAt(process);
      const one: Open = { process: runner, isOver: false };
      open.add(one);
      runner
        .reconcile({}, { getRemainingTimeInMillis: () => scheduled.reconcile.timeoutMs })
        .catch((error: unknown) => {
          if (!isDisturbed) violation ??= new Violation('I8: a reconcile failed', { cause: error });
        })
        .finally(() => {
          one.isOver = true;
          open.delete(one);
        });
      return one;
    },

    settle: async () => {
      await driver.until(() => open.size === 0);
      check();
    },
    finish: async (one: Open) => {
      await driver.until(() => one.isOver || !open.has(one));
      check();
    },

    /** RongCloud ends rooms that were idle for an hour: whoever uses one just then may be failed. */
    loseRoom: (id: number) => {
      if (open.size > 0) disturb();
      rongCloud.loseRoom(String(id));
    },

    armed,
    snapshot: (): Snapshot => database.snapshot(),

    /** A point-in-time restore as the runbook has it: a quiet service, the old table, a counter well ahead, no notes. */
    restore: (snapshot: Snapshot) => {
      const rowsBefore = new Map(database.rows('chatrooms').map((row) => [row.chatroomId, row]));
      const counter = database.row('counters', 'chatroomId');
      database.restore(new Map([...snapshot].filter(([table]) => table !== 'creations')));
      if (counter !== undefined) {
        database.put('counters', { counter: 'chatroomId', last: Number(counter.last) + bumpByRestore });
      }
      shadow?.set(database.snapshot());
      wasRestored = true;
      tally.fault('restore of a snapshot');
      lives.forget();
      const isSettled = (id: number) => rowsBefore.get(id) === database.row('chatrooms', id);
      for (const id of rowsBefore.keys()) if (!isSettled(Number(id))) orphans.add(String(id));
      model.restored(isSettled);
    },

    /** From here on nothing goes wrong any more, and nothing is excused. */
    calmDown: () => {
      currentMix = { ...currentMix, database: [], rongCloud: [] };
      armed.database.length = 0;
      armed.rongCloud.length = 0;
    },
    startAnew: () => {
      running[0] = start();
      isDisturbed = false;
    },
    end: unplugAll,
  };
}

const bumpByRestore = 10;
