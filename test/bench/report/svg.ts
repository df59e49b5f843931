/** Colours that stand out on white and on black alike. */
export const colours = {
  ours: '#0d9488',
  oursLight: '#5eead4',
  other: '#d97706',
  otherLight: '#fcd34d',
  third: '#7c3aed',
  axis: '#8b949e',
} as const;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');

type Attributes = Readonly<Record<string, string | number>>;

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes)
    .map(
      ([name, value]) =>
        ` ${name}="${typeof value === 'number' ? Number(value.toFixed(2)) : escaped(value)}"`,
    )
    .join('');

export const element = (name: string, attributes: Attributes, ...content: readonly string[]) =>
  content.length === 0
    ? `<${name}${attributesOf(attributes)}/>`
    : `<${name}${attributesOf(attributes)}>${content.join('')}</${name}>`;

export const label = (text: string, attributes: Attributes) => element('text', attributes, escaped(text));

/** Text takes this grey, which reads on light and dark pages; the page's own colour is not known to a picture. */
const style = `text{font:13px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#6e7781}
.title{font-size:16px;font-weight:600}.value{font-weight:600}.note{font-size:12px}
.grid{stroke:#8b949e;stroke-opacity:.25}.axis{stroke:#8b949e;stroke-opacity:.7}`;

export const picture = (
  { width, height, title }: { width: number; height: number; title: string },
  ...content: readonly string[]
) =>
  `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' },
    element('title', {}, escaped(title)),
    element('style', {}, style),
    label(title, { x: 0, y: 18, class: 'title' }),
    ...content,
  )}\n`;

/** Names of colours under a picture's title. */
export function legend(entries: Readonly<Record<string, string>>, y: number): string {
  let x = 0;
  return Object.entries(entries)
    .map(([name, fill]) => {
      const at = x;
      x += 38 + name.length * 7.6;
      return (
        element('rect', { x: at, y: y - 10, width: 12, height: 12, rx: 2, fill }) +
        label(name, { x: at + 18, y })
      );
    })
    .join('');
}

/** A round step that gives about `count` lines up to `most`. */
export function stepFor(most: number, count: number): number {
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
}
