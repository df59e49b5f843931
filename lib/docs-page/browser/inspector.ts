import type {
  Found,
  InspectedCall,
  InspectedRoom,
  InspectedUser,
  Inspection,
  Look,
} from '../../local/inspector-view.ts';
import { element, found } from './elements.ts';

/** Often enough to see what a curl in a terminal did. */
const refreshEveryMs = 2_000;

/** What RongCloud's client SDKs report, as the emulator does. */
const joinCodes: Readonly<Record<number, string>> = {
  0: 'is in the room',
  23409: 'is blocked from the room',
  23410: 'was told by RongCloud: no such room',
};

/** @throws where the service is gone or does not answer in JSON. */
async function callLocal<T>(name: string, body?: object): Promise<T> {
  const response = await fetch(
    `local/${name}`,
    body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  );
  return response.json();
}

const badge = (kind: string, text: string) => element('span', { class: `badge ${kind}` }, text);

function lifeOf({ state, isAtRongCloud }: InspectedRoom): HTMLElement {
  if (state === 'ACTIVE') return isAtRongCloud ? badge('good', 'alive') : badge('warn', 'lost by RongCloud');
  return badge('gone', state.toLowerCase());
}

const userView = ({ username, role, isDisabled, isOnline }: InspectedUser) =>
  element(
    'li',
    {},
    element('span', { class: isOnline ? 'dot online' : 'dot' }),
    element('span', {}, username),
    element(
      'span',
      { class: 'hint' },
      [role, isDisabled && 'disabled', isOnline && 'online'].filter(Boolean).join(', '),
    ),
  );

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

const callView = ({ at, path, parameters, status, code }: InspectedCall) =>
  element(
    'li',
    {},
    element('time', {}, clock.format(at)),
    element('code', {}, path),
    element('span', { class: code === 200 ? 'good' : 'bad' }, String(code ?? status ?? 'no reply')),
    element('small', {}, parameters),
  );

/** How many there are, and whether fewer are listed. */
const totalOf = ({ total, first }: Found<unknown>) =>
  total > first.length ? `${first.length} of ${total}` : `${total}`;

type RoomAction = (room: InspectedRoom) => Promise<string>;

function button(text: string, room: InspectedRoom, click: () => void): HTMLElement {
  const label = `${text}: room ${room.id}`;
  const attributes = {
    type: 'button',
    class: 'quiet',
    'data-key': `${text} ${room.id}`,
    'aria-label': label,
  };
  const made = element('button', attributes, text);
  made.addEventListener('click', click);
  return made;
}

const roomView = (room: InspectedRoom, buttons: readonly HTMLElement[]) =>
  element(
    'li',
    { 'data-room': String(room.id) },
    element(
      'p',
      { class: 'title' },
      element('b', {}, String(room.id)),
      element('span', {}, room.name),
      lifeOf(room),
    ),
    element(
      'div',
      { class: 'below' },
      element('span', { class: 'members' }, room.members.join(', ') || 'nobody in it'),
      ...(room.state === 'ACTIVE' ? buttons : []),
    ),
  );

/** Shows what is on this machine, and lets a pupil's app join or RongCloud lose a room. */
class Inspector {
  private readonly rooms = found('#rooms', HTMLElement);
  private readonly users = found('#users', HTMLElement);
  private readonly calls = found('#calls', HTMLElement);
  private readonly roomsTotal = found('#rooms-total', HTMLElement);
  private readonly usersTotal = found('#users-total', HTMLElement);
  private readonly search = found('#search', HTMLInputElement);
  private readonly pupil = found('#pupil', HTMLSelectElement);
  private readonly said = found('#said', HTMLElement);
  private readonly lost = found('#lost', HTMLElement);
  private version = '';

  start(): void {
    this.search.addEventListener('input', () => this.refresh());
    void this.refreshAgain();
  }

  /** Shows what has changed. Never fails: without the service, it says so. */
  async refresh(): Promise<void> {
    const search = this.search.value.trim();
    try {
      const query = new URLSearchParams({ search, version: this.version });
      const { version, inspection } = await callLocal<Look>(`look?${query}`);
      this.showService(true);
      // The reply to an earlier search may come last.
      if (inspection === undefined || search !== this.search.value.trim()) return;
      this.version = version;
      this.show(inspection);
    } catch {
      this.showService(false);
    }
  }

  /** The next look begins when this one has ended, so that slow ones do not pile up. */
  private async refreshAgain(): Promise<void> {
    if (!document.hidden) await this.refresh();
    setTimeout(() => this.refreshAgain(), refreshEveryMs);
  }

  private showService(isThere: boolean): void {
    const text = isThere ? '' : 'The service does not answer. This is what it held last. Start it: npm start';
    if (this.lost.textContent !== text) this.lost.textContent = text;
    for (const made of this.rooms.querySelectorAll('button')) made.disabled = !isThere;
  }

  private readonly join: RoomAction = async ({ id }) => {
    const { code } = await callLocal<{ code: number }>('join', {
      userId: this.pupil.value,
      chatroomId: String(id),
    });
    const name = this.pupil.selectedOptions[0]?.textContent ?? '';
    return `${name} ${joinCodes[code] ?? `was refused with ${code}`} (room ${id}).`;
  };

  private readonly lose: RoomAction = async ({ id }) => {
    await callLocal('lose', { chatroomId: String(id) });
    return `RongCloud has lost room ${id}.`;
  };

  private async act(run: RoomAction, room: InspectedRoom): Promise<void> {
    try {
      this.said.textContent = await run(room);
    } catch {
      // The refresh that follows finds the same fault, and says so.
    }
    await this.refresh();
  }

  private show({ users, rooms, calls }: Inspection): void {
    const focused = document.activeElement?.getAttribute('data-key');
    this.showPupils(users.first);
    this.roomsTotal.textContent = totalOf(rooms);
    this.usersTotal.textContent = totalOf(users);
    this.rooms.replaceChildren(
      ...rooms.first.map((room) =>
        roomView(room, [
          button('App joins', room, () => this.act(this.join, room)),
          button('RongCloud loses it', room, () => this.act(this.lose, room)),
        ]),
      ),
    );
    this.users.replaceChildren(...users.first.map(userView));
    this.calls.replaceChildren(...calls.map(callView));
    if (focused) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Whoever is chosen stays so, also where a search leaves that user out. */
  private showPupils(users: readonly InspectedUser[]): void {
    const [chosen] = this.pupil.selectedOptions;
    const options = users.map(({ username, rongCloudUserId }) =>
      element('option', { value: rongCloudUserId }, username),
    );
    const isListed = users.some(({ rongCloudUserId }) => rongCloudUserId === chosen?.value);
    this.pupil.replaceChildren(...options, ...(chosen && !isListed ? [chosen] : []));
    if (chosen) this.pupil.value = chosen.value;
  }
}

export function startInspector(): { refresh(): Promise<void> } {
  const inspector = new Inspector();
  inspector.start();
  return inspector;
}
