import { id, ids, integer, optional } from '../parameters.ts';
import { Refusal } from '../refusals.ts';
import { type Call, call, roomCall, wallClock } from './call.ts';

// https://docs.rongcloud.io/platform-chat-api/chatroom/member/query and its neighbours
const maxMembersListed = 500;
const maxMembersChecked = 1000;

export const memberCalls: readonly Call[] = [
  // In the SDKs until 2018: the only way for a server to put users into a chatroom.
  call({
    path: '/chatroom/join.json',
    // [R] 51 users are accepted.
    parameters: { userId: ids(), chatroomId: id },
    run: ({ userId, chatroomId }, { chatrooms, behaviour }) => {
      if (behaviour.joinCall === 'absent') throw new Refusal('unknownPath');
      const room = chatrooms.getOrCreate(chatroomId);
      if (room === undefined)
        throw behaviour.joinUnknown === 'noSuchRoom'
          ? new Refusal('noSuchRoom')
          : new Refusal('badParameter', 'chatroomId is not exist.');
      // A blocked user is left out. [U] The real reply.
      for (const one of userId) if (!room.blocked.has(one)) chatrooms.join(room, one);
    },
  }),
  // [R] 23410 for a missing chatroom.
  call({
    path: '/chatroom/user/query.json',
    parameters: {
      chatroomId: id,
      count: integer(1, maxMembersListed),
      order: optional(integer(1, 2), 1),
    },
    run: ({ chatroomId, count, order }, { chatrooms, behaviour }) => {
      const room = chatrooms.get(chatroomId);
      if (room === undefined) throw new Refusal('noSuchRoom');
      const members = [...room.members];
      const ordered = order === 1 ? members : members.reverse();
      return {
        total: room.members.size,
        users: ordered
          .slice(0, count)
          .map(([userId, { joinedAt }]) => ({ id: userId, time: wallClock(joinedAt, behaviour) })),
      };
    },
  }),
  roomCall({
    path: '/chatroom/users/exist.json',
    parameters: { userId: ids(maxMembersChecked) },
    withoutRoom: { result: [] },
    run: (room, { userId }) => ({
      result: userId.map((one) => ({ userId: one, isInChrm: room.members.has(one) ? 1 : 0 })),
    }),
  }),
];
