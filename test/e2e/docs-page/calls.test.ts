import { beforeEach, describe, expect, it } from 'vitest';
import { hasChromium, localPage } from './local-page.ts';

describe.runIf(hasChromium)('the forms of the page in Chromium', () => {
  const local = localPage();
  beforeEach(() => local.open());

  it('sends each of the five calls as it is filled in, without an error in the console', async () => {
    expect(await local.send('user-get-token')).toMatch(/^200 OK success \d+ ms$/);
    expect(await local.body('user-get-token')).toContain('"token": "');
    expect(await local.send('chatroom-create')).toContain('200 OK success');
    expect(JSON.parse(await local.body('chatroom-create'))).toEqual({ reason: '', id: 7, ret: 'success' });
    expect(await local.send('chatroom-join')).toContain('200 OK success');
    expect(local.world.emulator.rooms.get('7')?.members.has('student1')).toBe(true);
    expect(await local.send('chatroom-destroy')).toContain('200 OK success');
    expect(local.world.emulator.rooms.has('1')).toBe(false);
    expect(await local.send('chatroom-query')).toContain('200 OK success');
    expect(JSON.parse(await local.body('chatroom-query'))).toMatchObject({
      item: { chatroom_id: 7, name: 'room1' },
    });
    expect(local.window.errors).toEqual([]);
    expect([...local.window.origins]).toEqual([local.world.origin]);
  });

  it.each(['POST form', 'POST JSON', 'GET'])('sends the same as %s', async (way) => {
    const name = `房间 & ${way}`;
    await local.page.getByText(way, { exact: true }).click();
    await local.field('chatroom-create', 'name').fill(name);
    expect(await local.send('chatroom-create')).toContain('200 OK success');
    await local
      .field('chatroom-query', 'id')
      .fill(String(JSON.parse(await local.body('chatroom-create')).id));
    await local.send('chatroom-query');
    expect(await local.body('chatroom-query')).toContain(`"name": "${name}"`);
    expect(await local.page.locator('#url-warning').isVisible()).toBe(way === 'GET');
    expect(local.window.errors).toEqual([]);
  });

  it('shows a failure: its status, code, reason and headers', async () => {
    await local.field('chatroom-query', 'password').fill('wrong');
    expect(await local.send('chatroom-query')).toContain('401 Unauthorized WRONG_CREDENTIALS');
    expect(await local.body('chatroom-query')).toContain('Wrong username or password.');
    await local.within('chatroom-query').getByText('Headers').click();
    expect(await local.within('chatroom-query').locator('.headers').innerText()).toMatch(
      /x-request-id\s+[0-9a-f-]{36}/,
    );
  });

  it('lists the errors of an endpoint', async () => {
    const failuresOf = async (endpoint: string) => {
      await local.within(endpoint).locator('summary', { hasText: 'Errors' }).click();
      return local.within(endpoint).locator('table').first().innerText();
    };
    const failures = await failuresOf('chatroom-join');
    expect(failures).toMatch(/CHATROOM_DESTROYED 410\s+This chatroom has been destroyed\./);
    expect(failures).not.toContain('may destroy it');
    expect(await failuresOf('chatroom-destroy')).toContain(
      'Only the creator of a chatroom or an admin may destroy it.',
    );
    await local.within('chatroom-destroy').getByRole('link', { name: 'the errors that all have' }).click();
    expect(await local.within('failures').innerText()).toContain(
      'Basic credentials are not accepted from another site.',
    );
  });

  it('shows the call as a curl line without the password, and copies it with the password', async () => {
    await local.window.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const line = local.within('chatroom-query').locator('.curl pre');
    const url = `${local.world.origin}/im/chatroom_query/`;
    expect(await line.innerText()).toBe(`curl -X POST -u 'teacher1:••••••' --data-urlencode id=7 ${url}`);
    await local.within('chatroom-query').getByRole('button', { name: 'Copy' }).click();
    await local.within('chatroom-query').getByRole('button', { name: 'Copied' }).waitFor();
    expect(await local.page.evaluate('navigator.clipboard.readText()')).toBe(
      `curl -X POST -u teacher1:123456 --data-urlencode id=7 ${url}`,
    );
    await local.page.getByText('GET', { exact: true }).click();
    expect(await line.innerText()).toBe(`curl '${url}?username=teacher1&password=••••••&id=7'`);
  });

  it('breaks a curl line between its words on a phone, not within an option', async () => {
    await local.page.setViewportSize({ width: 390, height: 844 });
    const words = local.within('chatroom-create').locator('.curl .word');
    const heights = await words.evaluateAll((all) =>
      all.slice(0, -1).map(({ offsetHeight }) => offsetHeight),
    );
    expect(heights).toHaveLength(9);
    expect(new Set(heights).size).toBe(1);
  });
});
