import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restore } from '../../lib/operator/restore/restore.ts';
import { FakeAccount } from '../support/fake-account.ts';
import { newFolder } from '../support/temporary-folder.ts';

const to = new Date('2026-11-28T03:04:05.000Z');
const order = { stage: 'prod', tables: ['chatrooms', 'counters'], to, restoredTables: {} };

const createAccount = () => new FakeAccount(join(newFolder(), 'cdk.json'));

const recovery = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 };
const expected = {
  outputs: { ChatroomsTable: 'rooms-20261128030405', CountersTable: 'ids-20261128030405' },
  restoredTables: 'chatrooms=rooms-20261128030405,counters=ids-20261128030405',
  raised: ['rooms-20261128030405', 'ids-20261128030405'],
  points: [
    ['rooms', to],
    ['ids', to],
  ],
  recovery: new Map([
    ['rooms-20261128030405', recovery],
    ['ids-20261128030405', recovery],
  ]),
  isProtected: new Set(['rooms-20261128030405', 'ids-20261128030405']),
  reserves: new Map([
    ['query', 30],
    ['callback', 30],
    ['reconcile', undefined],
  ]),
  rules: new Map([['every-minute', true]]),
  whileOpen: [],
};

describe('restore', () => {
  it('closes, restores, raises the ids, switches and opens', async () => {
    const account = createAccount();
    await restore(order, account.deps());
    expect(account).toMatchObject(expected);
  });

  it('continues from a crash at any step, and opens the service only at the end', async () => {
    const whole = createAccount();
    await restore(order, whole.deps());
    for (let crashAt = 1; crashAt <= whole.calls; crashAt += 1) {
      const account = createAccount();
      account.crashAt = crashAt;
      await expect(restore(order, account.deps())).rejects.toThrow(/^crash at /);
      await restore(order, account.deps());
      expect(account, `crash at call ${crashAt}`).toMatchObject(expected);
    }
    expect(whole.calls).toBeGreaterThan(25);
  });

  it('leaves the ids alone if only accounts are restored, and opens with the reserve of the deploy', async () => {
    const account = createAccount();
    account.nextReserve = undefined;
    await restore({ ...order, tables: ['users'] }, account.deps());
    expect(account.raised).toEqual([]);
    expect(account.restoredTables).toBe('users=accounts-20261128030405');
    expect(account.reserves.get('query')).toBeUndefined();
  });

  it('keeps the other restored tables of the setting, and raises the ids for either table with ids', async () => {
    const account = createAccount();
    await restore({ ...order, tables: ['counters'] }, account.deps());
    expect(account.raised).toEqual(['rooms', 'ids-20261128030405']);
    const restoredTables = { counters: 'ids-20261128030405' };
    await restore({ ...order, tables: ['chatrooms'], restoredTables }, account.deps());
    expect(account.raised).toEqual(['rooms-20261128030405', 'ids-20261128030405']);
    expect(account.restoredTables).toBe('counters=ids-20261128030405,chatrooms=rooms-20261128030405');
  });

  it('turns the TTL of attendance on again, also after a crash', async () => {
    const account = createAccount();
    await restore({ ...order, tables: ['attendance'] }, account.deps());
    const timeToLive = new Map([['visits-20261128030405', { AttributeName: 'expiresAt', Enabled: true }]]);
    expect(account.timeToLive).toEqual(timeToLive);
    await restore({ ...order, tables: ['attendance'] }, account.deps());
    expect(account.timeToLive).toEqual(timeToLive);
  });

  it('opens the service again without tables, after a restore that cannot end', async () => {
    const account = createAccount();
    account.crashAt = 14;
    await expect(restore(order, account.deps())).rejects.toThrow('crash at');
    expect(account.rules).toEqual(new Map([['every-minute', false]]));
    await restore({ ...order, tables: [] }, account.deps());
    expect(account.reserves).toEqual(expected.reserves);
    expect(account.rules).toEqual(expected.rules);
    expect([account.restoredTables, account.outputs.ChatroomsTable, account.raised]).toEqual([
      '',
      'rooms',
      [],
    ]);
    expect(account.printed.at(-1)).toMatch(/^open\./);
  });

  it('says which table an earlier run restored to the same moment', async () => {
    const account = createAccount();
    await restore(order, account.deps());
    await restore(order, account.deps());
    expect(account.printed).toContain('rooms-20261128030405 is there from an earlier run');
  });

  it.each(['rooms', 'sanctions'])(
    'refuses %s, which has no backup, before it closes anything',
    async (name) => {
      const account = createAccount();
      const refused = restore({ ...order, tables: [name] }, account.deps());
      await expect(refused).rejects.toThrow(
        `${name} is no table that can be restored; these are users, chatrooms, attendance, counters`,
      );
      expect(account.calls).toBe(0);
    },
  );
});
