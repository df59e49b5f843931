import { figure } from './report.ts';
import { element, label, legend, picture, stepFor } from './svg.ts';

export interface BarChart {
  readonly title: string;
  /** A bar's sum as it is written at its end. */
  readonly write: (sum: number) => string;
  /** Colours by the names of a bar's parts, which follow one another. */
  readonly parts: Readonly<Record<string, string>>;
  /** Bars from top to bottom; an empty name leaves a gap. */
  readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const width = 760;
const names = 270;
const rowHeight = 30;
const top = 64;
const room = 70;

/** Bars that lie, each made of parts, with their sum at the end. */
export function barChart({ title, write, parts, bars }: BarChart): string {
  const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(...sums);
  const scale = (width - names - room) / most;
  const bottom = top + bars.length * rowHeight;
  const step = stepFor(most, 5);
  const lines = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  const grid = lines.map(
    (value) =>
      element('line', {
        x1: names + value * scale,
        x2: names + value * scale,
        y1: top - 6,
        y2: bottom,
        class: value === 0 ? 'axis' : 'grid',
      }) +
      label(figure(value), {
        x: names + value * scale,
        y: bottom + 18,
        'text-anchor': 'middle',
        class: 'note',
      }),
  );
  const fills = Object.values(parts);
  const rows = bars.map(({ name, values }, index) => {
    if (name === '') return '';
    const y = top + index * rowHeight;
    let x = names;
    const pieces = values.map((value, part) => {
      const at = x;
      x += value * scale;
      return element('rect', {
        x: at,
        y: y + 3,
        width: Math.max(value * scale, 0.5),
        height: rowHeight - 10,
        fill: fills[part] ?? '',
      });
    });
    return (
      label(name, { x: names - 10, y: y + 17, 'text-anchor': 'end' }) +
      pieces.join('') +
      label(write(sums[index] ?? 0), { x: x + 8, y: y + 17, class: 'value' })
    );
  });
  const key = Object.keys(parts).length > 1 ? legend(parts, 44) : '';
  return picture({ width, height: bottom + 28, title }, key, ...grid, ...rows);
}
