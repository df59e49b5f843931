import type { Clock } from '../../../functions/platform/deps.ts';

interface Event {
  readonly dueAt: number;
  /** Events of the same moment run in the order in which they were scheduled. */
  readonly order: number;
  run: (() => void) | undefined;
}

const isBefore = (one: Event, other: Event) =>
  one.dueAt === other.dueAt ? one.order < other.order : one.dueAt < other.dueAt;

/** Lets every promise settle that waits for nothing but promises. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A virtual clock over a binary heap: a class start has some hundred thousand events. */
export class EventClock implements Clock {
  private time: number;
  private order = 0;
  private readonly heap: Event[] = [];

  constructor(startAt: number) {
    this.time = startAt;
  }

  /** Whole milliseconds, as the system's clock. */
  readonly now = () => Math.floor(this.time);

  readonly after = (delayMs: number, run: () => void) => {
    const event: Event = { dueAt: this.time + Math.max(0, delayMs), order: this.order, run };
    this.order += 1;
    this.push(event);
    return () => {
      event.run = undefined;
    };
  };

  readonly pause = (ms: number) => new Promise<void>((resolve) => this.after(ms, resolve));

  /** Runs events in the order of time until `work` has ended. */
  async runUntil<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    for (;;) {
      await settled();
      if (isOver) return work;
      this.runNext();
    }
  }

  private runNext(): void {
    for (let event = this.pop(); event !== undefined; event = this.pop()) {
      if (event.run === undefined) continue;
      this.time = event.dueAt;
      event.run();
      return;
    }
    throw new Error('something waits for an event that will never come');
  }

  private push(event: Event): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  private pop(): Event | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const below = isRight ? right : left;
      if (below === undefined || !isBefore(below, last)) break;
      heap[at] = below;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
    return first;
  }
}
