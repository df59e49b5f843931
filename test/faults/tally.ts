export type Counts = Readonly<Record<string, number>>;

/** Counts of what the histories of this process did, for the report of a run. */
export interface Tally {
  /** Calls of the service by command and answer, such as `join OK`. */
  readonly answers: Counts;
  /** By the name of the fault; kills among them. */
  readonly faults: Counts;
  readonly databaseCalls: number;
  readonly rongCloudCalls: number;
}

const answers: Record<string, number> = {};
const faults: Record<string, number> = {};
let databaseCalls = 0;
let rongCloudCalls = 0;

const count = (counts: Record<string, number>, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};

export const tally = {
  answer: (command: string, code: string) => count(answers, `${command} ${code}`),
  fault: (name: string) => count(faults, name),
  databaseCall: () => {
    databaseCalls += 1;
  },
  rongCloudCall: () => {
    rongCloudCalls += 1;
  },
};

export const readTally = (): Tally => ({
  answers: { ...answers },
  faults: { ...faults },
  databaseCalls,
  rongCloudCalls,
});

const sumOf = (parts: readonly Counts[]) => {
  const sum: Record<string, number> = {};
  for (const part of parts)
    for (const [name, times] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + times;
  return sum;
};

/** The sum over several processes. */
export const totalOf = (tallies: readonly Tally[]): Tally => ({
  answers: sumOf(tallies.map((one) => one.answers)),
  faults: sumOf(tallies.map((one) => one.faults)),
  databaseCalls: tallies.reduce((sum, one) => sum + one.databaseCalls, 0),
  rongCloudCalls: tallies.reduce((sum, one) => sum + one.rongCloudCalls, 0),
});

/** Answers such as `join OK`, sorted by their command. */
export function byCommand(answers: Counts): Readonly<Record<string, Counts>> {
  const sorted: Record<string, Record<string, number>> = {};
  for (const [name, times] of Object.entries(answers)) {
    const [command = '', code = ''] = name.split(' ');
    sorted[command] = { ...sorted[command], [code]: times };
  }
  return sorted;
}
