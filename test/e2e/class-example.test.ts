import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser, noChromium, type OpenedPage, openPage } from '../support/browser.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { slowClock } from '../support/slow-clock.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const screenshots = join(import.meta.dirname, '../../.screenshots');

if (chromiumPath === undefined) process.stderr.write(`${noChromium}\n`);

describe.runIf(chromiumPath !== undefined)('the sample app of a class in Chromium', () => {
  const { now, after } = slowClock();
  let aheadMs = 0;
  /** The clock of the service. The test moves it forward; it never stands still, because the pages call all the time. */
  const clock = {
    now: () => now() + aheadMs,
    // A deadline may have passed by a jump.
    after: (delayMs: number, run: () => void) => after(Math.max(0, delayMs), run),
  };
  let service: TestService;
  let browser: Browser;
  const opened: OpenedPage[] = [];

  beforeAll(async () => {
    const options = { clock, sendsCallbacks: true, runsSchedules: false, passwordCost: cheapPasswordCost };
    [browser, service] = await Promise.all([launchBrowser(), startTestService(options)]);
    await service.addUser({ username: 'student2' }, '123456');
    await mkdir(screenshots, { recursive: true });
    return async () => {
      await browser.close();
      await service.stop();
    };
  });

  afterEach(async () => {
    for (const { context } of opened.splice(0)) await context.close();
  });

  /** Opens a browser of its own and signs in. */
  async function signIn(as: 'teacher' | 'pupil', { username = '', locale = 'en-GB' } = {}): Promise<Page> {
    const one = await openPage(browser, {
      locale,
      viewport: { width: as === 'teacher' ? 960 : 480, height: 900 },
    });
    opened.push(one);
    await one.page.goto(`${service.origin}/im/docs/class/?as=${as}`);
    if (username !== '') await one.page.locator('[name=username]').fill(username);
    await one.page.locator('#sign-in button').click();
    await one.page.locator('#lobby').waitFor();
    return one.page;
  }

  async function openRoom(teacher: Page, name: string): Promise<void> {
    await teacher.locator('#open input').fill(name);
    await teacher.locator('#open button').click();
    await teacher.locator('#room').waitFor();
  }

  async function enter(pupil: Page, name: string): Promise<void> {
    await pupil.clock.runFor(3_000);
    await pupil.locator('#rooms li', { hasText: name }).getByRole('button').click();
  }

  const submit = async (page: Page, form: string, text: string) => {
    await page.locator(`${form} input`).fill(text);
    await page.locator(`${form} button`).click();
  };

  /** Waits until the page shows this. The page looks once a second by its own clock. */
  const shows = async (page: Page, selector: string, text: string | readonly string[]) => {
    const shown = async () => {
      await page.clock.runFor(1_000);
      const texts = await page.locator(selector).allInnerTexts();
      return texts.map((one) => one.replace(/\s+/g, ' ').trim());
    };
    await expect.poll(shown, { timeout: 10_000 }).toEqual([text].flat());
  };

  const removed = 'A moderator has removed you from this chatroom for a while.';

  it('plays a whole class: silence, announcement, mute, kick, attendance', async () => {
    const teacher = await signIn('teacher');
    await openRoom(teacher, 'Physics');
    await submit(teacher, '#announce', 'Read page 12.');
    await shows(teacher, '#messages p', 'teacher1 Read page 12.');

    const first = await signIn('pupil');
    const second = await signIn('pupil', { username: 'student2' });
    for (const pupil of [first, second]) {
      await enter(pupil, 'Physics');
      await shows(pupil, '#announcement', 'Announcement: Read page 12.');
    }
    await submit(first, '#write', 'Good morning!');
    await shows(second, '#messages p', ['teacher1 Read page 12.', 'student1 Good morning!']);
    await shows(teacher, '#count', '3 in the room');

    await teacher.getByRole('switch', { name: 'Only I may write' }).click();
    await shows(teacher, '[role=switch][aria-checked=true]', 'Only I may write');
    await submit(first, '#write', 'May I?');
    await shows(first, '#status', 'You are muted: the message was not sent.');
    await teacher.getByRole('switch').click();
    await shows(teacher, '[role=switch][aria-checked=false]', 'Only I may write');
    await teacher.getByRole('button', { name: 'Mute: student1' }).click();
    await shows(teacher, '#people li', [
      'student1 in the room, muted Unmute Remove',
      'student2 in the room Mute Remove',
    ]);
    // The keyboard stays where it was, although the rows are new.
    expect(await teacher.locator(':focus').getAttribute('aria-label')).toBe('Unmute: student1');
    await submit(first, '#write', 'May I now?');
    await shows(first, '#status', 'You are muted: the message was not sent.');
    await submit(second, '#write', 'I may.');
    await shows(first, '#messages p:last-child', 'student2 I may.');

    await teacher.getByRole('button', { name: 'Remove: student2' }).click();
    await shows(second, '#closed h2', removed);
    await second.getByRole('button', { name: 'Back to the rooms' }).click();
    await enter(second, 'Physics');
    await shows(second, '#status', removed);
    expect(await second.locator('#room').isVisible()).toBe(false);
    await shows(teacher, '#people li', [
      'student1 in the room, muted Unmute Remove',
      'student2 removed Let back in',
    ]);

    await service.emulator.callbacksSent();
    aheadMs += 30 * 60_000;
    await teacher.getByRole('button', { name: 'End the class' }).click();
    await shows(teacher, '#closed h2', 'The class has ended.');
    await teacher.locator('#attendance').waitFor();
    const attendance = await teacher.locator('#attendance tbody tr').allInnerTexts();
    // The seconds depend on the speed of this machine.
    expect(attendance.map((row) => row.replace(/:\d\d/, '').split(/\s+/))).toEqual([
      ['teacher1', '30', '1'],
      ['student1', '30', '1'],
      ['student2', '0', '1'],
    ]);
    await shows(first, '#closed h2', 'The class has ended.');
    const errors = opened.flatMap((one) => one.errors);
    // Chromium reports each refusal of the service, such as the 403 of the removed pupil.
    expect(errors.filter((one) => !one.startsWith('Failed to load resource'))).toEqual([]);
  });

  it('comes back by itself if RongCloud has dropped the token or the room', async () => {
    await signIn('pupil');
    // RongCloud forgets the tokens, and im-gateway still has them.
    service.emulator.switchSecret('local-app-secret');
    const [teacher, pupil] = [await signIn('teacher'), await signIn('pupil')];
    await openRoom(teacher, 'Chemistry');
    await enter(pupil, 'Chemistry');
    await shows(teacher, '#count', '2 in the room');
    const id = [...service.emulator.rooms.keys()].at(-1) ?? '';
    service.emulator.loseRoom(id);
    const members = async () => {
      await teacher.clock.runFor(1_000);
      await pupil.clock.runFor(1_000);
      return [...(service.emulator.rooms.get(id)?.members.keys() ?? [])].toSorted();
    };
    await expect.poll(members, { timeout: 10_000 }).toEqual(['student1', 'teacher1']);
    await submit(pupil, '#write', 'I am back.');
    await shows(teacher, '#messages p', 'student1 I am back.');
  });

  it('has no finding of axe in Chinese, light and dark, for teacher and pupil', async () => {
    const teacher = await signIn('teacher', { locale: 'zh-CN' });
    await openRoom(teacher, '物理');
    await submit(teacher, '#announce', '请阅读第 12 页。');
    const pupil = await signIn('pupil', { locale: 'zh-CN' });
    await enter(pupil, '物理');
    await shows(pupil, '#announcement', '公告：请阅读第 12 页。');
    await shows(teacher, '#people li', 'student1 在课堂中 禁言 移出');
    await teacher.locator('#report').click();
    await teacher.locator('#attendance').waitFor();
    for (const page of [teacher, pupil]) {
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
      // Only names are in Latin letters.
      const text = (await page.locator('body').innerText()).replaceAll(
        /im-gateway|SDK|(teacher|student)1/g,
        '',
      );
      expect(text).not.toMatch(/[A-Za-z]/);
      await page.evaluate(axe.source);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const found = await page.evaluate(`axe.run().then(({ violations, passes }) => [
          passes.some(({ id }) => id === 'color-contrast'),
          ...violations.map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary])])`);
        expect(found).toEqual([true]);
      }
    }
  });

  it('fits its window on desktops and phones', async () => {
    const teacher = await signIn('teacher');
    await openRoom(teacher, 'Biology');
    await submit(teacher, '#announce', 'Read page 12, please.');
    const pupil = await signIn('pupil');
    const second = await signIn('pupil', { username: 'student2' });
    await enter(second, 'Biology');
    await enter(pupil, 'Biology');
    await shows(teacher, '#count', '3 in the room');
    await submit(second, '#write', 'Good morning! Which page?');
    await second.close();
    await submit(pupil, '#write', 'Page 12.');
    // The service reuses a count for five seconds.
    aheadMs += 5_000;
    await pupil.clock.runFor(5_000);
    await submit(teacher, '#write', 'Let us begin.');
    await teacher.getByRole('button', { name: 'Mute: student2' }).click();
    await shows(teacher, '#people li:last-child', 'student2 in the room, muted Unmute Remove');
    const pictures: string[] = [];
    for (const [page, width] of [
      [teacher, 860],
      [pupil, 420],
    ] as const) {
      await shows(page, '#messages p:last-child', 'teacher1 Let us begin.');
      await shows(page, '#count', '3 in the room');
      await page.setViewportSize({ width: 320, height: 568 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      await page.screenshot({ path: join(screenshots, `class-phone-${width}.png`), fullPage: true });
      await page.setViewportSize({ width, height: 616 });
      pictures.push((await page.screenshot()).toString('base64'));
    }
    const { page } = await openPage(browser, { viewport: { width: 1_340, height: 656 } });
    await page.setContent(`<body style="margin: 20px; display: flex; gap: 20px; background: #b9c0d0">
      ${pictures.map((one) => `<img height="616" style="border-radius: 12px" src="data:image/png;base64,${one}">`).join('')}`);
    await page.screenshot({ path: join(screenshots, 'class-example.png') });
  });
});
