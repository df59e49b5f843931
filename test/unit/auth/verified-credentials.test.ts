import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { verifiedCredentialMemory } from '../../../functions/auth/verified-credentials.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { manualClock } from '../../support/manual-clock.ts';

const ann = {
  username: 'ann',
  password: 'CANARY-password',
  passwordHash: 'CANARY-hash',
  network: '203.0.113.7',
};

function setup() {
  const clock = manualClock();
  return { clock, memory: verifiedCredentialMemory({ ...processDeps, clock }) };
}

describe('the memory of verified credentials', () => {
  it('knows them for sixty seconds', async () => {
    const { memory, clock } = setup();
    expect(memory.has(ann)).toBe(false);
    memory.add(ann);
    await clock.advance(59_999);
    expect(memory.has(ann)).toBe(true);
    await clock.advance(1);
    expect(memory.has(ann)).toBe(false);
  });

  it.each([
    { username: 'Ann' },
    { password: 'CANARY-Password' },
    { passwordHash: 'another hash' },
    { network: '203.0.113.8' },
    { username: 'annCANARY', password: '-password' },
  ])('does not take %j for the same', (other) => {
    const { memory } = setup();
    memory.add(ann);
    expect(memory.has({ ...ann, ...other })).toBe(false);
  });

  it('holds a thousand, and forgets the oldest first', () => {
    const { memory } = setup();
    for (let user = 0; user <= 1_000; user += 1) memory.add({ ...ann, username: `user${user}` });
    expect(memory.has({ ...ann, username: 'user0' })).toBe(false);
    expect(memory.has({ ...ann, username: 'user1' })).toBe(true);
    expect(memory.has({ ...ann, username: 'user1000' })).toBe(true);
  });

  it('keeps no password, no name and no hash, and another process cannot tell what it holds', () => {
    const kept: string[] = [];
    const set = Map.prototype.set;
    Map.prototype.set = function (key, value) {
      kept.push(inspect([key, value]));
      return set.call(this, key, value);
    };
    try {
      for (const { memory } of [setup(), setup()]) memory.add(ann);
    } finally {
      Map.prototype.set = set;
    }
    expect(kept).toHaveLength(2);
    expect(kept.join()).not.toMatch(/CANARY|ann|203/);
    expect(kept[0]).not.toBe(kept[1]);
  });
});
