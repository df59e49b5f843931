import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chromiumPath, launchBrowser, noChromium, openPage } from '../support/browser.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { startLocalWorld, type World } from '../support/world.ts';

const screenshots = join(import.meta.dirname, '../../.screenshots');

if (chromiumPath === undefined) process.stderr.write(`${noChromium}\n`);

const outcome = (page: Page, endpoint: string) => page.locator(`#${endpoint} .outcome`);
const body = (page: Page, endpoint: string) => page.locator(`#${endpoint} .reply pre`);
const field = (page: Page, endpoint: string, name: string) => page.locator(`#${endpoint}-${name}`);
const room = (page: Page, id: number) => page.locator(`[data-room="${id}"]`);

async function send(page: Page, endpoint: string): Promise<string> {
  const reply = page.locator(`#${endpoint} .reply`);
  await reply.evaluate((element) => element.replaceChildren());
  await page.locator(`#${endpoint}`).getByRole('button', { name: 'Send' }).click();
  return (await outcome(page, endpoint).innerText()).replace(/\s+/g, ' ');
}

/** Goes on by the Tab key until the element is reached; far fewer than this many are on the page. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let steps = 0; steps < 100; steps += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached by the Tab key');
}

describe.runIf(chromiumPath !== undefined)('the page at /im/docs/ in Chromium', () => {
  let browser: Browser;
  let world: World;
  beforeAll(async () => {
    browser = await launchBrowser();
    await mkdir(screenshots, { recursive: true });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    world = await startLocalWorld({ passwordCost: cheapPasswordCost });
    return () => world.stop();
  });

  const open = async (options?: BrowserContextOptions, path = '/im/docs/') => {
    const opened = await openPage(browser, `${world.origin}${path}`, options);
    onTestFinished(() => opened.page.context().close());
    return opened;
  };

  it('sends each of the five calls as it is filled in, without an error in the console', async () => {
    const { page, errors, origins } = await open();
    expect(await send(page, 'user-get-token')).toMatch(/^200 OK success \d+ ms$/);
    expect(await body(page, 'user-get-token').innerText()).toContain('"token": "');
    expect(await send(page, 'chatroom-create')).toContain('200 OK success');
    expect(JSON.parse(await body(page, 'chatroom-create').innerText())).toEqual({
      reason: '',
      id: 7,
      ret: 'success',
    });
    expect(await send(page, 'chatroom-join')).toContain('200 OK success');
    expect(world.emulator.rooms.get('7')?.members.has('student1')).toBe(true);
    expect(await send(page, 'chatroom-destroy')).toContain('200 OK success');
    expect(world.emulator.rooms.has('1')).toBe(false);
    expect(await send(page, 'chatroom-query')).toContain('200 OK success');
    expect(JSON.parse(await body(page, 'chatroom-query').innerText())).toMatchObject({
      item: { chatroom_id: 7, name: 'room1' },
    });
    expect(errors).toEqual([]);
    expect([...origins]).toEqual([world.origin]);
  });

  it.each(['POST form', 'POST JSON', 'GET'])('sends the same as %s', async (way) => {
    const { page, errors } = await open();
    await page.getByText(way, { exact: true }).click();
    await field(page, 'chatroom-create', 'name').fill('房间 1 & co');
    expect(await send(page, 'chatroom-create')).toContain('200 OK success');
    await field(page, 'chatroom-query', 'id').fill('7');
    await send(page, 'chatroom-query');
    expect(await body(page, 'chatroom-query').innerText()).toContain('"name": "房间 1 & co"');
    expect(await page.locator('#url-warning').isVisible()).toBe(way === 'GET');
    expect(errors).toEqual([]);
  });

  it('shows a failure: its status, its code, its reason in the language asked for, and the headers', async () => {
    const { page } = await open();
    await field(page, 'chatroom-query', 'password').fill('wrong');
    expect(await send(page, 'chatroom-query')).toContain('401 Unauthorized WRONG_CREDENTIALS');
    expect(await body(page, 'chatroom-query').innerText()).toContain('Wrong username or password.');
    await page.getByText('中文', { exact: true }).click();
    await send(page, 'chatroom-query');
    expect(await body(page, 'chatroom-query').innerText()).toContain('用户名或密码错误。');
    await page.locator('#chatroom-query .reply').getByText('Headers').click();
    expect(await page.locator('#chatroom-query .headers').innerText()).toMatch(
      /x-request-id\s+[0-9a-f-]{36}/,
    );
  });

  it('lists the failures of an endpoint in both wordings', async () => {
    const { page } = await open();
    const join = page.locator('#chatroom-join');
    await join.getByText('What it may fail with').click();
    const failures = await join.locator('table').first().innerText();
    expect(failures).toMatch(
      /CHATROOM_DESTROYED 410\s+This chatroom has been destroyed\.\s+聊天室已被销毁。/,
    );
    expect(failures).toContain('Basic credentials are not accepted from another site.');
    expect(failures).not.toContain('may destroy it');
    const destroy = page.locator('#chatroom-destroy');
    await destroy.getByText('What it may fail with').click();
    expect(await destroy.locator('table').first().innerText()).toContain(
      'Only the creator of a chatroom or an admin may destroy it.',
    );
  });

  it('says so where the service does not answer', async () => {
    const { page } = await open();
    await page.route('**/im/chatroom_query/', (route) => route.abort());
    expect(await send(page, 'chatroom-query')).toBe('No answer The service was not reached.');
  });

  it('shows the call as a curl line without the password, and copies it with the password', async () => {
    const { page } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const line = page.locator('#chatroom-query .curl pre');
    const url = `${world.origin}/im/chatroom_query/`;
    expect(await line.innerText()).toBe(`curl -X POST -u 'teacher1:••••••' --data-urlencode id=7 ${url}`);
    await page.locator('#chatroom-query').getByRole('button', { name: 'Copy' }).click();
    await page.locator('#chatroom-query').getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      `curl -X POST -u teacher1:123456 --data-urlencode id=7 ${url}`,
    );
  });

  it('shows no more than dots of a password that would be in the URL', async () => {
    const { page } = await open();
    await page.getByText('GET', { exact: true }).click();
    expect(await page.locator('#chatroom-query .curl pre').innerText()).toBe(
      `curl '${world.origin}/im/chatroom_query/?username=teacher1&password=••••••&id=7'`,
    );
  });

  it('breaks a curl line between its words on a phone, not within an option', async () => {
    const { page } = await open({ viewport: { width: 390, height: 844 } });
    const words = page.locator('#chatroom-create .curl .word');
    const heights = await words.evaluateAll((all) =>
      all.slice(0, -1).map(({ offsetHeight }) => offsetHeight),
    );
    expect(heights).toHaveLength(9);
    expect(new Set(heights).size).toBe(1);
    expect(await page.locator('#chatroom-create .curl pre').innerText()).toBe(
      `curl -X POST -u 'teacher1:••••••' --data-urlencode live_id=1 --data-urlencode name=room1 ${world.origin}/im/chatroom_create/`,
    );
  });

  it('is used by the keyboard alone', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to the calls');
    await tabTo(page, page.getByLabel('POST + Basic'));
    await page.keyboard.press('ArrowRight');
    expect(await page.getByLabel('POST form').isChecked()).toBe(true);
    await tabTo(page, field(page, 'chatroom-query', 'id'));
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await outcome(page, 'chatroom-query').waitFor();
    expect(await body(page, 'chatroom-query').innerText()).toContain('"name": "demo2"');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Send');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await tabTo(page, room(page, 5).getByRole('button', { name: 'RongCloud loses it' }));
    await page.keyboard.press('Enter');
    await room(page, 5).getByText('lost by RongCloud').waitFor();
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('RongCloud loses it: room 5');
  });

  it('skips to the calls by the keyboard', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('id')).toBe('user-get-token-username');
  });

  it('shows who is on this machine', async () => {
    const { page } = await open();
    const users = page.locator('#users li');
    await users.nth(1).waitFor();
    expect(await users.allInnerTexts()).toEqual(['student1\nstudent', 'teacher1\nteacher']);
  });

  it('lets a newcomer see a room heal', async () => {
    const { page, errors } = await open();
    await room(page, 3).getByRole('button', { name: 'RongCloud loses it' }).click();
    await room(page, 3).getByText('lost by RongCloud').waitFor();
    await room(page, 3).getByRole('button', { name: 'App joins' }).click();
    await page.getByText('student1 was told by RongCloud: no such room (room 3).').waitFor();
    await field(page, 'chatroom-join', 'id').fill('3');
    expect(await send(page, 'chatroom-join')).toContain('200 OK success');
    await room(page, 3).getByText('alive').waitFor();
    expect(await room(page, 3).innerText()).toContain('student1');
    const newest = page.locator('#calls li').filter({ hasText: 'create_new' }).first();
    expect(await newest.innerText()).toContain('chatroomId=3');
    expect(errors).toEqual([]);
  });

  it('shows a room that somebody else created, and a name that looks like HTML as a name', async () => {
    const { page, errors } = await open();
    await world.call('/im/chatroom_create', {
      method: 'POST',
      body: new URLSearchParams({
        username: 'teacher1',
        password: '123456',
        live_id: '1',
        name: '<img src=x onerror=alert(1)>',
      }),
    });
    await room(page, 7).getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(errors).toEqual([]);
  });

  it('shows the first of many users, and finds the others by a search', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `pupil${index + 10}`);
    await Promise.all(names.map((username) => world.addUser({ username }, '123456')));
    const { page } = await open();
    await page.getByText('30 of 42').waitFor();
    await page.getByLabel('Search').fill('pupil49');
    await page.locator('#users li').getByText('pupil49').waitFor();
    await page.locator('#users-total').getByText('1', { exact: true }).waitFor();
    expect(await page.locator('#users li').count()).toBe(1);
    await page.getByLabel('Search').fill('demo3');
    await page.locator('#rooms-total').getByText('1', { exact: true }).waitFor();
    expect(await room(page, 3).innerText()).toContain('demo3');
  });

  it('says when the service has been lost, and recovers when it is back', async () => {
    const { page } = await open();
    const lose = room(page, 3).getByRole('button', { name: 'RongCloud loses it' });
    await lose.waitFor();
    await world.stop();
    await page.getByText('The service does not answer.').waitFor();
    expect(await lose.isDisabled()).toBe(true);
    world = await startLocalWorld({
      passwordCost: cheapPasswordCost,
      port: Number(new URL(world.origin).port),
    });
    await page.getByText('The service does not answer.').waitFor({ state: 'hidden' });
    await lose.click();
    await room(page, 3).getByText('lost by RongCloud').waitFor();
  });

  it('is the same page without the slash at its end', async () => {
    const { page, errors } = await open({}, '/im/docs');
    expect(await send(page, 'chatroom-query')).toContain('CHATROOM_NOT_FOUND');
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone-light', { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true }],
    ['small-phone', { colorScheme: 'light', viewport: { width: 320, height: 568 }, hasTouch: true }],
    ['phone-dark', { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true }],
  ] as const)('fits its window, %s', async (name, options) => {
    const { page } = await open({ ...options, deviceScaleFactor: 1.5 });
    for (const endpoint of ['user-get-token', 'chatroom-create', 'chatroom-join']) await send(page, endpoint);
    await room(page, 5).getByRole('button', { name: 'RongCloud loses it' }).click();
    await room(page, 5).getByText('lost by RongCloud').waitFor();
    await room(page, 7).getByText('student1').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      options.colorScheme === 'dark' ? 'rgb(18, 20, 23)' : 'rgb(247, 247, 245)',
    );
    await page.evaluate('window.scrollTo(0, 0)');
    await page.screenshot({ path: join(screenshots, `page-${name}.png`) });
  });
});
