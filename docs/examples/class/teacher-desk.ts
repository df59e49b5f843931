import type { ImGateway } from 'im-gateway/client';
import { buttonFor, element, fieldText, fill, found, onAction, rowOf } from './page.ts';
import { texts } from './texts.ts';

/** How long a pupil stays muted or kept out, in minutes. */
const sanctionMinutes = 60;

export interface Desk {
  /** Reads the pupils and the controls again. @returns how many are in the room. */
  refresh(): Promise<number>;
  showAttendance(): Promise<void>;
}

const twoDigits = (count: number) => String(count).padStart(2, '0');
const durationOf = (seconds: number) => `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;

/** Every page of the attendance list. */
async function attendanceOf(gateway: ImGateway, id: number) {
  const first = await gateway.chatroomAttendance({ id });
  const items = [...first.items];
  for (let { next } = first; next !== null; ) {
    const page = await gateway.chatroomAttendance({ id, after: next });
    items.push(...page.items);
    next = page.next;
  }
  items.sort((one, other) => (one.first < other.first ? -1 : 1));
  return { items, isComplete: first.complete };
}

/** The room that is open. */
interface OpenRoom {
  roomId(): number;
  showAnnouncement(): Promise<void>;
}

/** The teacher's controls of a room. */
export function teacherDesk(
  gateway: ImGateway,
  username: string,
  { roomId, showAnnouncement }: OpenRoom,
): Desk {
  const people = found('#people');
  const silence = found('#silence');

  const sanction = (method: 'chatroomMute' | 'chatroomKick', user: string, minutes: number) => async () => {
    await gateway[method]({ id: roomId(), user, minutes });
    await refresh();
  };

  const row = (name: string, { isPresent, isMuted, isKeptOut }: Readonly<Record<string, boolean>>) => {
    const place = isKeptOut ? texts.isKeptOut : isPresent ? texts.isPresent : texts.isAway;
    const state = isMuted && !isKeptOut ? `${place}, ${texts.isMuted}` : place;
    return rowOf(
      name,
      element('div', {}, element('strong', {}, name), element('span', { class: 'hint' }, state)),
      ...(isKeptOut
        ? [buttonFor(name, texts.readmit, sanction('chatroomKick', name, 0))]
        : [
            isMuted
              ? buttonFor(name, texts.unmute, sanction('chatroomMute', name, 0))
              : buttonFor(name, texts.mute, sanction('chatroomMute', name, sanctionMinutes)),
            buttonFor(name, texts.kick, sanction('chatroomKick', name, sanctionMinutes)),
          ]),
    );
  };

  const refresh = async () => {
    const id = roomId();
    const [{ count, members }, { items, silent }] = await Promise.all([
      gateway.chatroomMembers({ id }),
      gateway.chatroomSanctions({ id }),
    ]);
    const present = new Set(members.map((member) => member.username));
    const keptOut = new Set(items.filter((one) => one.blocked_until !== null).map((one) => one.username));
    const muted = new Set(items.filter((one) => one.muted_until !== null).map((one) => one.username));
    const names = new Set([...present, ...keptOut, ...muted]);
    names.delete(username);
    const rows = [...names].sort().map((name) =>
      row(name, {
        isPresent: present.has(name),
        isMuted: muted.has(name),
        isKeptOut: keptOut.has(name),
      }),
    );
    fill(people, rows);
    silence.ariaChecked = String(silent);
    return count;
  };

  const showAttendance = async () => {
    const { items, isComplete } = await attendanceOf(gateway, roomId());
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
  };

  onAction(silence, 'click', async () => {
    const silent = silence.ariaChecked === 'true' ? '0' : '1';
    await gateway.chatroomSilence({ id: roomId(), silent });
    await refresh();
  });
  onAction(found('#announce'), 'submit', async () => {
    await gateway.chatroomAnnounce({ id: roomId(), text: fieldText('#announce input', true) });
    await showAnnouncement();
  });
  onAction(found('#report'), 'click', showAttendance);
  return { refresh, showAttendance };
}
