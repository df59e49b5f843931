import type { AccountReader } from '../dynamodb/accounts.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import { listMembers } from '../rongcloud/chatroom-members.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { noSuchChatroom } from '../rongcloud/outcome.ts';
import { isRejectedWith } from '../rongcloud/upstream-failure.ts';

/** Users of the App Key without an account here, such as another server's, are counted and not listed. */
export async function listRoomMembers(
  { upstream, accounts }: { readonly upstream: RongCloud; readonly accounts: AccountReader },
  { chatroomId }: Chatroom,
  { limit, from }: { readonly limit: number; readonly from: 'first' | 'last' },
  deadlineAt: number,
) {
  const query = { chatroomId, count: limit, from };
  try {
    const { total, users } = await listMembers(upstream, query, deadlineAt);
    const named = await Promise.all(
      users.map(async ({ userId, joinedAt }) => ({
        username: await accounts.usernameOf(userId, deadlineAt),
        joinedAt,
      })),
    );
    const members = named.flatMap(({ username, joinedAt }) =>
      username === undefined ? [] : [{ username, joinedAt }],
    );
    return { total: total ?? users.length, members };
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom)) return { total: 0, members: [] };
    throw error;
  }
}
