import { Failure } from '../contract/failure.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';

/**
 * A room that may be joined and looked up.
 * @throws Failure CHATROOM_NOT_FOUND while no create of it has finished, CHATROOM_DESTROYED from the moment on at
 * which its destruction began.
 */
export function requireActive(room: Chatroom | undefined): Chatroom {
  if (room === undefined) throw new Failure('CHATROOM_NOT_FOUND');
  if (room.state !== 'ACTIVE') throw new Failure('CHATROOM_DESTROYED');
  return room;
}
