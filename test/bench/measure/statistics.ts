/** The value below which `share` of the values lie, between two of them where none is there exactly. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/** Of samples taken in turn: what each is to the one taken beside it, which a slow moment has slowed as well. */
export const pairedRatio = (values: readonly number[], besides: readonly number[]) =>
  spread(values.map((value, round) => value / (besides[round] ?? Number.NaN)));

export const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));
