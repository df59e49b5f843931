/** A table as Markdown has it. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What one part of the benches found. */
export interface Report {
  readonly title: string;
  /** How it was measured, and what it does not say; paragraphs. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  /** Drawings as SVG, by what they show. */
  readonly plots: Readonly<Record<string, string>>;
  /** All figures, for whoever works on with them. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Part {
  readonly name: string;
  /** @param tell is told what goes on, for the person who waits. */
  run(tell: (progress: string) => void, effort: Effort): Promise<Report>;
}

/** How often things are repeated. */
export interface Effort {
  /** 1 for figures that are kept; less for a look. */
  readonly share: number;
}

/** A count at this effort; never less than `least`. */
export const scaled = ({ share }: Effort, count: number, least = 1) =>
  Math.max(least, Math.round(count * share));

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

const isNumber = (cell: string | number | undefined) =>
  typeof cell === 'number' || /^[<≤≥]?\s?[\d.,$%–]/.test(cell ?? '');

export function markdownTable({ head, rows }: Table): string {
  const [first = []] = rows;
  const rule = head.map((_title, column) => (isNumber(first[column]) ? '---:' : '---'));
  return [row(head), row(rule), ...rows.map(row)].join('\n');
}

/** Three digits that count, as people read them. */
export const figure = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();

export const times = (ratio: number) => `${figure(ratio)} ×`;
