import { hash, randomInt } from 'node:crypto';
import officialSdk from 'rongcloud-sdk';
import { Pool } from 'undici';
import { processDeps, systemClock } from '../../../functions/platform/deps.ts';
import { filterMembers } from '../../../functions/rongcloud/chatroom-members.ts';
import { rongCloud } from '../../../functions/rongcloud/client.ts';

/** Every contender checks whether this user is in this chatroom, which costs the emulator next to nothing. */
const userId = 'u1';
const chatroomId = '7';

export interface Account {
  readonly appKey: string;
  readonly appSecret: string;
}

export interface Upstream extends Account {
  readonly origin: string;
}

/** Makes one call. @throws where it has no success. */
export type MakeCall = () => Promise<void>;

const callWithinMs = 8_000;

/** Ours, with breaker, time limits, retries and the check of the answer. */
function ours({ origin, ...account }: Upstream): MakeCall {
  const client = rongCloud({ ...processDeps, environment: { RONGCLOUD_HOSTS: origin } }, async () => account);
  return async () => {
    await filterMembers(
      client,
      { chatroomId: Number(chatroomId), userIds: [userId] },
      systemClock.now() + callWithinMs,
    );
  };
}

/** The vendor's own for Node; a connection to each call, one signature to each process. */
function official({ origin, appKey, appSecret }: Upstream): MakeCall {
  const sdk = officialSdk({ appkey: appKey, secret: appSecret, api: origin });
  return async () => {
    const { code } = await sdk.Chatroom.isExist({ id: chatroomId, members: [{ id: userId }] });
    if (code !== 200) throw new Error(`code ${code}`);
  };
}

/** The least that a call can be: undici's pool, a signature, a parsed answer. No time limit, no check, no retry. */
const bare = (upstream: Upstream) => overPool(upstream, new Pool(upstream.origin, { connections: 50 }));

/** The same with the 80 calls to a connection that the vendor asks for, and that ours keeps to. */
const bareRenewed = (upstream: Upstream) =>
  overPool(upstream, new Pool(upstream.origin, { connections: 50, maxRequestsPerClient: 80 }));

function overPool({ appKey, appSecret }: Upstream, pool: Pool): MakeCall {
  return async () => {
    const nonce = String(randomInt(2 ** 47));
    const timestamp = String(Date.now());
    const { statusCode, body } = await pool.request({
      path: '/chatroom/users/exist.json',
      method: 'POST',
      headers: {
        'App-Key': appKey,
        Nonce: nonce,
        Timestamp: timestamp,
        Signature: hash('sha1', appSecret + nonce + timestamp, 'hex'),
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ chatroomId, userId }).toString(),
    });
    const { code } = JSON.parse(await body.text());
    if (statusCode !== 200 || code !== 200) throw new Error(`code ${code}`);
  };
}

export const contenders = { ours, official, bare, bareRenewed } as const;
export type ContenderName = keyof typeof contenders;
