/** A time as RongCloud writes it: `2016-05-24 10:38:19`, at times `2014-01-01 1:1:1`, without its zone. */
const written = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})$/;

/** Converts such a time to milliseconds since the epoch; undefined if the text is none. */
export function parseReplyTime(text: string | undefined, utcOffsetMs: number): number | undefined {
  const [, ...parts] = written.exec(text ?? '') ?? [];
  const [year, month = 0, day, hour, minute, second] = parts.map(Number);
  if (year === undefined) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) - utcOffsetMs;
}
