import { describe, expect, it } from 'vitest';
import { hasChromium, localPage, untilNextLook } from './local-page.ts';

/** The texts that a reader sees, apart from code and from what a user typed. */
const shownTexts = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (data.trim() !== '' && !parentElement.closest('code, pre, .headers, .outcome strong, .calls small, [data-name]')) texts.push(data.trim());
  }
  const labels = ['aria-label', 'placeholder', 'title'].flatMap((name) =>
    [...document.querySelectorAll('[' + name + ']')].map((one) => one.getAttribute(name)));
  return [...new Set([...texts, ...labels])];
})()`;

/** Names and terms that are the same in both languages. */
const names =
  /^(im-gateway|English|中文|OpenAPI 3\.1|POST \+ Basic|POST JSON|GET|curl|JavaScript|Kotlin|Swift|Python|id|[\d.:]+|\d+ ms|[A-Z_]+)$/;

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

describe.runIf(hasChromium)('the language of the page in Chromium', () => {
  const local = localPage();
  const title = () => local.page.locator('#chatroom-join h2').innerText();

  const texts = async (): Promise<string[]> => {
    await local.room(2).getByRole('button').last().click();
    await local.page.clock.runFor(untilNextLook);
    await local.send('chatroom-join', { password: 'wrong' });
    const all = (await local.page.evaluate(shownTexts)) as string[];
    return all.filter((text) => /\p{L}/u.test(text) && !names.test(text));
  };

  it('is Chinese if the browser asks for it, in every text and reason', async () => {
    await local.openWindow({ locale: 'zh-CN' });
    await local.open();
    expect(await local.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await title()).toBe('加入聊天室');
    const all = await texts();
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((text) => !isChinese(text))).toEqual([]);
    expect(await local.body('chatroom-join')).toContain('用户名或密码错误。');
    expect(local.window.errors.filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('is English for other browsers, in every text and reason', async () => {
    await local.openWindow({ locale: 'de-DE' });
    await local.open();
    const all = await texts();
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(isChinese)).toEqual([]);
    expect(await local.body('chatroom-join')).toContain('Wrong username or password.');
  });

  it('is the one that was chosen last, whatever the browser asks for', async () => {
    await local.openWindow({ locale: 'en-US' });
    await local.open();
    expect(await title()).toBe('Join a chatroom');
    await local.page.getByRole('link', { name: '中文' }).click();
    await local.page.getByRole('heading', { name: '加入聊天室' }).waitFor();
    await local.open('/im/docs');
    await local.page.getByRole('heading', { name: '加入聊天室' }).waitFor();
    await local.page.getByRole('link', { name: 'English' }).click();
    await local.page.getByRole('heading', { name: 'Join a chatroom' }).waitFor();
  });

  it('stays on the page if a link leads to an endpoint', async () => {
    await local.open('/im/docs?lang=zh');
    await local.field('chatroom-query', 'id').fill('5');
    await local.page.getByRole('link', { name: '加入聊天室' }).first().click();
    expect(local.page.url()).toBe(`${local.service.origin}/im/docs?lang=zh#chatroom-join`);
    expect(await local.field('chatroom-query', 'id').inputValue()).toBe('5');
  });
});
