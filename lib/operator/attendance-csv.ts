import { type AttendedUser, roomAttendance } from '../../functions/attendance/room-attendance.ts';
import { readSetting, settings } from '../../functions/contract/settings.ts';
import { wallClockTime } from '../../functions/contract/wall-clock-time.ts';
import { attendanceReader } from '../../functions/dynamodb/attendance.ts';
import { isGivenUp } from '../../functions/dynamodb/chatroom.ts';
import { chatroomReader } from '../../functions/dynamodb/chatroom-reader.ts';
import { accountReader } from '../../functions/dynamodb/users.ts';
import { type Deps, processDeps } from '../../functions/platform/deps.ts';
import { CommandError } from './command-line.ts';

/** Users per page. */
const pageUsers = 200;
const pageWithinMs = 30_000;

/** Excel recognises UTF-8 only by a byte order mark. */
const byteOrderMark = '\uFEFF';

/** A spreadsheet evaluates a cell that begins with one of these, some also full-width. Source: OWASP, CSV injection. */
const formula = /^\s*[=+\-@＝＋－＠]/;
/**
 * A name such as 007, 3-12, 1,000, 5月6日, １２３ or a number of more than 11 digits, which a spreadsheet shows as another
 * number or a date.
 */
const otherValue = /^(?!(0|[1-9]\d{0,10})$)[\d０-９][\d０-９\-/.,:%eE年月日时分秒]*$/;

/** One cell, by RFC 4180. A name that would become a formula or another value gets an apostrophe in front. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = formula.test(text) || otherValue.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (values: readonly (string | number)[]) => `${values.map(cell).join(',')}\r\n`;

/**
 * The attendance of a chatroom as CSV, sorted by name, its times in the deployment's time zone.
 * @param environment has the tables, AWS's credentials and the time zone.
 * @returns isComplete is false if callbacks of RongCloud are known to be missing.
 * @throws CommandError if there is no such chatroom.
 */
export async function attendanceCsv(environment: Deps['environment'], chatroomId: number) {
  const awsTimeouts = { connectMs: 5_000, requestMs: 10_000 };
  const deps = { ...processDeps, environment, awsTimeouts, output: () => {} };
  const deadline = () => Date.now() + pageWithinMs;
  const room = await chatroomReader(deps)(chatroomId, deadline());
  if (room === undefined || isGivenUp(room)) throw new CommandError(`there is no chatroom ${chatroomId}`);
  const context = { ...deps, attendance: attendanceReader(deps), accounts: accountReader(deps) };
  const users: AttendedUser[] = [];
  let after: string | undefined;
  let isComplete = true;
  do {
    const page = await roomAttendance(context, room, { after, limit: pageUsers }, deadline());
    users.push(...page.users);
    after = page.next;
    isComplete &&= page.isComplete;
  } while (after !== undefined);
  const shown = wallClockTime(readSetting(environment, settings.timeZone));
  const at = (ms: number) => shown(new Date(ms).toISOString()).replace('T', ' ').slice(0, 19);
  const rows = users
    .sort((one, other) => (one.username < other.username ? -1 : 1))
    .map(({ username, first, last, seconds, visits, isPresent }) =>
      line([username, at(first), at(last), seconds, visits, isPresent ? 'yes' : 'no']),
    );
  const head = line(['username', 'first', 'last', 'seconds', 'visits', 'present']);
  return { text: byteOrderMark + head + rows.join(''), isComplete };
}
