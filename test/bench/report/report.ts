/** A Markdown table. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The result of one part. */
export interface Report {
  readonly title: string;
  /** Paragraphs: the method and its limits. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  /** SVG pictures by file name. */
  readonly plots: Readonly<Record<string, string>>;
}

export interface Part {
  readonly name: string;
  /** @param tell shows progress. */
  run(tell: (progress: string) => void, effort: Effort): Promise<Report>;
}

/** How many rounds a part makes. */
export interface Effort {
  /** 1 for recorded figures; less for a quick look. */
  readonly share: number;
}

/** `count` scaled by the effort, at least `min`. */
export const scaled = ({ share }: Effort, count: number, min = 1) => Math.max(min, Math.round(count * share));

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

const isNumber = (cell: string | number | undefined) =>
  typeof cell === 'number' || /^[<≤≥]?\s?[\d.,$%–]/.test(cell ?? '');

export function markdownTable({ head, rows }: Table): string {
  const [first = []] = rows;
  const rule = head.map((_title, column) => (isNumber(first[column]) ? '---:' : '---'));
  return [row(head), row(rule), ...rows.map(row)].join('\n');
}

/** Three significant digits. */
export const figure = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();

export const times = (ratio: number) => `${figure(ratio)} ×`;
