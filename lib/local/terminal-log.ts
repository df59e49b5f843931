import { styleText } from 'node:util';
import type { LogEntry, LogLevel } from '../../functions/shared/runtime.ts';

const colours = { info: 'green', warn: 'yellow', error: 'red' } as const;

/** One entry as a person reads it: status, endpoint, code, milliseconds, then whatever else it says. */
export function terminalLine(level: LogLevel, entry: LogEntry): string {
  const { status, endpoint, code, ms, ...others } = entry;
  const rest = Object.keys(others).length === 0 ? '' : styleText('dim', JSON.stringify(others));
  return [styleText(colours[level], String(status ?? level)), endpoint, code, `${ms} ms`, rest]
    .join('  ')
    .trimEnd();
}
