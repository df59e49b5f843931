import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../support/manual-clock.ts';
import { hasChromium, localPage, untilNextLook } from './local-page.ts';

const clock = manualClock();

/** The clock of the service starts at 10:00:00 in Shanghai and stands still until a test moves it. */
describe.runIf(hasChromium)('a class on the page in Chromium', () => {
  const local = localPage({ clock, sendsCallbacks: true, runsSchedules: false });
  beforeAll(async () => {
    await local.openWindow({ timezoneId: 'Asia/Shanghai' });
    await local.open();
    // The page must not poll while the test moves the service's clock.
    await local.page.clock.pauseAt(Date.now() + untilNextLook);
    for (const username of ['student2', 'student3']) await local.service.addUser({ username }, '123456');
  });
  const teacher = { username: 'teacher1', password: '123456' };
  let id = '';

  beforeEach(async () => {
    await local.open();
    await local.send('chatroom-create', { ...teacher, name: `class after ${id || 'none'}` });
    ({ id } = JSON.parse(await local.body('chatroom-create')));
    await look();
    await room().getByRole('button', { name: 'Class' }).click();
    await table('controls').waitFor();
  });

  const room = () => local.room(Number(id));
  const table = (name: string) => room().locator(`[data-table="${name}"]`);
  const look = () => local.page.clock.runFor(untilNextLook);
  /** Waits until the page shows these rows. */
  const shows = async (name: string, rows: readonly (readonly string[])[]) => {
    await local.service.emulator.callbacksSent();
    const shown = async () => {
      await look();
      const texts = await table(name).locator('tbody tr').allInnerTexts();
      return texts.map((text) => text.split('\t'));
    };
    await expect.poll(shown, { timeout: 10_000 }).toEqual(rows);
  };
  const call = async (endpoint: string, fields: Record<string, string> = {}) => {
    const { code, ret } = await send(endpoint, { ...teacher, id: String(id), ...fields });
    return code ?? ret;
  };
  const send = async (endpoint: string, fields: Record<string, string>) => {
    await local.send(endpoint, fields);
    return JSON.parse(await local.body(endpoint));
  };
  const app = async (username: string, action: 'joins' | 'leaves' | 'writes' | 'crashes') => {
    await local.page.getByLabel('app of').selectOption({ label: username });
    await local.page.locator('#action-result').evaluate((result) => {
      result.textContent = '';
    });
    await room()
      .getByRole('button', { name: `App ${action}` })
      .click();
    const result = local.page.locator('#action-result', { hasText: username });
    await result.waitFor();
    return (await result.innerText()).replaceAll(String(id), 'N');
  };
  const minutes = async (count: number) => {
    await local.service.emulator.callbacksSent();
    await local.quiet();
    await clock.advance(count * 60_000);
  };

  it('keeps silence, mutes, kicks and announcement if RongCloud loses the chatroom', async () => {
    expect(await call('chatroom-assistants', { assistants: 'student3' })).toBe('success');
    for (const username of ['student1', 'student2']) {
      expect(await call('chatroom-join', { username })).toBe('success');
      expect(await app(username, 'joins')).toBe(`${username} is in the chatroom (chatroom N).`);
    }
    expect(await call('chatroom-silence', { silent: '1', speakers: 'student2' })).toBe('success');
    expect(await app('student1', 'writes')).toBe('student1 may not write in chatroom N.');
    expect(await app('student2', 'writes')).toBe('student2 has written to chatroom N.');
    expect(await call('chatroom-announce', { text: 'Read page 12' })).toBe('success');
    expect(await call('chatroom-mute', { user: 'student1', minutes: '10' })).toBe('success');
    expect(await call('chatroom-kick', { user: 'student2', minutes: '60' })).toBe('success');
    const controls = [
      // The kick ended the exception of student2.
      ['May write', 'teacher1, student3', 'teacher1, student3'],
      ['Muted', 'student1 until 10:10:00', 'student2 until 11:00:00, student1 until 10:10:00'],
      ['Kept out', 'student2 until 11:00:00', 'student2 until 11:00:00'],
    ];
    await shows('controls', controls);
    expect(await room().locator('dl').innerText()).toContain('teacher1: Read page 12');
    expect(await room().locator('.members').innerText()).toBe('student1');

    await room().getByRole('button', { name: 'RongCloud loses it' }).click();
    await room().getByText('lost by RongCloud').waitFor();
    await shows(
      'controls',
      controls.map(([head = '', stored = '']) => [head, stored, 'no such chatroom']),
    );
    expect(await call('chatroom-join', { username: 'student2' })).toBe('NOT_ALLOWED');
    expect(await app('student1', 'joins')).toMatch(/refused by RongCloud: no such chatroom/);

    expect(await call('chatroom-join', { username: 'student1' })).toBe('success');
    expect(await app('student1', 'joins')).toBe('student1 is in the chatroom (chatroom N).');
    await shows('controls', controls);
    expect(await app('student2', 'joins')).toBe('student2 is blocked from the chatroom (chatroom N).');
    expect(await app('student1', 'writes')).toBe('student1 may not write in chatroom N.');
    expect(await room().locator('dl').innerText()).toContain('teacher1: Read page 12');
    expect(await room().locator('.title').innerText()).toContain('silent');
  });

  it('sends an empty text and an empty list, which withdraw the announcement and dismiss the assistants', async () => {
    expect(await call('chatroom-announce', { text: '' })).toBe('success');
    expect(await call('chatroom-assistants', { assistants: '' })).toBe('success');
    await look();
    expect(await room().locator('dl').innerText()).not.toContain('Read page 12');
  });

  it('fills the id of the chatroom into the form that a link leads to', async () => {
    await room().getByRole('link', { name: 'chatroom_kick' }).click();
    expect(await local.field('chatroom-kick', 'id').inputValue()).toBe(String(id));
    expect(local.page.url()).toContain('#chatroom-kick');
  });

  it('counts a reconnect, a crash and a lost chatroom as a person would', async () => {
    await minutes(Date.UTC(2026, 0, 5, 4) / 60_000 - clock.now() / 60_000);
    for (const username of ['student1', 'student2', 'teacher1']) await app(username, 'joins');
    await minutes(20);
    await app('student1', 'leaves');
    await minutes(5);
    await app('student1', 'joins');
    await app('student2', 'crashes');
    await minutes(1);
    await app('teacher1', 'writes');
    await minutes(4);
    await app('student2', 'joins');
    await shows('attendance', [
      ['student1', '12:00:00–now', '25:00', '2'],
      ['student2', '12:00:00–now', '26:00', '2'],
      ['teacher1', '12:00:00–now', '30:00', '1'],
    ]);
    await room().getByRole('button', { name: 'RongCloud loses it' }).click();
    await room().getByText('lost by RongCloud').waitFor();
    await minutes(2);
    for (const username of ['student1', 'student2']) {
      expect(await call('chatroom-join', { username })).toBe('success');
      await app(username, 'joins');
    }
    await minutes(13);
    expect(await call('chatroom-destroy')).toBe('success');
    await minutes(60);
    await shows('attendance', [
      ['student1', '12:00:00–12:45:00', '40:00', '2'],
      ['student2', '12:00:00–12:45:00', '41:00', '2'],
      ['teacher1', '12:00:00–12:30:00', '30:00', '1'],
    ]);
    expect(await room().getByText('Not complete').count()).toBe(0);
  });
});
