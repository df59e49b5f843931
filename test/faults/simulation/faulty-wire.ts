import type { Clock } from '../../../functions/platform/deps.ts';
import type { Message, Reply } from '../../../functions/rongcloud/transport.ts';
import {
  type DynamoDbFault,
  isRefusal,
  isRepeated,
  mendedBySdk,
  mendedInARow,
  refusals,
} from '../dynamodb-fault.ts';
import type { Chance, FaultMix } from '../fault-mix.ts';
import { tally } from '../tally.ts';
import type { MemoryDynamoDb, Operation, Output } from './dynamodb.ts';
import { type SimulatedProcess, type Trace, traces } from './process.ts';
import { type RongCloudFault, readCall, type SimulatedRongCloud, type UpstreamCall } from './rongcloud.ts';
import { type DatabaseAttempt, NetworkError, type Wire } from './wire.ts';

interface Armed<Fault> {
  readonly fault: Fault;
  callsBefore: number;
}

/** Faults that a history armed, each for one call to come. */
export interface ArmedFaults {
  readonly database: Armed<DynamoDbFault>[];
  /** For writes of rooms' rows alone. */
  readonly rows: Armed<DynamoDbFault>[];
  readonly rongCloud: Armed<RongCloudFault>[];
}

/** A write of a room's row: what the protocol hangs on. */
const isRowWrite = ({ action, input }: Operation) =>
  input.TableName === 'chatrooms' && (action === 'PutItem' || action === 'UpdateItem');

export interface WireMeans {
  readonly clock: Clock;
  readonly random: () => number;
  readonly database: MemoryDynamoDb;
  readonly rongCloud: SimulatedRongCloud;
  readonly mix: () => FaultMix;
  readonly armed: ArmedFaults;
  /** Waits for its turn among all that is in progress. */
  readonly passThrough: (label: string) => Promise<void>;
  /** Told of what may make a request fail. */
  readonly onDisturbance: () => void;
  readonly onDatabaseCall: (operation: Operation) => void;
  readonly onDatabaseFault: () => void;
  readonly onUpstreamCall: (call: UpstreamCall, trace: Trace | undefined) => void;
}

const never = () => new Promise<never>(() => {});

/** Keys that were left out the product asks for again by itself. */
const unnoticed: ReadonlySet<string> = new Set([...mendedBySdk, 'keys-unprocessed']);

const isLabelled = ({ action, input }: Operation) =>
  `${action} ${input.TableName ?? Object.keys(input.RequestItems ?? {}).join('+')}`;

function drawArmed<Fault>(armed: Armed<Fault>[]): Fault | undefined {
  for (const one of [...armed]) {
    if (one.callsBefore === 0) {
      armed.splice(armed.indexOf(one), 1);
      return one.fault;
    }
    one.callsBefore -= 1;
  }
  return undefined;
}

const drawChance = <Fault>(chances: readonly Chance<Fault>[], random: () => number): Fault | undefined =>
  chances.find(({ probability }) => random() < probability)?.fault;

/** A process's way to DynamoDB and RongCloud, with all that can go wrong on it. */
export function faultyWire(means: WireMeans, process: SimulatedProcess): Wire {
  const { clock, database, rongCloud, random } = means;

  const playOnDatabase = (operation: Operation, fault: DynamoDbFault): Promise<Output> | Output => {
    const { name } = fault;
    if (isRefusal(name)) throw new NetworkError(refusals[name].type, isRepeated(name));
    if (name === 'connection-refused' || name === 'reset-before-forward')
      throw new NetworkError('ECONNRESET');
    if (name === 'silence') return never();
    if (name === 'commit-delayed') {
      return new Promise((resolve, reject) => {
        clock.after(fault.delayMs, () => {
          try {
            resolve(database.execute(operation));
          } catch (error) {
            reject(error);
          }
        });
      });
    }
    if (name === 'keys-unprocessed' && operation.action === 'BatchGetItem') {
      return { Responses: {}, UnprocessedKeys: operation.input.RequestItems };
    }
    const output = database.execute(operation, name === 'stale-read' ? fault.versionsBehind : 0);
    if (name === 'reply-lost' || name === 'reply-cut-short') throw new NetworkError('ECONNRESET');
    if (name === 'reply-delayed') {
      return new Promise((resolve) => clock.after(fault.delayMs, () => resolve(output)));
    }
    return output;
  };

  /** The effect of a call whose process dies during it. */
  const dieWith = (effect: 'none' | 'done' | 'late', carryOut: () => unknown) => {
    const unheard = () => {
      try {
        carryOut();
      } catch {
        // The process that would get the error is dead.
      }
    };
    if (effect === 'done') unheard();
    if (effect === 'late') clock.after(Math.round(1_000 + random() * 59_000), unheard);
    return never();
  };

  const lateCommitMs = () => Math.round(random() * 4_000);

  const callDatabase = async ({ operation, attempt }: DatabaseAttempt): Promise<Output> => {
    if (process.isKilled()) return never();
    const trace = traces.getStore();
    await means.passThrough(`${process.number} ${isLabelled(operation)}`);
    if (process.isKilled()) return never();
    const effect = process.strike();
    if (effect !== undefined) {
      if (effect !== 'late') return dieWith(effect, () => database.execute(operation));
      clock.after(lateCommitMs(), () => dieWith('done', () => database.execute(operation)));
      return never();
    }
    const isWrite = ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation.action);
    if (isWrite) trace?.writes.push(isLabelled(operation));
    means.onDatabaseCall(operation);
    const { armed, mix } = means;
    const fault =
      (isRowWrite(operation) ? drawArmed(armed.rows) : undefined) ??
      drawArmed(armed.database) ??
      drawChance(mix().database, random);
    if (fault === undefined) return database.execute(operation);
    tally.fault(`DynamoDB: ${fault.name}`);
    means.onDatabaseFault();
    const isMended = unnoticed.has(fault.name) && attempt < mendedInARow;
    if (!isMended && fault.name !== 'stale-read') means.onDisturbance();
    return playOnDatabase(operation, fault);
  };

  const callRongCloud = async (message: Message, host: number): Promise<Reply> => {
    if (process.isKilled()) return never();
    const trace = traces.getStore();
    if (trace !== undefined) trace.upstreamCalls += 1;
    const call = readCall(message);
    means.onUpstreamCall(call, trace);
    await means.passThrough(`${process.number} ${call.path}#${host}`);
    if (process.isKilled()) return never();
    const effect = process.strike();
    if (effect !== undefined) return dieWith(effect, () => rongCloud.carryOut(call));
    const fault = drawArmed(means.armed.rongCloud) ?? drawChance(means.mix().rongCloud, random);
    if (fault !== undefined) {
      tally.fault(`RongCloud: ${fault.name}`);
      means.onDisturbance();
    }
    return rongCloud.call(call, fault);
  };

  return { clock, callDatabase, callRongCloud, databaseGaveUp: means.onDisturbance };
}
