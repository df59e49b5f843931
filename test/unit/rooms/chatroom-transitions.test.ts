import { describe, expect, it } from 'vitest';
import { functionTimeoutMs } from '../../../functions/contract/limits.ts';
import { changeOf, leaseMs, transitions } from '../../../functions/dynamodb/chatroom-transitions.ts';
import { createLeaseMs } from '../../../functions/rooms/abandoned-creates.ts';

describe('the transitions of a room', () => {
  it('lead from state to state under their conditions', () => {
    const isLeaseFree = '(attribute_not_exists(#checkUntil) OR #checkUntil < :now)';
    const events = Object.keys(transitions) as (keyof typeof transitions)[];
    const rows = events.map((event) => {
      const { condition, values } = changeOf(event, {}, 0);
      return [event, values[':from'], values[':to'], condition];
    });
    expect(rows).toEqual([
      [
        'beginCheck',
        'ACTIVE',
        'ACTIVE',
        `#state = :from AND #aliveUntil = :seenAliveUntil AND ${isLeaseFree}`,
      ],
      ['confirmAlive', 'ACTIVE', 'ACTIVE', '#state = :from AND #checkToken = :token'],
      [
        'finishRecreate',
        'ACTIVE',
        'ACTIVE',
        '#state = :from AND #checkToken = :token AND #controlsVersion = :seenVersion',
      ],
      ['abandonCheck', 'ACTIVE', 'ACTIVE', '#state = :from AND #checkToken = :token'],
      ['reportMissing', 'ACTIVE', 'ACTIVE', '#state = :from AND #aliveUntil = :seenAliveUntil'],
      ['beginControls', 'ACTIVE', 'ACTIVE', '#state = :from AND #checkToken = :token'],
      ['changeControls', 'ACTIVE', 'ACTIVE', '#state = :from AND #controlsVersion = :seenVersion'],
      ['hastenControls', 'ACTIVE', 'ACTIVE', '#state = :from'],
      [
        'settleControls',
        'ACTIVE',
        'ACTIVE',
        '#state = :from AND #controlsVersion = :seenVersion AND #controlsAt = :seenControlsAt',
      ],
      ['postponeControls', 'ACTIVE', 'ACTIVE', '#state = :from AND attribute_exists(#dueAt)'],
      [
        'announce',
        'ACTIVE',
        'ACTIVE',
        '#state = :from AND (attribute_not_exists(#announcement) OR #announcement.#token = :seenToken)',
      ],
      ['markSent', 'ACTIVE', 'ACTIVE', '#state = :from AND #announcement.#token = :token'],
      ['markNotSent', 'ACTIVE', 'ACTIVE', '#state = :from AND #announcement.#token = :token'],
      ['beginCount', 'ACTIVE', 'ACTIVE', '#state = :from AND #countBegunAt = :seenBegunAt'],
      ['finishCount', 'ACTIVE', 'ACTIVE', '#state = :from'],
      ['markNoServerJoin', 'ACTIVE', 'ACTIVE', '#state = :from'],
      ['beginDestroy', 'ACTIVE', 'DESTROYING', '#state = :from'],
      ['postpone', 'DESTROYING', 'DESTROYING', '#state = :from AND #dueAt = :seenDueAt'],
      ['finishDestroy', 'DESTROYING', 'DESTROYED', '#state = :from'],
    ]);
  });

  it('beginDestroy removes a room from the quota and ends the lease to recreate it', () => {
    expect(changeOf('beginDestroy', {}, 1_000)).toEqual({
      update:
        'SET #state = :to, #pending = :pending, #dueAt = :later, #endedAt = :now REMOVE #activeOf, #activeIn, #checkToken, #checkUntil, #noServerJoinUntil',
      condition: '#state = :from',
      values: { ':from': 'ACTIVE', ':to': 'DESTROYING', ':pending': 'yes', ':now': 1_000, ':later': 91_000 },
    });
  });

  it('changeControls leaves an attribute without a value as it is: 1.0.0-rc.1 reads no null', () => {
    const controls = { isSilent: undefined, speakers: [], assistants: [] };
    const { update, values } = changeOf('changeControls', { ...controls, seenVersion: 0, now: 2 }, 1_000);
    expect(update).toMatch(/^SET #state = :to, #speakers = :speakers, #assistants = :assistants, #controls/);
    expect(values).not.toHaveProperty(':isSilent');
  });

  it('set each time at its interval from now', () => {
    const later = (event: keyof typeof transitions) =>
      Number(changeOf(event, {}, 1_000).values[':later']) - 1_000;
    expect(
      Object.fromEntries(
        (Object.keys(transitions) as (keyof typeof transitions)[])
          .filter((event) => !Number.isNaN(later(event)))
          .map((event) => [event, later(event)]),
      ),
    ).toEqual({
      beginCheck: 12_000,
      confirmAlive: 60_000,
      beginControls: 90_000,
      changeControls: 90_000,
      hastenControls: 1_000,
      markNoServerJoin: 86_400_000,
      beginDestroy: 90_000,
      postpone: 30_000,
    });
  });

  it('leases last longer than a function lives', () => {
    expect(leaseMs).toBeGreaterThan(functionTimeoutMs);
    expect(createLeaseMs).toBeGreaterThan(functionTimeoutMs);
  });
});
