import type { DrawnFunction, DrawnStack } from './stack-tree.ts';
import { arrow, box, line, picture, text } from './svg.ts';

const rowHeight = 46;
const top = 96;
const appsX = 24;
const gatewayX = 170;
const functionsX = 350;
const functionWidth = 220;
const gridX = 610;
const columnWidth = 92;

const colours = { 'read, write': '#fde68a', write: '#fecaca', read: '#dbeafe', secret: '#ddd6fe' } as const;

const rowY = (row: number) => top + row * rowHeight;

function functionRow(
  { name, path, access, readsSecret }: DrawnFunction,
  row: number,
  tables: readonly string[],
) {
  const y = rowY(row);
  const cells = tables.flatMap((table, column) => {
    const allowed = access.get(table);
    if (allowed === undefined) return [];
    const x = gridX + column * columnWidth;
    const cell = { x: x + 3, y: y + 5, width: columnWidth - 6, height: 26 };
    return [box({ ...cell, lines: [allowed], fill: colours[allowed] })];
  });
  const secretX = gridX + tables.length * columnWidth;
  const secret = readsSecret
    ? [
        box({
          x: secretX + 3,
          y: y + 5,
          width: columnWidth + 40,
          height: 26,
          lines: ['signs, calls'],
          fill: colours.secret,
        }),
      ]
    : [];
  return [
    line(functionsX, y + rowHeight - 5, secretX + columnWidth + 46, y + rowHeight - 5),
    box({
      x: functionsX,
      y,
      width: functionWidth,
      height: 36,
      lines: path === undefined ? [name] : [name, path],
    }),
    ...cells,
    ...secret,
  ];
}

function headings(tables: readonly string[]): string[] {
  const over = (column: number) => gridX + column * columnWidth + columnWidth / 2;
  return [
    text(functionsX + functionWidth / 2, 58, 'Lambda: one function each', { anchor: 'middle', isBold: true }),
    text(functionsX + functionWidth / 2, 76, 'Node 24, arm64', { anchor: 'middle', isFaint: true, size: 12 }),
    text(gridX + (tables.length * columnWidth) / 2, 58, 'DynamoDB: what each may do with which table', {
      anchor: 'middle',
      isBold: true,
    }),
    ...tables.map((table, column) => text(over(column), 80, table, { anchor: 'middle', size: 12 })),
    text(over(tables.length) + 22, 58, 'RongCloud', { anchor: 'middle', isBold: true }),
    text(over(tables.length) + 22, 80, 'its secret', { anchor: 'middle', size: 12 }),
  ];
}

/** What calls the functions: apps through the gateway, and the clock. */
function callers(served: number, clocked: number): string[] {
  const height = served * rowHeight - 10;
  const middle = top + height / 2;
  const clockY = rowY(served);
  return [
    box({ x: appsX, y: middle - 30, width: 106, height: 60, lines: ['Apps', 'GET or POST'] }),
    arrow(appsX + 106, middle, gatewayX, middle),
    box({
      x: gatewayX,
      y: top,
      width: 130,
      height,
      lines: ['API Gateway', 'REST, regional', 'throttles', 'by method', 'own answers in', 'our envelope'],
      fill: '#f3f4f6',
    }),
    ...Array.from({ length: served }, (_, row) =>
      arrow(gatewayX + 130, rowY(row) + 18, functionsX, rowY(row) + 18),
    ),
    box({
      x: gatewayX,
      y: clockY,
      width: 130,
      height: clocked * rowHeight - 10,
      lines: ['EventBridge', 'every minute'],
      fill: '#f3f4f6',
    }),
    ...Array.from({ length: clocked }, (_, row) =>
      arrow(gatewayX + 130, rowY(served + row) + 18, functionsX, rowY(served + row) + 18),
    ),
  ];
}

/** What watches and brings in new versions, in a row below. */
function around({ counts }: DrawnStack, y: number, width: number): string[] {
  const count = (type: string) => counts.get(type) ?? 0;
  const boxes = [
    ['CloudWatch Logs', `${count('AWS::Logs::LogGroup')} groups, JSON lines`],
    ['Metrics from the logs', `${count('AWS::Logs::MetricFilter')} filters`],
    [`${count('AWS::CloudWatch::Alarm')} alarms`, 'to an SNS topic'],
    ['Dashboard', 'one page'],
    ['CodeDeploy', `${count('AWS::CodeDeploy::DeploymentGroup')} groups: a tenth first`],
    ['X-Ray', 'traces without content'],
  ] as const;
  const gap = 12;
  const each = (width - 2 * appsX - gap * (boxes.length - 1)) / boxes.length;
  return boxes.map((lines, index) =>
    box({ x: appsX + index * (each + gap), y, width: each, height: 50, lines, fill: '#f9fafb' }),
  );
}

/** The stack as a picture: who calls whom, and who may do what. */
export function drawArchitecture(stack: DrawnStack): string {
  const { functions, tables } = stack;
  const served = functions.filter(({ path }) => path !== undefined);
  const clocked = functions.filter(({ runsByTheClock }) => runsByTheClock);
  const rows = [...served, ...clocked];
  const width = gridX + (tables.length + 1) * columnWidth + 76;
  const below = rowY(rows.length) + 14;
  return picture(width, below + 74, `Architecture of ${stack.name}`, [
    text(appsX, 30, `${stack.name}, drawn from the synthesized stack`, { size: 15, isBold: true }),
    ...headings(tables),
    ...callers(served.length, clocked.length),
    ...rows.flatMap((one, row) => functionRow(one, row, tables)),
    ...around(stack, below, width),
  ]);
}
