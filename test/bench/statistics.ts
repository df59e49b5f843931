/** The chance that a value of the second sample is greater than one of the first; a half where they are alike. */
export function areaUnderCurve(first: readonly number[], second: readonly number[]): number {
  const ranked = [
    ...first.map((value) => ({ value, of: 1 })),
    ...second.map((value) => ({ value, of: 2 })),
  ].sort((a, b) => a.value - b.value);
  const rankSum = ranked.reduce((sum, { of }, index) => (of === 2 ? sum + index + 1 : sum), 0);
  const least = (second.length * (second.length + 1)) / 2;
  return (rankSum - least) / (first.length * second.length);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

/** Welch's t: how many standard errors the two means lie apart. */
export const welchT = (first: readonly number[], second: readonly number[]) =>
  (mean(second) - mean(first)) / Math.sqrt(variance(first) / first.length + variance(second) / second.length);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value below which `share` of the values lie, between two of them where none is there exactly. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Of samples taken in turn: what each is to the one taken beside it, which a slow moment has slowed as well. */
export const pairedRatio = (values: readonly number[], besides: readonly number[]) =>
  median(values.map((value, round) => value / (besides[round] ?? Number.NaN)));
