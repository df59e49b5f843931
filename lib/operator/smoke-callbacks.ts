import { setTimeout as pause } from 'node:timers/promises';
import { ImGateway, type ImGatewayOptions } from 'im-gateway/client';

/** RongCloud usually sends a callback within two seconds. */
const defaultWithinMs = 10_000;
const pollMs = 250;

/**
 * Creates a chatroom, waits for the callback of its creation, and destroys the chatroom.
 * @returns whether the callback came in time. @throws ImGatewayError
 */
export async function callbacksArrive(
  url: string,
  account: Pick<ImGatewayOptions, 'username' | 'password'>,
  { withinMs = defaultWithinMs }: { readonly withinMs?: number } = {},
): Promise<boolean> {
  const gateway = new ImGateway({ url, ...account });
  const endsAt = Date.now() + withinMs;
  const { id } = await gateway.chatroomCreate({ live_id: 'smoke', name: `smoke ${Date.now()} callbacks` });
  try {
    while (Date.now() < endsAt) {
      if ((await gateway.chatroomAttendance({ id })).complete) return true;
      await pause(pollMs);
    }
    return false;
  } finally {
    await gateway.chatroomDestroy({ id });
  }
}
