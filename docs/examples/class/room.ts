import { type ImGateway, ImGatewayError } from 'im-gateway/client';
import { element, fieldText, found, onAction, show } from './page.ts';
import { type ChatMessage, joinChatroom, leaveChatroom, listen, sendText } from './rongcloud-sdk.ts';
import { TeacherDesk } from './teacher-desk.ts';
import { texts } from './texts.ts';

export interface Account {
  readonly gateway: ImGateway;
  readonly username: string;
  readonly isTeacher: boolean;
}

/** im-gateway reuses a count for five seconds: an earlier question may get one without this user. */
const firstCountMs = 5_000;
const countEveryMs = 10_000;

const messages = found('#messages');
// Not every browser lets the keyboard scroll it otherwise.
messages.tabIndex = 0;

/** The view of one room at a time. */
export class RoomView {
  private readonly gateway: ImGateway;
  /** RongCloud's user id: the username, if RongCloud allows its characters. The SDK tells it after `connect`. */
  private readonly userId: string;
  private readonly desk: TeacherDesk | undefined;
  private id = 0;
  private announcer: string | null = null;
  private isRejoining = false;
  private stop = () => {};

  /** @param onLeft runs when the user has left a room. */
  constructor({ gateway, username, isTeacher }: Account, onLeft: () => void) {
    this.gateway = gateway;
    this.userId = username;
    this.desk = isTeacher ? new TeacherDesk(gateway, username, () => this.showAnnouncement()) : undefined;
    onAction(found('#write'), 'submit', async () => {
      const text = fieldText('#write input');
      await sendText(this.userId, String(this.id), text);
      fieldText('#write input', true);
    });
    onAction(found('#leave'), 'click', async () => {
      this.stop();
      await leaveChatroom(this.userId, String(this.id));
      onLeft();
    });
    onAction(found('#back'), 'click', async () => onLeft());
    if (isTeacher) onAction(found('#end'), 'click', () => this.end());
  }

  async enter({ id, name }: { readonly id: number; readonly name: string }): Promise<void> {
    this.id = id;
    if (this.desk !== undefined) this.desk.id = id;
    await this.join();
    messages.replaceChildren();
    found('#count').textContent = '';
    found('#room-name').textContent = name;
    await this.showAnnouncement();
    show('room');
    this.attend();
  }

  /** im-gateway first: it recreates a room that RongCloud has dropped, and refuses whoever was removed. */
  private async join(): Promise<void> {
    await this.gateway.chatroomJoin({ id: this.id });
    await joinChatroom(this.userId, String(this.id));
  }

  private attend(): void {
    const count = () => void this.showCount().catch(() => {});
    const end = listen(this.userId, String(this.id), {
      onMessage: (message) => this.showMessage(message),
      // RongCloud limits the calls of an app: a class of pupils asks on a schedule, one teacher at every change.
      onMembers: this.desk ? count : () => {},
      onOut: () => void this.rejoin(),
    });
    let timer: ReturnType<typeof setTimeout>;
    const countAfter = (delayMs: number) => {
      timer = setTimeout(() => {
        count();
        countAfter(countEveryMs);
      }, delayMs);
    };
    countAfter(firstCountMs);
    this.stop = () => {
      end();
      clearTimeout(timer);
    };
  }

  /** Asks im-gateway why: it lets the user in again, or its code tells that the class is over for them. */
  private async rejoin(): Promise<void> {
    if (this.isRejoining) return;
    this.isRejoining = true;
    try {
      await this.join();
    } catch (error) {
      if (!(error instanceof ImGatewayError) || found('#room').hidden) return;
      if (error.code === 'CHATROOM_DESTROYED') this.close(texts.ended);
      if (error.code === 'NOT_ALLOWED') this.close(error.message);
    } finally {
      this.isRejoining = false;
    }
  }

  private async end(): Promise<void> {
    await this.gateway.chatroomDestroy({ id: this.id });
    this.close(texts.ended);
    await this.desk?.showAttendance();
  }

  private close(reason: string): void {
    this.stop();
    show('closed');
    found('#closed h2').textContent = reason;
  }

  private async showAnnouncement(): Promise<void> {
    const { text, by } = await this.gateway.chatroomAnnouncement({ id: this.id });
    this.announcer = by;
    found('#announcement').hidden = text === '';
    found('#announcement').textContent = texts.announced(text);
  }

  private showMessage({ from, text }: ChatMessage): void {
    const kind = from === this.userId ? 'own' : 'other';
    messages.append(element('p', { class: kind }, element('strong', {}, from), ' ', text));
    messages.scrollTop = messages.scrollHeight;
    // An announcement arrives as a message too.
    if (from === this.announcer) this.showAnnouncement().catch(() => {});
  }

  private async showCount(): Promise<void> {
    const { desk, gateway, id } = this;
    const count = desk ? await desk.refresh() : (await gateway.chatroomMembers({ id, limit: 0 })).count;
    found('#count').textContent = texts.inRoom(count);
  }
}
