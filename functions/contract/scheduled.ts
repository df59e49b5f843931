import type { FunctionRow } from './function-row.ts';

/** A function that runs on a schedule. Its file has the row's name. */
interface ScheduledRow extends FunctionRow {
  readonly summary: string;
  readonly everyMinutes: number;
  readonly timeoutMs: number;
}

export const reconcile = {
  summary: 'Ends creates and destroys that stopped half way, and checks RongCloud for drift',
  everyMinutes: 1,
  timeoutMs: 50_000,
  access: {
    chatrooms: ['GetItem', 'PutItem', 'UpdateItem', 'Query pending', 'Scan active'],
    sanctions: ['Query'],
    attendance: ['BatchWriteItem', 'Query'],
    counters: ['GetItem', 'UpdateItem'],
    rongCloud: true,
  },
  settings: ['attendanceDays', 'firstRoomId'],
} as const satisfies ScheduledRow;

/** The metric of the last chatroom id, which the reconciler logs each minute. */
export const lastIdMetric = 'LastChatroomId';

/** Runs only in stages with a probe, and never in the local run: it calls the service from outside. */
export const probe = {
  summary: 'Calls the five endpoints as an app does',
  everyMinutes: 1,
  timeoutMs: 55_000,
  access: {},
  settings: ['probeUrl', 'probeSecretId'],
} as const satisfies ScheduledRow;

/** Called by CodeDeploy before a new version of an endpoint gets traffic. */
export const releaseCheck = {
  summary: 'Calls the new version of each endpoint before it gets traffic',
  /** In the log lines of its calls. */
  requestId: 'release-check',
  /** 20 endpoints that time out after 12 s each. CodeDeploy waits for an hour. */
  timeoutMs: 300_000,
  access: {},
  settings: ['releaseVersions'],
} as const satisfies FunctionRow & {
  readonly summary: string;
  readonly requestId: string;
  readonly timeoutMs: number;
};

export type ScheduledName = 'reconcile' | 'probe';
