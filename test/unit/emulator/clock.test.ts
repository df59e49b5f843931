import { describe, expect, it } from 'vitest';
import { movableClock } from '../../../lib/emulator/clock.ts';
import { manualClock } from '../../support/manual-clock.ts';

function setup() {
  const base = manualClock(0);
  const clock = movableClock(base);
  const ran: string[] = [];
  const schedule = (ms: number, name: string) => clock.after(ms, () => ran.push(`${name} at ${clock.now()}`));
  return { base, clock, ran, schedule };
}

describe("The emulator's clock", () => {
  it('advances with its base clock', async () => {
    const { base, clock, ran, schedule } = setup();
    schedule(10, 'a');
    await base.advance(10);
    expect([ran, clock.now()]).toEqual([['a at 10'], 10]);
  });

  it('can be moved forward, and runs due timers in order', () => {
    const { clock, ran, schedule } = setup();
    schedule(20, 'late');
    clock.after(5, () => schedule(5, 'follow-up'));
    schedule(100, 'not yet');
    clock.advance(50);
    expect([ran, clock.now()]).toEqual([['follow-up at 10', 'late at 20'], 50]);
  });

  it('waits only for the rest after it was moved forward', async () => {
    const { base, clock, ran, schedule } = setup();
    schedule(100, 'a');
    clock.advance(60);
    await base.advance(39);
    expect(ran).toEqual([]);
    await base.advance(1);
    expect(ran).toEqual(['a at 100']);
  });

  it('runs no cancelled timer, and none after it is stopped', async () => {
    const { base, clock, ran, schedule } = setup();
    schedule(10, 'called off')();
    schedule(20, 'stopped');
    clock.stop();
    await base.advance(100);
    expect([ran, base.pending]).toEqual([[], 0]);
  });
});
