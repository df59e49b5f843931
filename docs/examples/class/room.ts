import { type ImGateway, ImGatewayError } from 'im-gateway/client';
import { element, fieldText, found, onAction, show } from './page.ts';
import { type ChatMessage, joinChatroom, leaveChatroom, listen, sendText } from './rongcloud-sdk.ts';
import { teacherDesk } from './teacher-desk.ts';
import { texts } from './texts.ts';

export interface Account {
  readonly gateway: ImGateway;
  readonly username: string;
  readonly isTeacher: boolean;
}

export interface RoomName {
  readonly id: number;
  readonly name: string;
}

/** im-gateway reuses a count for five seconds. */
const countEveryMs = 10_000;

/** The view of one room at a time. @returns the function that enters a room. */
export function roomView({ gateway, username, isTeacher }: Account, onLeft: () => void) {
  // RongCloud's user id: the username, if RongCloud allows its characters. The SDK tells it after `connect`.
  const userId = username;
  let id = 0;
  let announcer: string | null = null;
  let isRejoining = false;
  let stop = () => {};
  const desk = isTeacher
    ? teacherDesk(gateway, username, { roomId: () => id, showAnnouncement: () => showAnnouncement() })
    : undefined;
  const messages = found('#messages');
  // Not every browser lets the keyboard scroll it otherwise.
  messages.tabIndex = 0;

  /** im-gateway first: it recreates a room that RongCloud has dropped, and refuses whoever was removed. */
  const join = async () => {
    await gateway.chatroomJoin({ id });
    await joinChatroom(userId, String(id));
  };

  const showAnnouncement = async () => {
    const { text, by } = await gateway.chatroomAnnouncement({ id });
    announcer = by;
    found('#announcement').hidden = text === '';
    found('#announcement').textContent = texts.announced(text);
  };

  const onMessage = ({ from, text }: ChatMessage) => {
    const kind = from === userId ? 'own' : 'other';
    messages.append(element('p', { class: kind }, element('strong', {}, from), ' ', text));
    messages.scrollTop = messages.scrollHeight;
    // An announcement arrives as a message too.
    if (from === announcer) showAnnouncement().catch(() => {});
  };

  const showCount = async () => {
    const count = desk ? await desk.refresh() : (await gateway.chatroomMembers({ id, limit: 0 })).count;
    found('#count').textContent = texts.inRoom(count);
  };

  const close = (reason: string) => {
    stop();
    show('closed');
    found('#closed h2').textContent = reason;
  };

  /** Asks im-gateway why: it lets the user in again, or its code tells that the class is over for them. */
  const onOut = async () => {
    if (isRejoining) return;
    isRejoining = true;
    try {
      await join();
    } catch (error) {
      if (!(error instanceof ImGatewayError) || found('#room').hidden) return;
      if (error.code === 'CHATROOM_DESTROYED') close(texts.ended);
      if (error.code === 'NOT_ALLOWED') close(error.message);
    } finally {
      isRejoining = false;
    }
  };

  onAction(found('#write'), 'submit', async () => {
    const text = fieldText('#write input');
    await sendText(userId, String(id), text);
    fieldText('#write input', true);
  });
  onAction(found('#leave'), 'click', async () => {
    stop();
    await leaveChatroom(userId, String(id));
    onLeft();
  });
  onAction(found('#back'), 'click', async () => onLeft());
  if (desk !== undefined) {
    onAction(found('#end'), 'click', async () => {
      await gateway.chatroomDestroy({ id });
      close(texts.ended);
      await desk.showAttendance();
    });
  }

  const attend = () => {
    const count = () => void showCount().catch(() => {});
    const end = listen(userId, String(id), {
      onMessage,
      // RongCloud limits the calls of an app: a class of pupils asks on a schedule, one teacher at every change.
      onMembers: desk ? count : () => {},
      onOut: () => void onOut(),
    });
    const timer = setInterval(count, countEveryMs);
    count();
    stop = () => {
      end();
      clearInterval(timer);
    };
  };

  return async (room: RoomName): Promise<void> => {
    ({ id } = room);
    await join();
    messages.replaceChildren();
    found('#room-name').textContent = room.name;
    await showAnnouncement();
    show('room');
    attend();
  };
}
