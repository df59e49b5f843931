import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tabTo } from '../../support/browser.ts';
import { hasChromium, localPage } from './local-page.ts';

const screenshots = join(import.meta.dirname, '../../../.screenshots');

describe.runIf(hasChromium)('the page in Chromium', () => {
  const local = localPage();
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
    await tabTo(local.page, local.field('chatroom-query', 'id'));
    await local.page.keyboard.press('ControlOrMeta+A');
    await local.page.keyboard.type('2');
    await local.page.keyboard.press('Enter');
    await local.outcome('chatroom-query').waitFor();
    expect(await local.body('chatroom-query')).toContain('"name": "demo2"');
    await local.page.keyboard.press('Tab');
    expect(await local.page.locator(':focus').innerText()).toBe('Send');
    expect(await local.page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await tabTo(local.page, local.room(4).getByRole('button', { name: 'RongCloud loses it' }));
    await local.page.keyboard.press('Enter');
    await local.room(4).getByText('lost by RongCloud').waitFor();
    expect(await local.page.locator(':focus').getAttribute('aria-label')).toBe(
      'RongCloud loses it: chatroom 4',
    );
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

  it('fits its window on desktops and phones, light and dark', async () => {
    for (const endpoint of ['user-get-token', 'chatroom-create', 'chatroom-join']) await local.send(endpoint);
    await local.room(5).getByRole('button', { name: 'RongCloud loses it' }).click();
    await local.room(5).getByText('lost by RongCloud').waitFor();
    for (const [name, width, height, background] of [
      ['light', 1440, 900, 'rgb(247, 247, 245)'],
      ['dark', 1440, 900, 'rgb(18, 20, 23)'],
      ['phone-dark', 390, 844, 'rgb(18, 20, 23)'],
      ['phone-light', 390, 844, 'rgb(247, 247, 245)'],
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
      await local.page.screenshot({ path: join(screenshots, `page-${name}.png`) });
    }
  });
});
