/**
 * What writes a moment, given in ISO 8601, as the clocks of a time zone show it: `2016-05-17T10:45:07.779`, always
 * with three digits of milliseconds and no zone suffix, which is how the apps parse it.
 */
export function wallClockTime(timeZone: string): (moment: string) => string {
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
