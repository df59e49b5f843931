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
    expect(local.service.emulator.rooms.get('7')?.members.has('student1')).toBe(true);
    expect(await local.send('chatroom-destroy')).toContain('200 OK success');
    expect(local.service.emulator.rooms.has('1')).toBe(false);
    expect(await local.send('chatroom-query')).toContain('200 OK success');
    expect(JSON.parse(await local.body('chatroom-query'))).toMatchObject({
      item: { chatroom_id: 7, name: 'room1' },
    });
    expect(local.window.errors).toEqual([]);
    expect([...local.window.origins]).toEqual([local.service.origin]);
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

  it.each(['the clipboard API', 'a selection where there is no such API'])(
    'copies the code by %s',
    async (by) => {
      await local.window.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      if (by !== 'the clipboard API') {
        await local.page.evaluate(`navigator.clipboard.writeText = undefined`);
      }
      const query = local.within('chatroom-query');
      const url = `${local.service.origin}/im/chatroom_query/`;
      const line = `curl -X POST -u teacher1:PASSWORD --data-urlencode id=9 ${url}`;
      await local.field('chatroom-query', 'id').fill('9');
      expect(await query.locator('.code pre').innerText()).toBe(line);
      await query.getByRole('button', { name: 'Copy curl' }).click();
      await query.getByRole('button', { name: 'Copied without the password' }).waitFor();
      expect(await local.page.evaluate('navigator.clipboard.readText()')).toBe(line);
      expect(await local.page.locator(':focus').getAttribute('class')).toBe('copy');
    },
  );

  it('shows the code of all endpoints in the chosen language, and keeps the choice', async () => {
    const code = local.within('chatroom-query').locator('.code pre');
    await local.within('chatroom-join').getByText('Kotlin', { exact: true }).click();
    expect(await code.innerText()).toContain('.post(FormBody.Builder().add("id", "7").build())');
    await local.page.getByText('GET', { exact: true }).click();
    expect(await code.innerText()).toContain(
      '/im/chatroom_query/?username=teacher1&password=PASSWORD&id=7")',
    );
    await local.open();
    await local.within('chatroom-query').getByRole('button', { name: 'Copy Kotlin' }).waitFor();
    expect(await code.innerText()).toContain('Request.Builder()');
    await local.within('chatroom-query').getByText('curl', { exact: true }).click();
  });

  it('keeps the focus on Send, shows that a call is under way, and cancels it', async () => {
    const query = local.within('chatroom-query');
    await local.page.route('**/im/chatroom_query/', () => {});
    await query.getByRole('button', { name: 'Send' }).click();
    await query.getByText('Sending…').waitFor();
    await local.page.clock.runFor(3_000);
    expect(await query.locator('.reply').innerText()).toMatch(/^Sending…\s*3 s$/);
    expect(await local.page.locator(':focus').innerText()).toBe('Send');
    await query.getByRole('button', { name: 'Cancel' }).click();
    await query.getByText('The service may have carried out the call.').waitFor();
    expect(await local.page.locator(':focus').innerText()).toBe('Send');
    expect(await query.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(false);

    await query.getByRole('button', { name: 'Send' }).click();
    await query.getByText('Sending…').waitFor();
    await local.page.clock.runFor(30_000);
    await query.getByText('The service did not reply within 30 seconds.').waitFor();
    await local.page.unroute('**/im/chatroom_query/');
    expect(await local.send('chatroom-query', { id: '2' })).toContain('200 OK success');
  });

  it('breaks a curl line between its words on a phone, not within an option', async () => {
    await local.page.setViewportSize({ width: 390, height: 844 });
    const words = local.within('chatroom-create').locator('.code .word');
    const heights = await words.evaluateAll((all) =>
      all.slice(0, -1).map(({ offsetHeight }) => offsetHeight),
    );
    expect(heights).toHaveLength(9);
    expect(new Set(heights).size).toBe(1);
  });
});
