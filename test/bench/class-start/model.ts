import { behaviourWith } from '../../../lib/emulator/behaviour.ts';
import { callsByPath } from '../../../lib/emulator/calls/table.ts';
import { seededRandom } from '../../../lib/emulator/faults/seeded-random.ts';
import { createRates } from '../../../lib/emulator/rates.ts';

/** A class that starts: how long each pupil waits for a token. Times in milliseconds. */
export interface ClassStart {
  readonly pupils: number;
  readonly withinMs: number;
  /** Which pupils have a token that is kept and still counts; both moments as parts of the minute. */
  readonly hasKeptToken: (arrival: number, yesterday: number) => boolean;
  /** Till an environment that starts takes its first call. */
  readonly startMs: number;
  /** Reading the user, checking the password, and answering. */
  readonly loginMs: number;
  /** Asking RongCloud and keeping what it gave. */
  readonly askMs: number;
  /** The account's limit. */
  readonly maxEnvironments: number;
}

export interface Wait {
  readonly arrivedAt: number;
  readonly waitMs: number;
}

export interface Outcome {
  readonly waits: readonly Wait[];
  readonly askedOfRongCloud: number;
  readonly refusedByRongCloud: number;
  readonly refusedByLambda: number;
  readonly starts: number;
}

/** An app comes again when Retry-After says, and not all at the same moment. */
const retryMs = { least: 1_000, most: 1_500 };

interface Event {
  readonly at: number;
  readonly run: (at: number) => void;
}

/** Things that happen, in the order of their times. */
function timeline() {
  const heap: Event[] = [];
  const swap = (a: number, b: number) => {
    const [first, second] = [heap[a], heap[b]];
    if (first !== undefined && second !== undefined) [heap[a], heap[b]] = [second, first];
  };
  const at = (index: number) => heap[index]?.at ?? Number.POSITIVE_INFINITY;
  return {
    add: (event: Event) => {
      heap.push(event);
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (at(parent) <= at(child)) break;
        swap(parent, child);
        child = parent;
      }
    },
    take: (): Event | undefined => {
      swap(0, heap.length - 1);
      const first = heap.pop();
      for (let parent = 0; ; ) {
        const child = 2 * parent + (at(2 * parent + 2) < at(2 * parent + 1) ? 2 : 1);
        if (at(parent) <= at(child)) break;
        swap(parent, child);
        parent = child;
      }
      return first;
    },
  };
}

/**
 * Most come at the beginning, evenly fewer until the end. Each environment serves one call at a time, and RongCloud
 * admits calls as the emulator does.
 */
export function simulate(start: ClassStart, seed = 1): Outcome {
  const random = seededRandom(seed);
  let now = 0;
  const rates = createRates(
    { now: () => now, after: () => () => {} },
    behaviourWith({ rateWindow: 'sliding' }),
  );
  const tokenRates = callsByPath.get('/user/getToken.json')?.rates ?? [];
  const events = timeline();
  const waits: Wait[] = [];
  let [idle, environments, asked, refusedByRongCloud, refusedByLambda, starts] = [0, 0, 0, 0, 0, 0];
  const free = () => {
    idle += 1;
  };
  const later = () => now + retryMs.least + random() * (retryMs.most - retryMs.least);

  const call = (arrivedAt: number, isKept: boolean) => {
    let readyAt = now;
    if (idle > 0) idle -= 1;
    else if (environments < start.maxEnvironments) {
      environments += 1;
      starts += 1;
      readyAt += start.startMs;
    } else {
      refusedByLambda += 1;
      events.add({ at: later(), run: () => call(arrivedAt, isKept) });
      return;
    }
    const loggedInAt = readyAt + start.loginMs;
    const answer = () => {
      events.add({ at: now, run: free });
      waits.push({ arrivedAt, waitMs: now - arrivedAt });
    };
    const ask = () => {
      if (rates.admit(tokenRates, 1)) {
        asked += 1;
        events.add({ at: now + start.askMs, run: answer });
      } else {
        refusedByRongCloud += 1;
        events.add({ at: now, run: free });
        events.add({ at: later(), run: () => call(arrivedAt, false) });
      }
    };
    events.add({ at: loggedInAt, run: isKept ? answer : ask });
  };

  const moment = () => 1 - Math.sqrt(1 - random());
  for (let pupil = 0; pupil < start.pupils; pupil += 1) {
    const arrival = moment();
    const isKept = start.hasKeptToken(arrival, moment());
    const at = arrival * start.withinMs;
    events.add({ at, run: () => call(at, isKept) });
  }
  for (let event = events.take(); event !== undefined; event = events.take()) {
    now = event.at;
    event.run(now);
  }
  return { waits, askedOfRongCloud: asked, refusedByRongCloud, refusedByLambda, starts };
}
