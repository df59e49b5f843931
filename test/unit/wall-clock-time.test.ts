import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallClockTime } from '../../functions/contract/wall-clock-time.ts';

describe('wall-clock time', () => {
  it.each([
    ['2016-05-17T02:45:07.779Z', 'Asia/Shanghai', '2016-05-17T10:45:07.779'],
    ['2016-05-17T02:45:07.000Z', 'Asia/Shanghai', '2016-05-17T10:45:07.000'],
    ['2016-05-16T16:00:00.005Z', 'Asia/Shanghai', '2016-05-17T00:00:00.005'],
    ['2016-12-31T23:59:59.999Z', 'UTC', '2016-12-31T23:59:59.999'],
    ['2016-07-01T12:00:00.000Z', 'America/New_York', '2016-07-01T08:00:00.000'],
  ])('%s in %s is %s', (moment, timeZone, shown) => {
    expect(wallClockTime(timeZone)(moment)).toBe(shown);
  });

  /** Intl, with another name of the same zone. */
  it.each([
    ['Asia/Shanghai', 'Asia/Chongqing'],
    ['UTC', 'Etc/UTC'],
  ])('of %s without Intl equals Intl’s of %s', (timeZone, otherName) => {
    const moments = fc.date({
      min: new Date('1992-01-01'),
      max: new Date('2200-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const text = moment.toISOString();
        expect(wallClockTime(timeZone)(text)).toBe(wallClockTime(otherName)(text));
      }),
    );
  });
});
