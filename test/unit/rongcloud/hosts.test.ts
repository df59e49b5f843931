import { expect, it } from 'vitest';
import { type Hosts, utcOffsetMs } from '../../../functions/contract/data-centres.ts';
import { hostChoice } from '../../../functions/rongcloud/hosts.ts';
import { manualClock } from '../../support/manual-clock.ts';

const setUp = (origins: Hosts = ['https://primary', 'https://backup']) => {
  const clock = manualClock();
  return { clock, hosts: hostChoice(origins, clock) };
};

it('begins with the primary host', () => {
  expect(setUp().hosts.current()).toBe('https://primary');
});

it('stays with the backup for 30 s after the primary failed, then tries the primary again', async () => {
  const { clock, hosts } = setUp();
  hosts.failed('https://primary');
  expect(hosts.current()).toBe('https://backup');
  await clock.advance(29_999);
  hosts.failed('https://primary');
  expect(hosts.current()).toBe('https://backup');
  await clock.advance(1);
  expect(hosts.current()).toBe('https://primary');
});

it('does not switch back when the backup fails within the 30 s', () => {
  const { hosts } = setUp();
  hosts.failed('https://primary');
  hosts.failed('https://backup');
  expect(hosts.current()).toBe('https://backup');
});

it('does not switch after the failure of another host than the current one', () => {
  const { hosts } = setUp();
  hosts.failed('https://backup');
  expect(hosts.current()).toBe('https://primary');
});

it('sends a second attempt to the other host, and to the same if there is only one', () => {
  const { hosts } = setUp();
  expect(hosts.other('https://primary')).toBe('https://backup');
  expect(hosts.other('https://backup')).toBe('https://primary');
  expect(setUp(['https://only']).hosts.other('https://only')).toBe('https://only');
});

it.each([
  [['https://api.rong-api.com', 'https://api-b.rong-api.com'], 8],
  [['https://api.sg-light-api.com', 'https://api-b.sg-light-api.com'], 0],
  [['https://api-b.us-light-api.com'], 0],
  [['http://127.0.0.1:8001'], 8],
] as const)('reads the times of %s as %d h ahead of UTC', (origins, hours) => {
  expect(utcOffsetMs(origins)).toBe(hours * 3_600_000);
});
