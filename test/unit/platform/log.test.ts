import { expect, it } from 'vitest';
import { Failure, type FailureCode } from '../../../functions/contract/failure.ts';
import { type LogEntry, processDeps } from '../../../functions/platform/deps.ts';
import { logReply } from '../../../functions/platform/log.ts';

/** The level and the entry of a failed call. */
function logged(code: FailureCode, cause?: unknown): readonly [string, LogEntry] {
  const lines: [string, LogEntry][] = [];
  const deps = { ...processDeps, output: (level: string, entry: LogEntry) => lines.push([level, entry]) };
  logReply(deps, { requestId: 'r' }, new Failure(code, { cause }));
  return lines[0] ?? ['', {}];
}

it.each<[FailureCode, number, string]>([
  ['TOO_MANY_REQUESTS', 429, 'info'],
  ['INTERNAL', 500, 'error'],
  ['UPSTREAM_REJECTED', 502, 'error'],
  ['UNAVAILABLE', 503, 'error'],
])('logs %s with status %i as %s', (code, status, level) => {
  expect(logged(code)).toMatchObject([level, { requestId: 'r', status, code }]);
});

it.each([
  ['of AWS', Object.assign(new Error('No such table'), { $fault: 'client' }), 'No such table'],
  [
    'of the system',
    Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' }),
    'connect ECONNREFUSED',
  ],
  ['of a parser, which may quote user input', new SyntaxError('Unexpected token in "123456"'), undefined],
])(
  'logs the frames of an error %s, and its message if that cannot quote user input',
  (_whose, cause, message) => {
    const [, { error }] = logged('UNAVAILABLE', cause);
    const { name, frames, ...others } = Object(error);
    expect([name, others.message]).toEqual([cause.name, message]);
    expect(frames[0]).toMatch(/^ {4}at /);
  },
);
