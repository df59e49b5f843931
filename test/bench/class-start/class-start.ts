import { assumed } from '../../../lib/cloud/costs.ts';
import { memoryMb } from '../../../lib/cloud/service-function.ts';
import { memoryOfOneCoreMb } from '../cold/cpu-group.ts';
import { type ColdData, measured, named, type WarmData } from '../measured.ts';
import { lineChart } from '../report/line-chart.ts';
import { figure, type Part } from '../report/report.ts';
import { colours } from '../report/svg.ts';
import { quantile } from '../statistics.ts';
import { type ClassStart, type Outcome, simulate } from './model.ts';

/** AWS's own part of a start, from the empty handler: nodejs24.x, arm64, p50 of maxday/lambda-perf in 2026. */
const emptyStartMs = 125;
const pupils = 10_000;
const withinMs = 60_000;
/** Environments at once in an account that asked for no more. */
const maxEnvironments = 1_000;

const scenarios: Readonly<Record<string, Pick<ClassStart, 'hasKeptToken'> & { readonly colour?: string }>> = {
  'no token kept': { hasKeptToken: () => false, colour: colours.other },
  'kept for a day, class at the same hour': {
    hasKeptToken: (arrival, yesterday) => arrival < yesterday,
  },
  'all tokens kept': { hasKeptToken: () => true, colour: colours.ours },
};

function serviceTimes() {
  const warm = measured<WarmData>('warm').results;
  const share = Math.min(1, memoryMb / memoryOfOneCoreMb);
  const cpu = (name: string) => named(warm, name).cpuMs / share;
  const login = cpu('argon2Sync alone') + cpu('user-get-token, token kept') + assumed.databaseTripMs;
  return {
    startMs: emptyStartMs + named(measured<ColdData>('cold').results, 'user-get-token').loadMs,
    loginMs: login,
    askMs: assumed.rongCloudCallMs + assumed.databaseTripMs,
  };
}

/** The longest wait of those who come within a second. */
function worstBySecond({ waits }: Outcome): readonly (readonly [number, number])[] {
  const worst = new Map<number, number>();
  for (const { arrivedAt, waitMs } of waits) {
    const second = Math.floor(arrivedAt / 1_000);
    worst.set(second, Math.max(worst.get(second) ?? 0, waitMs / 1_000));
  }
  return [...worst].toSorted(([a], [b]) => a - b);
}

const resultOf = (name: string, outcome: Outcome) => {
  const waits = outcome.waits.map(({ waitMs }) => waitMs);
  return {
    name,
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
    maxMs: Math.max(...waits),
    askedOfRongCloud: outcome.askedOfRongCloud,
    refusedByRongCloud: outcome.refusedByRongCloud,
    refusedByLambda: outcome.refusedByLambda,
    starts: outcome.starts,
  };
};

export const classStart: Part = {
  name: 'class-start',
  run: async (tell) => {
    const times = serviceTimes();
    const outcomes = Object.entries(scenarios).map(([name, { hasKeptToken, colour }]) => {
      tell(name);
      const outcome = simulate({ pupils, withinMs, maxEnvironments, hasKeptToken, ...times });
      return { name, colour, outcome };
    });
    const results = outcomes.map(({ name, outcome }) => resultOf(name, outcome));
    return {
      title: 'A class starts: 10,000 pupils in 60 seconds',
      notes: [
        `A simulation, not a measurement: ${pupils.toLocaleString('en')} pupils each ask for a token, most of them at the beginning (333 a second, evenly fewer until none). An environment starts in ${figure(times.startMs)} ms (AWS's ${emptyStartMs} ms and our measured start), a login takes ${figure(times.loginMs)} ms at ${memoryMb} MB, as each password is met for the first time, and asking RongCloud ${times.askMs} ms. RongCloud admits 200 tokens a second, by the emulator's own code; Lambda runs ${maxEnvironments.toLocaleString('en')} environments at most. An app that is refused comes again after the second that Retry-After says, and up to half a second more.`,
        'The picture shows the first and the last of them. Where a class meets at the same hour each day and tokens are kept for a day, half of the pupils come a little later than yesterday and find theirs no longer kept: RongCloud still takes them all, and a `tokenReuseHours` above 24 spares it that.',
        'Joins are another matter: each asks RongCloud about the room and tells it who joins, at 100 calls a second each. So a room fills at 100 a second at most, unless the app’s own SDK joins alone.',
      ],
      tables: [
        {
          head: [
            'tokens',
            'p50 ms',
            'p99 ms',
            'longest ms',
            'asked of RongCloud',
            'refused by it',
            'refused by Lambda',
            'cold starts',
          ],
          rows: results.map((one) => [
            one.name,
            figure(one.p50Ms),
            figure(one.p99Ms),
            figure(one.maxMs),
            one.askedOfRongCloud,
            one.refusedByRongCloud,
            one.refusedByLambda,
            one.starts,
          ]),
        },
      ],
      plots: {
        'class-start': lineChart({
          title: 'A class starts: 10,000 pupils ask for a token within 60 s',
          xTitle: 'second in which a pupil comes',
          yTitle: 'longest wait, seconds',
          lines: outcomes.flatMap(({ name, colour, outcome }) =>
            colour === undefined ? [] : [{ name, colour, points: worstBySecond(outcome) }],
          ),
        }),
      },
      data: { ...times, results },
    };
  },
};
