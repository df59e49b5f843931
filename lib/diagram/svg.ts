/** Few shapes are enough: boxes with text, arrows, and text alone. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  readonly fill?: string;
}

const escapeText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const lineHeight = 17;
const ink = '#1f2937';
const faint = '#6b7280';

export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly isBold?: boolean;
  readonly isFaint?: boolean;
}

export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { anchor = 'start', size = 13, isBold = false, isFaint = false } = style;
  const weight = isBold ? ' font-weight="600"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${isFaint ? faint : ink}"${weight}>${escapeText(content)}</text>`;
}

/** The first line is the name, the others say more. */
export function box({ x, y, width, height, lines, fill = '#ffffff' }: Box): string {
  const top = y + (height - (lines.length - 1) * lineHeight) / 2 + 4;
  const labels = lines.map((line, index) =>
    text(x + width / 2, top + index * lineHeight, line, {
      anchor: 'middle',
      isBold: index === 0,
      isFaint: index > 0,
      size: index === 0 ? 13 : 12,
    }),
  );
  const frame = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="#9ca3af"/>`;
  return [frame, ...labels].join('\n');
}

export const arrow = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${faint}" stroke-width="1.5" marker-end="url(#tip)"/>`;

export const line = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#e5e7eb"/>`;

export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" role="img">
<title>${escapeText(title)}</title>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${faint}"/></marker></defs>
<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}
