import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type RongCloud, rongCloud } from '../../functions/rongcloud/client.ts';
import { type Behaviour, strictSignatures } from '../../lib/emulator/behaviour.ts';
import type { RongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { manualClock } from '../support/manual-clock.ts';
import { testAppKey, testAppSecret } from '../support/rongcloud-call.ts';
import { setupEmulator } from '../support/rongcloud-emulator.ts';

export interface DrivenCall {
  readonly path: string;
  readonly drive: (client: RongCloud, deadlineAt: number) => Promise<unknown>;
  /** The result of our client. */
  readonly result?: unknown;
  /** RongCloud's state afterwards, and the expected one. */
  readonly look?: (rongCloud: RongCloudEmulator) => unknown;
  readonly found?: unknown;
}

/** The emulator's clock at the start: ten o'clock in Beijing. */
export const startAt = Date.UTC(2026, 0, 5, 2, 0, 0);
export const inMinutes = (minutes: number) => startAt + minutes * 60_000;

export const room = { chatroomId: 7 };
export const two = { ...room, userIds: ['u1', 'u9'] };
export const message = {
  fromUserId: 'u1',
  chatroomId: 7,
  objectName: 'RC:TxtMsg',
  content: '{"content":"good morning"}',
};

export interface Arrangement {
  readonly behaviour?: Partial<Behaviour>;
  /** Our client's credentials, if they differ from the emulator's. */
  readonly account?: { readonly appKey?: string; readonly appSecret?: string };
}

/**
 * Our client and two hosts of an emulator with strict signatures. It knows the users u1 and u2; the room 7 with a
 * message, u1, who is exempt from silence, and u2, who is muted, and from which u4 is blocked; the silenced room 8.
 */
export async function setup({ behaviour = {}, account = {} }: Arrangement = {}) {
  const clock = manualClock(startAt);
  const { emulator, call } = await setupEmulator({ clock, hosts: 2 });
  for (const userId of ['u1', 'u2']) await call('/user/getToken.json', { userId, name: 'Li Lei' });
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  await call('/chatroom/create_new.json', { chatroomId: '8', isBan: 'true' });
  emulator.join('u1', '7');
  emulator.join('u2', '7');
  emulator.send('u1', '7', 'hello');
  await call('/chatroom/user/gag/add.json', { chatroomId: '7', userId: 'u2', minute: 5 });
  await call('/chatroom/user/block/add.json', { chatroomId: '7', userId: 'u4', minute: 5 });
  await call('/chatroom/user/ban/whitelist/add.json', { chatroomId: '7', userId: 'u1' });
  emulator.behave({ ...strictSignatures, ...behaviour });
  emulator.calls.length = 0;

  const client = rongCloud(
    {
      clock,
      randomBytes: (size) => {
        // The client draws two random bytes only for a pause, which ends at once here.
        if (size === 2) setImmediate(() => clock.advance(1_500));
        return randomBytes(size);
      },
      output: () => {},
      environment: { RONGCLOUD_HOSTS: emulator.origins.join(',') },
    },
    async () => ({ appKey: testAppKey, appSecret: testAppSecret, ...account }),
  );
  onTestFinished(client.close);
  return { emulator, client, by: startAt + 60_000 };
}

/** The failure of a call without its cause, or its result. */
export const failureOf = (call: Promise<unknown>) =>
  call.then(
    (value) => value,
    ({ code, details: { log } }) => [code, log.rongCloudCode, log.attempts],
  );
