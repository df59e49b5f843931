import type { AttemptItem, Condition, ItemChange } from '../../functions/auth/login-store.ts';

/** Replies after all concurrent callers have called. */
const replied = () => new Promise(setImmediate);

/** The calls that fail. */
type Failing = 'nothing' | 'writes' | 'all';

const nothing: AttemptItem = { numbers: {}, inProgress: [] };

function holds({ numbers, inProgress }: AttemptItem, condition: Condition): boolean {
  if ('room' in condition) return inProgress.length < condition.room;
  if ('isInProgress' in condition) return inProgress.includes(condition.isInProgress);
  const value = numbers[condition.attribute];
  if ('above' in condition) return value !== undefined && value > condition.above;
  return value === undefined || value <= condition.atMost;
}

function changed({ numbers, inProgress }: AttemptItem, change: ItemChange): AttemptItem {
  const { add = {}, set = {}, remove = [], enter, leave = [] } = change;
  const sums = Object.entries(add).map(([name, by]) => [name, (numbers[name] ?? 0) + by] as const);
  const kept = Object.entries(numbers).filter(([name]) => !remove.includes(name));
  const staying = inProgress.filter((id) => !leave.includes(id));
  return {
    numbers: { ...Object.fromEntries(kept), ...Object.fromEntries(sums), ...set },
    inProgress: enter === undefined || staying.includes(enter) ? staying : [...staying, enter],
  };
}

/** The items of `attempts` in memory, with the conditions that DynamoDB would hold, and a count of the writes. */
export function attemptStore() {
  const items = new Map<string, AttemptItem>();
  let writes = 0;
  let failing: Failing = 'nothing';
  return {
    items,
    writes: () => writes,
    fail: (what: Failing) => {
      failing = what;
    },
    findAttempts: async (key: string) => {
      if (failing === 'all') throw new Error('out of reach');
      const item = items.get(key) ?? nothing;
      await replied();
      return item;
    },
    changeAttempts: async (change: ItemChange) => {
      if (failing !== 'nothing') throw new Error('out of reach');
      const item = items.get(change.key) ?? nothing;
      if (!(change.onlyIf ?? []).every((condition) => holds(item, condition))) return false;
      items.set(change.key, changed(item, change));
      writes += 1;
      await replied();
      return true;
    },
  };
}
