import { TimeZone } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { SettingError } from '../../functions/contract/settings.ts';
import type { CloudSettings } from './settings.ts';

/** A known class start: this many environments are kept initialized from one time of day to another. */
interface ProvisionedHours {
  readonly environments: number;
  /** As in a cron expression: `MON-FRI`, `SAT`. */
  readonly days: string;
  readonly from: string;
  readonly to: string;
}

const day = '(?:MON|TUE|WED|THU|FRI|SAT|SUN)';
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const form = new RegExp(`^([1-9]\\d{0,3}) (${day}(?:-${day})?) (${time})-(${time})$`);

const week = 'MON TUE WED THU FRI SAT SUN'.split(' ');

/** The days of `FRI-MON`, by number. */
function daysOf(days: string): readonly number[] {
  const [first = 0, last = first] = days.split('-').map((name) => week.indexOf(name));
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
}

/** The end of one would take away the environments of the other. */
const areInConflict = (one: ProvisionedHours, other: ProvisionedHours) =>
  one.from <= other.to &&
  other.from <= one.to &&
  daysOf(one.days).some((day) => daysOf(other.days).includes(day));

/** Reads `40 MON-FRI 18:45-19:30`, several separated by commas. */
export function parseProvisionedHours(text: string): readonly ProvisionedHours[] | undefined {
  if (text === '') return [];
  const all = text.split(',').map((one) => {
    const [, environments, days = '', from = '', to = ''] = form.exec(one.trim()) ?? [];
    return { environments: Number(environments), days, from, to };
  });
  const isSound = all.every(
    (one, index) => one.from < one.to && !all.slice(0, index).some((other) => areInConflict(one, other)),
  );
  return isSound ? all : undefined;
}

const at = (days: string, timeOfDay: string) => {
  const [hour, minute] = timeOfDay.split(':').map((digits) => String(Number(digits)));
  return Schedule.cron({ minute, hour, weekDay: days });
};

/**
 * Provisions the alias by scheduled actions. The alias itself names no number: a stack update would then fail outside of
 * the hours (aws-cdk issue 29992). Lambda refuses to provision an alias whose calls a rollout splits between two
 * versions (terraform issue 24957), so a rollout must not overlap the hours.
 * @param maxEnvironments what is reserved, if anything: Lambda provisions no more.
 */
export function provision(
  alias: Alias,
  { provisionedConcurrency: hours, timeZone }: CloudSettings,
  maxEnvironments = Number.POSITIVE_INFINITY,
): void {
  if (hours.length === 0) return;
  const maxCapacity = Math.max(...hours.map(({ environments }) => environments));
  if (maxCapacity > maxEnvironments) {
    const allowed = `at most what is reserved, ${maxEnvironments}`;
    throw new SettingError('provisionedConcurrency', `is ${maxCapacity}`, allowed);
  }
  const target = alias.addAutoScaling({ minCapacity: 0, maxCapacity });
  const zone = TimeZone.of(timeZone);
  hours.forEach(({ environments, days, from, to }, index) => {
    const [begin, end] = [at(days, from), at(days, to)];
    const count = { minCapacity: environments, maxCapacity: environments };
    target.scaleOnSchedule(`Begin${index}`, { schedule: begin, timeZone: zone, ...count });
    target.scaleOnSchedule(`End${index}`, { schedule: end, timeZone: zone, minCapacity: 0, maxCapacity: 0 });
  });
}
