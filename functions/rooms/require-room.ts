import { Failure } from '../contract/failure.ts';
import { type Chatroom, isGivenUp } from '../dynamodb/chatroom.ts';

/**
 * A room that was created, in any state.
 * @throws Failure CHATROOM_NOT_FOUND while its create is in progress, and after that was given up; UNAVAILABLE for a state
 * of a later version: in a rollout another call may meet that version.
 */
export function requireRoom(room: Chatroom | undefined): Chatroom {
  if (room === undefined || isGivenUp(room)) throw new Failure('CHATROOM_NOT_FOUND');
  if (room.state === 'UNKNOWN') {
    throw new Failure('UNAVAILABLE', { retryAfterSeconds: 1, log: { problem: 'unknown state' } });
  }
  return room;
}

/**
 * A room that may be joined and looked up.
 * @throws Failure CHATROOM_NOT_FOUND as `requireRoom`, CHATROOM_DESTROYED as soon as a destroy has begun.
 */
export function requireActive(found: Chatroom | undefined): Chatroom {
  const room = requireRoom(found);
  if (room.state !== 'ACTIVE') throw new Failure('CHATROOM_DESTROYED');
  return room;
}
