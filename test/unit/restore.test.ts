import { describe, expect, it } from 'vitest';
import { type RestorePorts, restore } from '../../lib/operator/restore/restore.ts';

const to = new Date('2026-11-28T03:04:05.000Z');
const order = { tables: ['chatrooms', 'counters'], to };

/** A stub of AWS; the service counts as open while a function accepts calls or a schedule runs. */
class FakeAccount implements RestorePorts {
  /** Of the query, by the settings. */
  reserved: number | undefined = 30;
  readonly reserves = new Map<string, number | undefined>([
    ['query', 30],
    ['reconcile', undefined],
  ]);
  readonly rules = new Map([['every-minute', true]]);
  readonly looks = new Map<string, number>([
    ['rooms', 0],
    ['ids', 0],
    ['accounts', 0],
  ]);
  readonly isProtected = new Set<string>();
  tables: Record<string, string> = { users: 'accounts', chatrooms: 'rooms', counters: 'ids' };
  settings: Readonly<Record<string, string>> = {};
  raised: string[] = [];
  /** Changes of data while the service was open. */
  readonly whileOpen: string[] = [];
  calls = 0;
  crashAt = Number.POSITIVE_INFINITY;

  private step(what: string): void {
    this.calls += 1;
    if (this.calls === this.crashAt) throw new Error(`crash at ${what}`);
    const isOpen =
      [...this.reserves.values()].some((one) => one !== 0) || [...this.rules.values()].some(Boolean);
    if (isOpen && /restore|raise|deploy/.test(what)) this.whileOpen.push(what);
  }

  async parts() {
    this.step('parts');
    const functions = [
      { name: 'query', reserved: this.reserved },
      { name: 'reconcile', reserved: undefined },
    ];
    return { functions, rules: [...this.rules.keys()], tables: { ...this.tables } };
  }
  async reserve(name: string, concurrency: number | undefined) {
    this.step(`reserve ${name}`);
    this.reserves.set(name, concurrency);
  }
  async setRule(rule: string, isEnabled: boolean) {
    this.step('rule');
    this.rules.set(rule, isEnabled);
  }
  async tableStatus(table: string) {
    this.step('status');
    const looks = this.looks.get(table);
    if (looks === undefined) return 'ABSENT' as const;
    this.looks.set(table, looks + 1);
    return looks < 0 ? ('CREATING' as const) : ('ACTIVE' as const);
  }
  async restoreTable(source: string, target: string) {
    this.step(`restore ${source}`);
    if (this.looks.has(target)) throw new Error(`${target} exists`);
    this.looks.set(target, -2);
  }
  async protectTable(table: string) {
    this.step('protect');
    this.isProtected.add(table);
  }
  async raiseIds(tables: Readonly<Record<string, string>>) {
    this.step('raise');
    this.raised = [tables.counters ?? '', tables.chatrooms ?? ''];
  }
  async writeSettings(restoredTables: Readonly<Record<string, string>>) {
    this.step('settings');
    this.settings = restoredTables;
  }
  async deploy() {
    this.step('deploy');
    this.tables = { ...this.tables, ...this.settings };
  }
  async pause() {
    this.step('pause');
  }
  tell() {}
}

const expected = {
  tables: { users: 'accounts', chatrooms: 'rooms-20261128030405', counters: 'ids-20261128030405' },
  settings: { chatrooms: 'rooms-20261128030405', counters: 'ids-20261128030405' },
  raised: ['ids-20261128030405', 'rooms-20261128030405'],
  reserves: new Map([
    ['query', 30],
    ['reconcile', undefined],
  ]),
  rules: new Map([['every-minute', true]]),
  whileOpen: [],
};

describe('restore', () => {
  it('closes, restores, raises the ids, switches and opens', async () => {
    const account = new FakeAccount();
    await restore(order, account);
    expect(account).toMatchObject(expected);
    expect([...account.isProtected]).toEqual(['rooms-20261128030405', 'ids-20261128030405']);
  });

  it('continues from a crash at any step, and opens the service only at the end', async () => {
    const whole = new FakeAccount();
    await restore(order, whole);
    for (let crashAt = 1; crashAt <= whole.calls; crashAt += 1) {
      const account = new FakeAccount();
      account.crashAt = crashAt;
      await expect(restore(order, account)).rejects.toThrow(/^crash at /);
      await restore(order, account);
      expect(account, `crash at call ${crashAt}`).toMatchObject(expected);
    }
    expect(whole.calls).toBeGreaterThan(15);
  });

  it('leaves the ids alone if only accounts are restored, and removes a reserve that the settings do not name', async () => {
    const account = new FakeAccount();
    account.reserved = undefined;
    await restore({ tables: ['users'], to }, account);
    expect(account.raised).toEqual([]);
    expect(account.tables).toEqual({ users: 'accounts-20261128030405', chatrooms: 'rooms', counters: 'ids' });
    expect(account.reserves.get('query')).toBeUndefined();
  });

  it('refuses an unknown table before it closes anything', async () => {
    const account = new FakeAccount();
    const unknown = restore({ ...order, tables: ['rooms'] }, account);
    await expect(unknown).rejects.toThrow('there is no table rooms; there are users, chatrooms, counters');
    expect(account.calls).toBe(1);
  });
});
