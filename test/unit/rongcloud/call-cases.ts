import { expect, it } from 'vitest';
import type { RongCloud } from '../../../functions/rongcloud/client.ts';
import { answer, setUp } from './set-up.ts';

export type MakeCall = (client: RongCloud, deadlineAt: number) => Promise<unknown>;

/**
 * A call's path, the call as our code makes it, the body that it sends, RongCloud's reply, what our code makes of it.
 */
export type CallCase = [path: string, makeCall: MakeCall, body: string, reply: object, result: unknown];

/** Where a call's success says nothing more. */
export const ok = { code: 200 };

/** A time as RongCloud writes it in Beijing's, and the same in milliseconds since the epoch. */
export const time = '2015-09-10 16:38:26';
export const timeAt = Date.UTC(2015, 8, 10, 8, 38, 26);

export const room = { chatroomId: '7' };
export const two = { ...room, userIds: ['u1', 'u2'] };
export const ids = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);

/** A test for each case; replies are as in RongCloud's documentation. */
export function testCalls(cases: readonly CallCase[]) {
  it.each(cases)('%s', async (path, makeCall, body, reply, result) => {
    const { client, deadlineAt, primary } = await setUp({ primary: answer(200, reply) });
    expect(await makeCall(client, deadlineAt)).toEqual(result);
    expect(primary.received).toHaveLength(1);
    expect(primary.received[0]).toMatchObject({ path, body });
    expect(primary.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });
}

/** A test for each list that is too long for one call: how many users each call names. */
export function testBatches(cases: readonly [what: string, makeCall: MakeCall, sizes: readonly number[]][]) {
  it.each(cases)('sends %s in calls of what RongCloud takes', async (_what, makeCall, sizes) => {
    const { client, deadlineAt, primary } = await setUp();
    await makeCall(client, deadlineAt);
    expect(primary.received.map(({ form }) => form.getAll('userId').length)).toEqual(sizes);
  });
}
