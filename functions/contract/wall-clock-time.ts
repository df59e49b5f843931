const hourMs = 3_600_000;

/**
 * By so many hours the clocks of these have been ahead of UTC since 1992, before there was any room (IANA tz database).
 * Intl, which knows all zones, takes 20 ms of CPU and 5 MB of a start: a tenth of what a query's start takes.
 */
const hoursAhead: Readonly<Record<string, number>> = { 'Asia/Shanghai': 8, UTC: 0 };

/** Whether it is the name of a time zone. */
export function isTimeZone(text: string): boolean {
  if (Object.hasOwn(hoursAhead, text)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/**
 * What writes a moment, given in ISO 8601, as the clocks of a time zone show it: `2016-05-17T10:45:07.779`, always
 * with three digits of milliseconds and no zone suffix, which is how the apps parse it.
 */
export function wallClockTime(timeZone: string): (moment: string) => string {
  const hours = hoursAhead[timeZone];
  if (hours === undefined) return byIntl(timeZone);
  return (moment) => new Date(Date.parse(moment) + hours * hourMs).toISOString().slice(0, -'Z'.length);
}

function byIntl(timeZone: string): (moment: string) => string {
  // Made once: it reads the zone's whole history, which a call should not wait for.
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  return (moment) => {
    const parts = format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value] as const);
    const { year, month, day, hour, minute, second, fractionalSecond } = Object.fromEntries(parts);
    return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fractionalSecond}`;
  };
}
