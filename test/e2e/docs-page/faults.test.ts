import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../functions/platform/deps.ts';
import { hasChromium, localPage } from './local-page.ts';

describe.runIf(hasChromium)('the faults of RongCloud on the page in Chromium', () => {
  // A busy RongCloud is asked again after a second, which the slow clock of other tests makes four.
  const local = localPage({ clock: systemClock });
  beforeEach(() => local.open());

  const arm = async (fault: string, calls = '3') => {
    const panel = local.page.locator('#faults-panel');
    await local.page.getByText('Faults', { exact: true }).click();
    await panel.getByLabel('Fault').selectOption(fault);
    await panel.getByLabel('Number of calls').fill(calls);
    await panel.getByRole('button', { name: 'Apply' }).click();
    const armed = fault === 'none' ? '' : `${fault}: ${calls} calls left`;
    await panel.locator('#armed', { hasText: new RegExp(`^${armed}$`) }).waitFor({ state: 'attached' });
  };
  const newestCall = () => local.page.locator('#calls li').first().innerText();

  it('lets a developer see UPSTREAM_BUSY until the fault is ended', async () => {
    await arm('rate-limited');
    expect(await local.send('chatroom-join', { id: '2' })).toContain('503 Service Unavailable UPSTREAM_BUSY');
    await local.page.getByText('Calls', { exact: true }).click();
    await local.page.locator('#calls').getByText('rate-limited').first().waitFor();
    expect(await newestCall()).toMatch(/\/chatroom\/\w+\.json/);
    await arm('none');
    expect(await local.send('chatroom-join', { id: '2' })).toContain('200 OK success');
  });

  it('lets a developer see that a lost reply is made good by a retry', async () => {
    await arm('reset-after-effect', '1');
    expect(await local.send('chatroom-create', { name: 'lost reply' })).toContain('200 OK success');
    const { id } = JSON.parse(await local.body('chatroom-create'));
    await local.room(id).getByText('active').waitFor({ state: 'attached' });
    const creates = local.service.emulator.calls.filter(({ form }) => form.get('chatroomId') === String(id));
    expect(creates.map(({ fault, effect }) => [fault, effect])).toEqual([
      ['reset-after-effect', true],
      [undefined, true],
    ]);
  });
});
