import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  chromiumPath,
  launchBrowser,
  noChromium,
  type OpenedPage,
  openPage,
  tabTo,
} from '../support/browser.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { startLocalWorld, type World } from '../support/world.ts';

const screenshots = join(import.meta.dirname, '../../.screenshots');

if (chromiumPath === undefined) process.stderr.write(`${noChromium}\n`);

/** At least the interval between two looks of the local state inspector. */
const untilNextLook = 2_000;

describe.runIf(chromiumPath !== undefined)('the page at /im/docs/ in Chromium', () => {
  let browser: Browser;
  let opened: OpenedPage;
  let world: World;
  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true });
    [browser, world] = await Promise.all([
      launchBrowser(),
      startLocalWorld({ passwordCost: cheapPasswordCost }),
    ]);
    opened = await openPage(browser);
    return async () => {
      await browser.close();
      await world.stop();
    };
  });

  const page = () => opened.page;
  const within = (endpoint: string) => page().locator(`#${endpoint}`);
  const outcome = (endpoint: string) => within(endpoint).locator('.outcome');
  const body = (endpoint: string) => within(endpoint).locator('.reply pre').innerText();
  const field = (endpoint: string, name: string) => page().locator(`#${endpoint}-${name}`);
  const room = (id: number) => page().locator(`[data-room="${id}"]`);

  async function open(path = '/im/docs/', width = 1440, height = 900): Promise<void> {
    await page().setViewportSize({ width, height });
    await page().goto(`${world.origin}${path}`);
    opened.errors.length = 0;
  }
  beforeEach(() => open());

  /** Observes the reply in the page: Playwright polls only twice a second. */
  async function send(endpoint: string): Promise<string> {
    const replied = page().evaluate(`new Promise((resolve) => {
      const reply = document.querySelector('#${endpoint} .reply');
      reply.replaceChildren();
      new MutationObserver(resolve).observe(reply, { childList: true });
    }).then(() => {})`);
    await within(endpoint).getByRole('button', { name: 'Send' }).click();
    await replied;
    return (await outcome(endpoint).innerText()).replace(/\s+/g, ' ');
  }

  it('sends each of the five calls as it is filled in, without an error in the console', async () => {
    expect(await send('user-get-token')).toMatch(/^200 OK success \d+ ms$/);
    expect(await body('user-get-token')).toContain('"token": "');
    expect(await send('chatroom-create')).toContain('200 OK success');
    expect(JSON.parse(await body('chatroom-create'))).toEqual({ reason: '', id: 7, ret: 'success' });
    expect(await send('chatroom-join')).toContain('200 OK success');
    expect(world.emulator.rooms.get('7')?.members.has('student1')).toBe(true);
    expect(await send('chatroom-destroy')).toContain('200 OK success');
    expect(world.emulator.rooms.has('1')).toBe(false);
    expect(await send('chatroom-query')).toContain('200 OK success');
    expect(JSON.parse(await body('chatroom-query'))).toMatchObject({
      item: { chatroom_id: 7, name: 'room1' },
    });
    expect(opened.errors).toEqual([]);
    expect([...opened.origins]).toEqual([world.origin]);
  });

  it.each(['POST form', 'POST JSON', 'GET'])('sends the same as %s', async (way) => {
    const name = `房间 & ${way}`;
    await page().getByText(way, { exact: true }).click();
    await field('chatroom-create', 'name').fill(name);
    expect(await send('chatroom-create')).toContain('200 OK success');
    await field('chatroom-query', 'id').fill(String(JSON.parse(await body('chatroom-create')).id));
    await send('chatroom-query');
    expect(await body('chatroom-query')).toContain(`"name": "${name}"`);
    expect(await page().locator('#url-warning').isVisible()).toBe(way === 'GET');
    expect(opened.errors).toEqual([]);
  });

  it('shows a failure: its status, code, reason in the chosen language, and the headers', async () => {
    await field('chatroom-query', 'password').fill('wrong');
    expect(await send('chatroom-query')).toContain('401 Unauthorized WRONG_CREDENTIALS');
    expect(await body('chatroom-query')).toContain('Wrong username or password.');
    await page().getByText('中文', { exact: true }).click();
    await send('chatroom-query');
    expect(await body('chatroom-query')).toContain('用户名或密码错误。');
    await within('chatroom-query').getByText('Headers').click();
    expect(await within('chatroom-query').locator('.headers').innerText()).toMatch(
      /x-request-id\s+[0-9a-f-]{36}/,
    );
  });

  it('lists the failures of an endpoint in both languages', async () => {
    const failuresOf = async (endpoint: string) => {
      await within(endpoint).locator('summary', { hasText: 'Failures' }).click();
      return within(endpoint).locator('table').first().innerText();
    };
    const failures = await failuresOf('chatroom-join');
    expect(failures).toMatch(
      /CHATROOM_DESTROYED 410\s+This chatroom has been destroyed\.\s+聊天室已被销毁。/,
    );
    expect(failures).toContain('Basic credentials are not accepted from another site.');
    expect(failures).not.toContain('may destroy it');
    expect(await failuresOf('chatroom-destroy')).toContain(
      'Only the creator of a chatroom or an admin may destroy it.',
    );
  });

  it('shows the call as a curl line without the password, and copies it with the password', async () => {
    await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const line = within('chatroom-query').locator('.curl pre');
    const url = `${world.origin}/im/chatroom_query/`;
    expect(await line.innerText()).toBe(`curl -X POST -u 'teacher1:••••••' --data-urlencode id=7 ${url}`);
    await within('chatroom-query').getByRole('button', { name: 'Copy' }).click();
    await within('chatroom-query').getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page().evaluate('navigator.clipboard.readText()')).toBe(
      `curl -X POST -u teacher1:123456 --data-urlencode id=7 ${url}`,
    );
    await page().getByText('GET', { exact: true }).click();
    expect(await line.innerText()).toBe(`curl '${url}?username=teacher1&password=••••••&id=7'`);
  });

  it('breaks a curl line between its words on a phone, not within an option', async () => {
    await page().setViewportSize({ width: 390, height: 844 });
    const words = within('chatroom-create').locator('.curl .word');
    const heights = await words.evaluateAll((all) =>
      all.slice(0, -1).map(({ offsetHeight }) => offsetHeight),
    );
    expect(heights).toHaveLength(9);
    expect(new Set(heights).size).toBe(1);
  });

  it('is used by the keyboard alone', async () => {
    await page().keyboard.press('Tab');
    expect(await page().locator(':focus').innerText()).toBe('Skip to the calls');
    await page().keyboard.press('Enter');
    await page().keyboard.press('Tab');
    expect(await page().locator(':focus').getAttribute('id')).toBe('user-get-token-username');
    await page().getByLabel('POST + Basic').focus();
    await page().keyboard.press('ArrowRight');
    expect(await page().getByLabel('POST form').isChecked()).toBe(true);
    await tabTo(page(), field('chatroom-query', 'id'));
    await page().keyboard.press('ControlOrMeta+A');
    await page().keyboard.type('2');
    await page().keyboard.press('Enter');
    await outcome('chatroom-query').waitFor();
    expect(await body('chatroom-query')).toContain('"name": "demo2"');
    await page().keyboard.press('Tab');
    expect(await page().locator(':focus').innerText()).toBe('Send');
    expect(await page().evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await tabTo(page(), room(4).getByRole('button', { name: 'RongCloud loses it' }));
    await page().keyboard.press('Enter');
    await room(4).getByText('lost by RongCloud').waitFor();
    expect(await page().locator(':focus').getAttribute('aria-label')).toBe('RongCloud loses it: chatroom 4');
  });

  it('shows a chatroom that RongCloud lost, and that a join recreates it', async () => {
    await room(3).getByRole('button', { name: 'RongCloud loses it' }).click();
    await room(3).getByText('lost by RongCloud').waitFor();
    await room(3).getByRole('button', { name: 'App joins' }).click();
    await page().getByText('student1 was refused by RongCloud: no such chatroom (chatroom 3).').waitFor();
    await field('chatroom-join', 'id').fill('3');
    expect(await send('chatroom-join')).toContain('200 OK success');
    await room(3).getByText('active').waitFor();
    expect(await room(3).innerText()).toContain('student1');
    const newest = page().locator('#calls li').filter({ hasText: 'create_new' }).first();
    expect(await newest.innerText()).toContain('chatroomId=3');
    expect(opened.errors).toEqual([]);
  });

  it('shows a chatroom that somebody else created, and its name as text, not as HTML', async () => {
    await room(2).waitFor();
    const name = '<img src=x onerror=alert(1)>';
    const { json } = await world.call('/im/chatroom_create', {
      method: 'POST',
      body: new URLSearchParams({ username: 'teacher1', password: '123456', live_id: '1', name }),
    });
    await page().clock.runFor(untilNextLook);
    await room(Number(json.id)).getByText(name).waitFor();
    expect(opened.errors).toEqual([]);
  });

  it('fits its window on desktops and phones, light and dark', async () => {
    for (const endpoint of ['user-get-token', 'chatroom-create', 'chatroom-join']) await send(endpoint);
    await room(5).getByRole('button', { name: 'RongCloud loses it' }).click();
    await room(5).getByText('lost by RongCloud').waitFor();
    for (const [name, width, height, background] of [
      ['light', 1440, 900, 'rgb(247, 247, 245)'],
      ['dark', 1440, 900, 'rgb(18, 20, 23)'],
      ['phone-dark', 390, 844, 'rgb(18, 20, 23)'],
      ['phone-light', 390, 844, 'rgb(247, 247, 245)'],
      ['small-phone-light', 320, 568, 'rgb(247, 247, 245)'],
    ] as const) {
      await page().emulateMedia({ colorScheme: name.endsWith('dark') ? 'dark' : 'light' });
      await page().setViewportSize({ width, height });
      await page().evaluate('window.scrollTo(0, 0)');
      expect(
        await page().evaluate(
          '[document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor]',
        ),
      ).toEqual([width, background]);
      await page().screenshot({ path: join(screenshots, `page-${name}.png`) });
    }
  });

  it('shows the first 30 of many users, and finds the others by a search', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `pupil${index + 10}`);
    await Promise.all(names.map((username) => world.addUser({ username }, '123456')));
    await page().clock.runFor(untilNextLook);
    await page().getByText('30 of 42').waitFor();
    await page().getByLabel('Search').fill('Pupil49');
    await page().locator('#users-total', { hasText: /^1$/ }).waitFor();
    expect(await page().locator('#users li').allInnerTexts()).toEqual(['pupil49\nstudent']);
    await page().getByLabel('Search').fill('demo3');
    await page().locator('#rooms-total', { hasText: /^1$/ }).waitFor();
    expect(await room(3).innerText()).toContain('demo3');
  });

  it('says that the service has been lost, disables its buttons, and recovers when the service is back', async () => {
    const lose = room(6).getByRole('button', { name: 'RongCloud loses it' });
    const status = page().locator('#service-status', { hasText: 'The service does not respond.' });
    await lose.waitFor();
    await world.stop();
    await page().clock.runFor(untilNextLook);
    await status.waitFor();
    expect(await lose.isDisabled()).toBe(true);
    expect(await page().getByLabel('app of').isDisabled()).toBe(true);
    expect(await send('chatroom-query')).toBe('No response The service was not reached.');
    const port = Number(new URL(world.origin).port);
    world = await startLocalWorld({ passwordCost: cheapPasswordCost, port });
    await page().clock.runFor(untilNextLook);
    await status.waitFor({ state: 'detached' });
    await lose.click();
    await room(6).getByText('lost by RongCloud').waitFor();
  });
});
