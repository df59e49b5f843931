import { styleText } from 'node:util';
import type { LogEntry, LogLevel } from '../../functions/platform/deps.ts';

const colours = { info: 'green', warn: 'yellow', error: 'red' } as const;

/** A log entry for people: status, endpoint or run, code, milliseconds, then the other fields. */
export function terminalLine(level: LogLevel, entry: LogEntry): string {
  const { status, endpoint, run, callback, code, ms, ...others } = entry;
  const words = [endpoint ?? run ?? callback, code, ms === undefined ? undefined : `${ms} ms`];
  const rest = Object.keys(others).length === 0 ? undefined : styleText('dim', JSON.stringify(others));
  return [styleText(colours[level], String(status ?? level)), ...words, rest].filter(Boolean).join('  ');
}
