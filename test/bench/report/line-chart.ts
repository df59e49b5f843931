import { figure } from './report.ts';
import { element, label, legend, picture, stepFor } from './svg.ts';

export interface LineChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lines: readonly {
    readonly name: string;
    readonly colour: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

const width = 760;
const height = 380;
const left = 56;
const right = 20;
const top = 84;
const bottom = 48;

const steps = (most: number, count: number) => {
  const step = stepFor(most, count);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
};

/** Lines over one axis that begin at nought. */
export function lineChart({ title, xTitle, yTitle, lines }: LineChart): string {
  const points = lines.flatMap((line) => line.points);
  const xSteps = steps(Math.max(...points.map(([x]) => x)), 8);
  const ySteps = steps(Math.max(...points.map(([, y]) => y), 1e-9), 5);
  const xMost = xSteps.at(-1) ?? 1;
  const yMost = ySteps.at(-1) ?? 1;
  const xOf = (x: number) => left + (x / xMost) * (width - left - right);
  const yOf = (y: number) => height - bottom - (y / yMost) * (height - top - bottom);
  const grid = [
    ...ySteps.map(
      (y) =>
        element('line', {
          x1: left,
          x2: width - right,
          y1: yOf(y),
          y2: yOf(y),
          class: y === 0 ? 'axis' : 'grid',
        }) + label(figure(y), { x: left - 8, y: yOf(y) + 4, 'text-anchor': 'end', class: 'note' }),
    ),
    ...xSteps.map((x) =>
      label(figure(x), { x: xOf(x), y: height - bottom + 18, 'text-anchor': 'middle', class: 'note' }),
    ),
    label(xTitle, { x: (left + width - right) / 2, y: height - 8, 'text-anchor': 'middle', class: 'note' }),
    label(yTitle, { x: 0, y: top - 12, class: 'note' }),
  ];
  const drawn = lines.map(({ colour, points: of }) =>
    element('polyline', {
      points: of.map(([x, y]) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`).join(' '),
      fill: 'none',
      stroke: colour,
      'stroke-width': 2.5,
      'stroke-linejoin': 'round',
    }),
  );
  const key = legend(Object.fromEntries(lines.map(({ name, colour }) => [name, colour])), 46);
  return picture({ width, height, title }, key, ...grid, ...drawn);
}
