import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { throttles } from '../../../functions/contract/limits.ts';
import { statusCallback } from '../../../functions/contract/status-callback.ts';
import { attendanceReader } from '../../../functions/dynamodb/attendance.ts';
import { memoryMb } from '../../../lib/cloud/service-function.ts';
import { startTestService } from '../../support/test-service.ts';
import { assumed, memoryOfOneCoreMb } from '../cost/cost-of-calls.ts';
import { prices } from '../cost/prices.ts';
import { usageOf } from '../cost/usage.ts';
import { figure, type Part, scaled } from '../report/report.ts';
import type { Took } from './callback-process.ts';

const pupils = 10_000;
const withinSeconds = 60;
/** DynamoDB's limit for one partition. */
const partitionWritesPerSecond = 1_000;
/** Events in one callback, with the rows of test/contract/operations.md. */
const batches = [
  [1, 'rongcloud-chatroom-status, one event'],
  [25, 'rongcloud-chatroom-status, 25 events'],
  [500, 'rongcloud-chatroom-status, 500 events'],
] as const;

const { throttle, reservedConcurrency } = statusCallback;
const cores = Math.min(1, memoryMb / memoryOfOneCoreMb);

/** 10,000 joins of one chatroom, `size` in a callback. */
async function carry(size: number, joins: number) {
  const service = await startTestService({ runsSchedules: false });
  const { deps } = service;
  try {
    const time = Date.now();
    const ids = Array.from({ length: joins }, (_none, pupil) => `pupil${pupil}`);
    const requests = Array.from({ length: Math.ceil(joins / size) }, (_none, index) => {
      const userIds = ids.slice(index * size, (index + 1) * size);
      const events = userIds.map((id) => ({
        chatRoomId: '2',
        userIds: [id],
        status: 0 as const,
        type: 1 as const,
        time,
      }));
      return service.emulator.callback('http://127.0.0.1', { events });
    });
    const env = { ...deps.environment, PATH: process.env.PATH };
    const child = fork(join(import.meta.dirname, 'callback-process.ts'), { env });
    child.send(requests);
    const [took]: Took[] = await once(child, 'message');
    child.kill();
    const stored: string[] = [];
    for await (const { userId } of attendanceReader(deps).users(2, undefined, Date.now() + 60_000)) {
      stored.push(userId);
    }
    return { ...took, callbacks: requests.length, stored: stored.length };
  } finally {
    await service.stop();
  }
}

type Carried = Awaited<ReturnType<typeof carry>>;

function rowOf(size: number, row: string, { cpuMs = 0, failed = 0, callbacks: sent, stored }: Carried) {
  const { readUnits, writeUnits, databaseTrips } = usageOf(row);
  const inAll = pupils / size;
  const perSecond = inAll / withinSeconds;
  const ms = cpuMs / Math.max(1, sent - 1) / cores + databaseTrips * assumed.databaseTripMs;
  const gbSeconds = inAll * (ms / 1_000) * (memoryMb / 1_024);
  const dollars =
    inAll *
      (prices.gatewayPerCall +
        prices.lambdaPerCall +
        readUnits * prices.dynamoDbPerReadUnit +
        writeUnits * prices.dynamoDbPerWriteUnit +
        (assumed.logBytes / 1e9) * prices.logsPerGb) +
    gbSeconds * prices.lambdaPerGbSecond;
  return [
    size,
    `${stored} (${failed} failed)`,
    `${figure(perSecond)} of ${throttles[throttle].rateLimit}`,
    figure(ms),
    `${Math.ceil((perSecond * ms) / 1_000)} of ${reservedConcurrency}`,
    figure(gbSeconds),
    `$${dollars.toFixed(3)}`,
  ];
}

export const attendance: Part = {
  name: 'attendance',
  run: async (tell, effort) => {
    const joins = scaled(effort, pupils);
    const rows: (string | number)[][] = [];
    for (const [size, row] of batches) {
      tell(`${joins} joins, ${size} in a callback`);
      rows.push(rowOf(size, row, await carry(size, joins)));
    }
    return {
      title: 'Attendance: 10,000 joins in a minute',
      notes: [
        `The callback's own code takes ${joins} joins of one chatroom, one callback after another, with the embedded DynamoDB in another process. "Stored" is what the table holds afterwards. CPU time is measured and spent at the share of ${memoryMb} MB; DynamoDB takes ${assumed.databaseTripMs} ms a trip, units and trips are those of test/contract/operations.md. How many events RongCloud puts into one callback is not documented.`,
        `A chatroom is spread over four partitions, each of which takes ${partitionWritesPerSecond.toLocaleString('en')} writes a second: \`test/unit/dynamodb/attendance-parts.test.ts\` holds the spread. 10,000 joins in a minute are ${figure(pupils / withinSeconds)} writes a second.`,
      ],
      tables: [
        {
          head: ['events in a callback', 'stored', 'callbacks /s', 'ms', 'environments', 'GB-s', 'cost'],
          rows,
        },
      ],
      plots: {},
    };
  },
};
