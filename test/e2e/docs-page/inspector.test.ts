import { beforeEach, describe, expect, it } from 'vitest';
import { teacher } from '../../support/test-service.ts';
import { hasChromium, localPage, untilNextLook } from './local-page.ts';

describe.runIf(hasChromium)('the local state inspector in Chromium', () => {
  const local = localPage();
  beforeEach(() => local.open());

  it('shows a chatroom that RongCloud lost, and that a join recreates it', async () => {
    await local.room(3).getByRole('button', { name: 'RongCloud loses it' }).click();
    await local.room(3).getByText('lost by RongCloud').waitFor();
    await local.room(3).getByRole('button', { name: 'App joins' }).click();
    await local.page.getByText('student1 was refused by RongCloud: no such chatroom (chatroom 3).').waitFor();
    await local.field('chatroom-join', 'id').fill('3');
    expect(await local.send('chatroom-join')).toContain('200 OK success');
    await local.room(3).getByText('active').waitFor();
    expect(await local.room(3).innerText()).toContain('student1');
    const newest = local.page.locator('#calls li').filter({ hasText: 'create_new' }).first();
    expect(await newest.innerText()).toContain('chatroomId=3');
    expect(local.window.errors).toEqual([]);
  });

  it('shows a chatroom that somebody else created, and its name as text, not as HTML', async () => {
    await local.room(2).waitFor();
    const name = '<img src=x onerror=alert(1)>';
    const { json } = await local.service.post('chatroom_create', { ...teacher, live_id: '1', name });
    await local.page.clock.runFor(untilNextLook);
    await local.room(Number(json.id)).getByText(name).waitFor();
    expect(local.window.errors).toEqual([]);
  });

  it('shows the first 30 of many users, and finds the others by a search', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `pupil${index + 10}`);
    await Promise.all(names.map((username) => local.service.addUser({ username }, '123456')));
    await local.page.clock.runFor(untilNextLook);
    await local.page.getByText('Users', { exact: true }).first().click();
    await local.page.getByText('30 of 42').waitFor();
    await local.page.getByLabel('Search').fill('Pupil49');
    await local.page.locator('#users-total', { hasText: /^1$/ }).waitFor();
    expect(await local.page.locator('#users li').allInnerTexts()).toEqual(['pupil49\nstudent']);
    await local.page.getByText('Chatrooms', { exact: true }).first().click();
    await local.page.getByLabel('Search').fill('demo3');
    await local.page.locator('#rooms-total', { hasText: /^1$/ }).waitFor();
    expect(await local.room(3).innerText()).toContain('demo3');
  });

  it('says that the service has been lost, disables its buttons, and recovers when the service is back', async () => {
    const lose = local.room(6).getByRole('button', { name: 'RongCloud loses it' });
    const status = local.page.locator('#service-status', { hasText: 'The service does not respond.' });
    await lose.waitFor();
    await local.service.stop();
    await local.page.clock.runFor(untilNextLook);
    await status.waitFor();
    expect(await lose.isDisabled()).toBe(true);
    expect(await local.page.getByLabel('app of').isDisabled()).toBe(true);
    expect(await local.send('chatroom-query')).toBe('The service was not reached.');
    const port = Number(new URL(local.service.origin).port);
    await local.startService({ port });
    await local.page.clock.runFor(untilNextLook);
    await status.waitFor({ state: 'detached' });
    await lose.click();
    await local.room(6).getByText('lost by RongCloud').waitFor();
  });
});
