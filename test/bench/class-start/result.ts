import { memoryMb } from '../../../lib/cloud/service-function.ts';
import { callsByPath } from '../../../lib/emulator/calls/table.ts';
import { costOfMillion, total } from '../cost/cost-of-calls.ts';
import { prices } from '../cost/prices.ts';
import { usageOf } from '../cost/usage.ts';
import { quantile } from '../statistics.ts';
import type { CallResult, ClassResult } from './class.ts';
import type { Scenario } from './scenarios.ts';

export interface ScenarioResult {
  readonly name: string;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly joinP99Ms: number;
  readonly lastTokenSeconds: number;
  /** From a pupil's first try with the right password to the token; the longest. */
  readonly tokenWaitSeconds: number;
  readonly environments: number;
  readonly gbSeconds: number;
  readonly dollars: number;
  /** The busiest second of the call that came closest to its limit, as a share of that limit. */
  readonly peakOfLimit: number;
  readonly peakPerSecond: number;
  readonly refusedByRongCloud: number;
  /** The most environments that were busy at once, second by second. */
  readonly busy: readonly (readonly [second: number, environments: number])[];
}

/** The row of test/contract/operations.md that a token costs as. */
const tokenRows: Readonly<Record<Scenario['day'], string>> = {
  first: 'user-get-token, first login from a network',
  same: 'user-get-token, token cached',
  next: 'user-get-token, no token cached',
};

function dollarsOf({ day }: Scenario, { service }: ClassResult, gbSeconds: number): number {
  const rows: Readonly<Record<string, string>> = {
    'user-get-token': tokenRows[day],
    'chatroom-members': 'chatroom-members, limit=0',
  };
  const called = service.used().filter(({ calls }) => calls > 0);
  const dollars = called.map(({ name, calls }) => {
    const { lambda: _estimated, ...cost } = costOfMillion(usageOf(rows[name] ?? name), memoryMb);
    return calls * (total({ ...cost, lambda: 0 }) / 1_000_000 + prices.lambdaPerCall);
  });
  return dollars.reduce((sum, one) => sum + one, 0) + gbSeconds * prices.lambdaPerGbSecond;
}

const msOf = (calls: readonly CallResult[]) => calls.filter(({ isSuccess }) => isSuccess).map(({ ms }) => ms);
const of = (calls: readonly CallResult[], endpoint: string) => calls.filter(({ name }) => name === endpoint);

export function reportOf(scenario: Scenario, result: ClassResult): ScenarioResult {
  const { calls, service } = result;
  const billedMs = service.used().reduce((sum, one) => sum + one.billedMs, 0);
  const gbSeconds = (billedMs / 1_000) * (memoryMb / 1_024);
  const peaks = [...service.upstream.perSecond].map(([path, perSecond]) => {
    const peak = Math.max(...perSecond.values());
    return { peak, share: peak / (callsByPath.get(path)?.callsPerSecond ?? Number.NaN) };
  });
  const tokens = of(calls, 'user-get-token').filter(({ isSuccess }) => isSuccess);
  return {
    name: scenario.name,
    failed: calls.filter(({ isSuccess }) => !isSuccess).length,
    p50Ms: quantile(msOf(calls), 0.5),
    p99Ms: quantile(msOf(calls), 0.99),
    joinP99Ms: quantile(msOf(of(calls, 'chatroom-join')), 0.99),
    lastTokenSeconds: Math.max(...tokens.map(({ endedAtMs }) => endedAtMs)) / 1_000,
    tokenWaitSeconds: Math.max(...msOf(tokens)) / 1_000,
    environments: service.busy.max,
    gbSeconds,
    dollars: dollarsOf(scenario, result, gbSeconds),
    peakOfLimit: Math.max(0, ...peaks.map(({ share }) => share)),
    peakPerSecond: Math.max(0, ...peaks.map(({ peak }) => peak)),
    refusedByRongCloud: service.upstream.refused,
    busy: [...service.busy.perSecond],
  };
}
