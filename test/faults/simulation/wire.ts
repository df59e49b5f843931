import type { Clock } from '../../../functions/platform/deps.ts';
import type { Message, Reply } from '../../../functions/rongcloud/transport.ts';
import type { Operation, Output } from './dynamodb.ts';

/** One attempt of the SDK, as the network treats it. */
export interface DatabaseAttempt {
  readonly operation: Operation;
  /** From 0; the same operation is tried again under the same number of `call`. */
  readonly attempt: number;
}

/** All ways out of a simulated process. A call of a killed process never settles. */
export interface Wire {
  readonly clock: Clock;
  /** @throws ConditionalCheckFailedException, or NetworkError */
  callDatabase(attempt: DatabaseAttempt): Promise<Output>;
  /** Told when the time for an operation was over before the SDK had made up for its faults. */
  databaseGaveUp(): void;
  /** @throws NoReply */
  callRongCloud(message: Message, host: number): Promise<Reply>;
}

/** An attempt that the SDK may repeat, or not. */
export class NetworkError extends Error {
  readonly isRetryable: boolean;

  constructor(name: string, isRetryable = true) {
    super(name);
    this.name = name;
    this.isRetryable = isRetryable;
  }
}

/**
 * The replacements of the SDK and of a RongCloud connection know only an address, as the real ones do. It identifies their
 * process.
 */
const wires = new Map<string, Wire>();

export const databaseAddress = (process: number) => `http://dynamodb.${process}.invalid`;

/** Two hosts of one RongCloud; loopback addresses, because the settings take no others without TLS. */
const firstPort = 20_000;
export const rongCloudAddresses = (process: number) =>
  [0, 1].map((host) => `http://127.0.0.1:${firstPort + 2 * process + host}`);
export const hostOf = (address: string) => (Number(new URL(address).port) - firstPort) % 2;

export function plugIn(process: number, wire: Wire): void {
  for (const address of [databaseAddress(process), ...rongCloudAddresses(process)]) wires.set(address, wire);
}

export const unplugAll = () => wires.clear();

export function wireAt(address: string): Wire {
  const wire = wires.get(address);
  if (wire === undefined) throw new Error(`nothing answers at ${address}`);
  return wire;
}
