import { flag, id, ids, integer, optional, text } from '../parameters.ts';
import { type Call, call } from './call.ts';

// https://docs.rongcloud.io/platform-chat-api/message/send-chatroom
const maxContentBytes = 128 * 1024;
const maxObjectNameCharacters = 32;
/** Ten are recommended; more than a hundred exceed the rate. */
const maxRooms = 100;

export const messageCalls: readonly Call[] = [
  call({
    path: '/message/chatroom/publish.json',
    // One message to ten chatrooms counts for ten.
    cost: (form) => Math.max(1, form.getAll('toChatroomId').length),
    parameters: {
      fromUserId: id,
      toChatroomId: ids(maxRooms),
      objectName: text({ maxCharacters: maxObjectNameCharacters }),
      content: text({ maxBytes: maxContentBytes }),
      isPersisted: optional(flag, true),
      isIncludeSender: optional(flag, false),
      priority: optional(integer(0, 3), 0),
    },
    run: ({ fromUserId, objectName, content, toChatroomId }, { chatrooms, messages, behaviour }) => {
      // [R] A message to a missing chatroom is accepted.
      const messageUIDs = toChatroomId
        .map((roomId) => chatrooms.get(roomId))
        .filter((room) => room !== undefined)
        .map((room) => ({
          chatroomId: room.id,
          messageUID: messages.send(room, { fromUserId, objectName, content }).uid,
        }));
      return behaviour.messageUids === 'present' ? { messageUIDs } : {};
    },
  }),
];
