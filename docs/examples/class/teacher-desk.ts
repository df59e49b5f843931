import type { ImGateway } from 'im-gateway/client';
import { buttonFor, element, fieldText, fill, found, onAction, rowOf } from './page.ts';
import { texts } from './texts.ts';

/** How long a pupil stays muted or kept out, in minutes. */
const sanctionMinutes = 60;

const twoDigits = (count: number) => String(count).padStart(2, '0');
const durationOf = (seconds: number) => `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;

/** Every page of the attendance list. */
async function attendanceOf(gateway: ImGateway, id: number) {
  const first = await gateway.chatroomAttendance({ id });
  const items = [...first.items];
  let isComplete = first.complete;
  for (let { next } = first; next !== null; ) {
    const page = await gateway.chatroomAttendance({ id, after: next });
    items.push(...page.items);
    isComplete &&= page.complete;
    next = page.next;
  }
  items.sort((one, other) => (one.first < other.first ? -1 : 1));
  return { items, isComplete };
}

interface PupilState {
  readonly isPresent: boolean;
  readonly isMuted: boolean;
  readonly isKeptOut: boolean;
}

/** The teacher's controls of a room. */
export class TeacherDesk {
  /** The room that is open. */
  id = 0;
  private readonly gateway: ImGateway;
  private readonly username: string;
  private readonly silence = found('#silence');

  constructor(gateway: ImGateway, username: string, showAnnouncement: () => Promise<void>) {
    this.gateway = gateway;
    this.username = username;
    onAction(this.silence, 'click', async () => {
      const silent = this.silence.ariaChecked === 'true' ? '0' : '1';
      await gateway.chatroomSilence({ id: this.id, silent });
      await this.refresh();
    });
    onAction(found('#announce'), 'submit', async () => {
      await gateway.chatroomAnnounce({ id: this.id, text: fieldText('#announce input', true) });
      await showAnnouncement();
    });
    onAction(found('#report'), 'click', () => this.showAttendance());
  }

  /** Reads the pupils and the controls again. @returns how many are in the room. */
  async refresh(): Promise<number> {
    const { gateway, id } = this;
    const [{ count, members }, { items, silent }] = await Promise.all([
      gateway.chatroomMembers({ id }),
      gateway.chatroomSanctions({ id }),
    ]);
    const present = new Set(members.map(({ username }) => username));
    const keptOut = new Set(items.filter((one) => one.blocked_until !== null).map((one) => one.username));
    const muted = new Set(items.filter((one) => one.muted_until !== null).map((one) => one.username));
    const names = new Set([...present, ...keptOut, ...muted]);
    names.delete(this.username);
    const rows = [...names].sort().map((name) =>
      this.row(name, {
        isPresent: present.has(name),
        isMuted: muted.has(name),
        isKeptOut: keptOut.has(name),
      }),
    );
    fill(found('#people'), rows);
    this.silence.ariaChecked = String(silent);
    return count;
  }

  async showAttendance(): Promise<void> {
    const { items, isComplete } = await attendanceOf(this.gateway, this.id);
    const rows = items.map((one) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, one.username),
        element('td', {}, durationOf(one.seconds)),
        element('td', {}, String(one.visits)),
      ),
    );
    found('#attendance tbody').replaceChildren(...rows);
    found('#attendance .hint').hidden = isComplete;
    found('#attendance').hidden = false;
  }

  private row(name: string, { isPresent, isMuted, isKeptOut }: PupilState): HTMLElement {
    const place = isKeptOut ? texts.isKeptOut : isPresent ? texts.isPresent : texts.isAway;
    const state = isMuted && !isKeptOut ? texts.andMuted(place) : place;
    const about = element('div', {}, element('strong', {}, name), element('span', { class: 'hint' }, state));
    const readmit = this.button(name, texts.readmit, 'chatroomKick', 0);
    if (isKeptOut) return rowOf(name, about, readmit);
    const mute = isMuted
      ? this.button(name, texts.unmute, 'chatroomMute', 0)
      : this.button(name, texts.mute, 'chatroomMute', sanctionMinutes);
    return rowOf(name, about, mute, this.button(name, texts.kick, 'chatroomKick', sanctionMinutes));
  }

  /** A button that sanctions a pupil. 0 minutes lift the sanction. */
  private button(user: string, text: string, method: 'chatroomMute' | 'chatroomKick', minutes: number) {
    return buttonFor(user, text, async () => {
      await this.gateway[method]({ id: this.id, user, minutes });
      await this.refresh();
    });
  }
}
