/*
 * The stand-in for RongCloud's client SDK. Each function calls the RongCloud emulator of `npm start` at /_emulator/, where
 * an app calls the SDK. This is the only file of the sample that an app replaces.
 */

/** A code that the SDK reports in place of a success. */
export class SdkError extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`code ${code}`);
    this.code = code;
  }
}

export const sdkCodes = { muted: 23408, noSuchRoom: 23410, invalidToken: 31004 } as const;

export interface ChatMessage {
  readonly from: string;
  readonly text: string;
}

export interface RoomListener {
  onMessage(message: ChatMessage): void;
  /** Somebody has joined or left. */
  onMembers(): void;
  /** This user is no longer in the room: it is gone, or RongCloud has removed the user. */
  onOut(): void;
}

async function emulator<T>(name: string, values?: readonly string[]): Promise<T> {
  const response = await fetch(`/_emulator/${name}`, {
    ...(values && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(values),
    }),
  });
  const { result }: { result: T } = await response.json();
  return result;
}

async function act(name: string, ...values: readonly string[]): Promise<void> {
  const code = await emulator<number>(name, values);
  if (code !== 0) throw new SdkError(code);
}

export const connect = (token: string) => act('connect', token);
/** `joinExistChatRoom`, which creates no chatroom. */
export const joinChatroom = (userId: string, roomId: string) => act('join', userId, roomId);
export const leaveChatroom = (userId: string, roomId: string) => act('leave', userId, roomId);
export const sendText = (userId: string, roomId: string, text: string) => act('send', userId, roomId, text);

interface EmulatedRoom {
  readonly id: string;
  readonly members: readonly string[];
}

interface EmulatedMessage {
  readonly uid: string;
  readonly targetId: string;
  readonly fromUserId: string;
  readonly content: string;
}

/** The SDK has a connection of its own; the stand-in asks the emulator once a second. */
const pollMs = 1_000;

/** Reports what happens in a room. @returns the function that ends it. */
export function listen(userId: string, roomId: string, listener: RoomListener): () => void {
  const seen = new Set<string>();
  let known = '';
  let isOver = false;
  const look = async () => {
    const [rooms, messages] = await Promise.all([
      emulator<readonly EmulatedRoom[]>('rooms'),
      emulator<readonly EmulatedMessage[]>('messages'),
    ]);
    if (isOver) return;
    for (const { uid, targetId, fromUserId, content } of messages) {
      if (targetId !== roomId || seen.has(uid)) continue;
      seen.add(uid);
      listener.onMessage({ from: fromUserId, text: JSON.parse(content).content });
    }
    const { members = [] } = rooms.find(({ id }) => id === roomId) ?? {};
    if (String(members) !== known) listener.onMembers();
    known = String(members);
    if (!members.includes(userId)) listener.onOut();
  };
  const poll = async () => {
    // Like the SDK, it goes on by itself once the emulator is back.
    await look().catch(() => {});
    if (!isOver) setTimeout(poll, pollMs);
  };
  poll();
  return () => {
    isOver = true;
  };
}
