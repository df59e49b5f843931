import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tabTo } from '../../support/browser.ts';
import { hasChromium, localPage } from './local-page.ts';

const screenshots = join(import.meta.dirname, '../../../.screenshots');

describe.runIf(hasChromium)('the page in Chromium', () => {
  const local = localPage({ sendsCallbacks: true });
  beforeAll(() => mkdir(screenshots, { recursive: true }));
  beforeEach(() => local.open());

  it('is used by the keyboard alone', async () => {
    await local.page.keyboard.press('Tab');
    expect(await local.page.locator(':focus').innerText()).toBe('Skip to the calls');
    await local.page.keyboard.press('Enter');
    await local.page.keyboard.press('Tab');
    expect(await local.page.locator(':focus').getAttribute('id')).toBe('user-get-token-username');
    await local.page.getByLabel('POST + Basic').focus();
    await local.page.keyboard.press('ArrowRight');
    expect(await local.page.getByLabel('POST form').isChecked()).toBe(true);
    await local.page.keyboard.press('Shift+Tab');
    await local.page.getByRole('link', { name: 'Look a chatroom up' }).focus();
    await local.page.keyboard.press('Enter');
    await tabTo(local.page, local.field('chatroom-query', 'id'));
    await local.page.keyboard.press('ControlOrMeta+A');
    await local.page.keyboard.type('2');
    await local.page.keyboard.press('Enter');
    await local.outcome('chatroom-query').waitFor();
    expect(await local.body('chatroom-query')).toContain('"name": "demo2"');
    await local.page.keyboard.press('Tab');
    expect(await local.page.locator(':focus').innerText()).toBe('Send');
    expect(await local.page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await local.page.getByRole('link', { name: 'Skip to: On this machine' }).focus();
    await local.page.keyboard.press('Enter');
    await tabTo(local.page, local.page.getByRole('radio', { name: 'Chatrooms' }));
    await local.page.keyboard.press('ArrowLeft');
    await local.page.getByRole('heading', { name: 'Faults of RongCloud' }).waitFor();
    await local.page.keyboard.press('ArrowRight');
    await tabTo(local.page, local.room(4).getByRole('button', { name: 'RongCloud loses it' }));
    await local.page.keyboard.press('Enter');
    await local.room(4).getByText('lost by RongCloud').waitFor();
    expect(await local.page.locator(':focus').getAttribute('aria-label')).toBe(
      'RongCloud loses it: chatroom 4',
    );
  });

  it('shows the state of this machine on a phone and on a laptop without nested scroll areas', async () => {
    const link = local.page.locator('a.floating');
    await local.open('/im/docs/', 390, 844);
    await local.within('chatroom-kick').scrollIntoViewIfNeeded();
    expect(await link.evaluate((one) => one.getBoundingClientRect().bottom)).toBeLessThanOrEqual(844);
    await link.click();
    const top = await local.page.locator('#inspector').evaluate((one) => one.getBoundingClientRect().top);
    expect(Math.abs(top)).toBeLessThan(20);
    await local.open('/im/docs/', 1440, 900);
    expect(await link.isVisible()).toBe(false);
    await local.room(1).waitFor();
    for (const tab of ['Faults', 'Users', 'Calls', 'Chatrooms']) {
      await local.page.locator('#inspector .choice').getByText(tab, { exact: true }).click();
    }
    expect(
      await local.page.evaluate(`[...document.querySelectorAll('#inspector *')]
        .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowY)).length`),
    ).toBe(0);
    const last = local.room(1).getByRole('button', { name: 'Class' });
    expect(await last.evaluate((one) => one.getBoundingClientRect().bottom)).toBeLessThan(900);
  });

  it.each(['en', 'zh'])('has no serious finding of axe in %s, light and dark', async (language) => {
    await local.open(`/im/docs/?lang=${language}`);
    await local.send('chatroom-join', { password: 'wrong' });
    await local.room(2).getByRole('button').last().click();
    await local.room(2).locator('[data-table="attendance"]').waitFor();
    await local.page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true;
      for (const one of document.querySelectorAll('#inspector > section')) one.hidden = false;`);
    await local.page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await local.page.emulateMedia({ colorScheme });
      // Only colours differ in the dark.
      const options = colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] };
      const found =
        await local.page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations, passes }) => [
        passes.some(({ id }) => id === 'color-contrast'),
        ...violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary])])`);
      expect(found).toEqual([true]);
    }
  });

  it('can be read without JavaScript', async () => {
    await local.openWindow({ javaScriptEnabled: false });
    await local.open('/im/docs/');
    const join = local.within('chatroom-join');
    expect(await local.page.locator('.warning').first().innerText()).toBe(
      'Without JavaScript the documentation can be read. Sending calls needs JavaScript.',
    );
    expect(await join.innerText()).toContain(
      'curl -X POST -u student1:PASSWORD --data-urlencode id=7 https://HOST/im/chatroom_join/',
    );
    await join.locator('summary', { hasText: 'Errors' }).click();
    expect(await join.locator('table').innerText()).toContain('This chatroom has been destroyed.');
    expect(await local.page.getByRole('button').count()).toBe(0);
    expect(await local.page.locator('#inspector').isVisible()).toBe(false);
    await local.openWindow();
  });

  it.each([
    ['en', '', 'Please read page 12.'],
    ['zh', 'zh-', '请看第 12 页。'],
  ])('fits its window on desktops and phones in %s, light and dark', async (language, prefix, text) => {
    await local.open(`/im/docs/?lang=${language}`);
    for (const endpoint of ['user-get-token', 'chatroom-create', 'chatroom-join']) await local.send(endpoint);
    const room7 = { username: 'teacher1', password: '123456', id: '7' };
    for (const [path, fields] of [
      ['silence', { silent: '1', speakers: 'student1' }],
      ['announce', { text }],
    ] as const) {
      await local.service.post(`chatroom_${path}`, { ...room7, ...fields });
    }
    await local.room(5).getByRole('button').nth(1).click();
    await local.room(5).locator('.title .warn').waitFor();
    await local.room(7).getByRole('button').nth(2).click();
    await local.room(7).locator('[data-table="attendance"]').waitFor();
    for (const [name, width, height, background] of [
      ['light', 1440, 900, 'rgb(247, 247, 245)'],
      ['dark', 1440, 900, 'rgb(18, 20, 23)'],
      ['phone-dark', 390, 844, 'rgb(18, 20, 23)'],
      ['phone-light', 390, 844, 'rgb(247, 247, 245)'],
      ['zoomed-light', 720, 450, 'rgb(247, 247, 245)'],
      ['small-phone-light', 320, 568, 'rgb(247, 247, 245)'],
    ] as const) {
      await local.page.emulateMedia({ colorScheme: name.endsWith('dark') ? 'dark' : 'light' });
      await local.page.setViewportSize({ width, height });
      await local.page.evaluate('window.scrollTo(0, 0)');
      expect(
        await local.page.evaluate(
          '[document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor]',
        ),
      ).toEqual([width, background]);
      await local.page.screenshot({ path: join(screenshots, `page-${prefix}${name}.png`) });
    }
  });
});
