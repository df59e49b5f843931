import type {
  Found,
  InspectedCall,
  InspectedRoom,
  InspectedUser,
  Inspection,
  Look,
} from '../../local/inspector-view.ts';
import { inspector as en, type InspectorTexts } from '../texts/en/inspector.ts';
import { inspector as zh } from '../texts/zh/inspector.ts';
import { pageFolder } from './address.ts';
import { element, found } from './elements.ts';
import { language } from './language.ts';

const texts: InspectorTexts = { en, zh }[language];

/** Soon enough to see the effect of a curl in a terminal. */
const refreshEveryMs = 2_000;

/** What RongCloud's client SDKs report, as the emulator does. */
const joinCodes: Readonly<Record<number, (name: string, id: number) => string>> = {
  0: texts.joined,
  23409: texts.blocked,
  23410: texts.noSuchRoom,
};

/** A service that hangs is as good as gone. Reading 20,000 users takes half a second. */
const timeoutMs = 10_000;

/** @throws if no service of ours replies in time. */
async function callLocal<T>(name: string, body?: object): Promise<T> {
  const response = await fetch(new URL(`local/${name}`, pageFolder), {
    signal: AbortSignal.timeout(timeoutMs),
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

const badge = (kind: string, text: string) => element('span', { class: `badge ${kind}` }, text);

function lifeOf({ state, isAtRongCloud }: InspectedRoom): HTMLElement {
  if (state === 'ACTIVE') return isAtRongCloud ? badge('good', texts.active) : badge('warn', texts.lost);
  return badge('gone', state === 'DESTROYED' ? texts.destroyed : texts.destroying);
}

const userView = ({ username, role, isDisabled, isOnline }: InspectedUser) =>
  element(
    'li',
    {},
    element('span', { class: isOnline ? 'dot online' : 'dot' }),
    element('span', { 'data-name': '' }, username),
    element(
      'span',
      { class: 'hint' },
      [
        texts.roles[role as keyof InspectorTexts['roles']] ?? role,
        isDisabled && texts.disabled,
        isOnline && texts.online,
      ]
        .filter(Boolean)
        .join(texts.separator),
    ),
  );

const clock = new Intl.DateTimeFormat(texts.locale, { timeStyle: 'medium' });

const callView = ({ at, path, parameters, status, code }: InspectedCall) =>
  element(
    'li',
    {},
    element('time', {}, clock.format(at)),
    element('code', {}, path),
    element('span', { class: code === 200 ? 'good' : 'bad' }, String(code ?? status ?? texts.noReply)),
    element('small', {}, parameters),
  );

/** How many there are, and whether fewer are listed. */
const totalOf = ({ total, first }: Found<unknown>) =>
  total > first.length ? texts.total(first.length, total) : `${total}`;

type RoomAction = (room: InspectedRoom) => Promise<string>;

function button(text: string, room: InspectedRoom, click: () => void): HTMLElement {
  const label = texts.ofChatroom(text, room.id);
  const attributes = {
    type: 'button',
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
      element('span', { 'data-name': '' }, room.name),
      lifeOf(room),
    ),
    element(
      'div',
      { class: 'below' },
      element('span', { class: 'members' }, room.members.join(texts.separator) || texts.empty),
      ...(room.state === 'ACTIVE' ? buttons : []),
    ),
  );

/** Shows the state of this machine. Its buttons let a user's app join a chatroom, and RongCloud lose one. */
class Inspector {
  private readonly root = found('#inspector', HTMLElement);
  private readonly rooms = found('#rooms', HTMLElement);
  private readonly users = found('#users', HTMLElement);
  private readonly calls = found('#calls', HTMLElement);
  private readonly roomsTotal = found('#rooms-total', HTMLElement);
  private readonly usersTotal = found('#users-total', HTMLElement);
  private readonly search = found('#search', HTMLInputElement);
  private readonly appUser = found('#app-user', HTMLSelectElement);
  private readonly result = found('#action-result', HTMLElement);
  private readonly status = found('#service-status', HTMLElement);
  private version = '';

  start(): void {
    this.search.addEventListener('input', () => this.refresh());
    void this.refreshAgain();
  }

  /** Shows what has changed, or that the service does not respond. Never rejects. */
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

  /** Waits for the reply before the next look, so that slow ones do not pile up. */
  private async refreshAgain(): Promise<void> {
    if (!document.hidden) await this.refresh();
    setTimeout(() => this.refreshAgain(), refreshEveryMs);
  }

  private showService(isThere: boolean): void {
    const text = isThere ? '' : texts.serviceLost;
    // A screen reader speaks a status each time it is written.
    if (this.status.textContent !== text) this.status.textContent = text;
    this.root.classList.toggle('stale', !isThere);
    this.appUser.disabled = !isThere;
    for (const made of this.rooms.querySelectorAll('button')) made.disabled = !isThere;
  }

  private readonly join: RoomAction = async ({ id }) => {
    const { code } = await callLocal<{ code: number }>('join', {
      userId: this.appUser.value,
      chatroomId: String(id),
    });
    const name = this.appUser.selectedOptions[0]?.textContent ?? '';
    return joinCodes[code]?.(name, id) ?? texts.refused(name, id, code);
  };

  private readonly lose: RoomAction = async ({ id }) => {
    await callLocal('lose', { chatroomId: String(id) });
    return texts.hasLost(id);
  };

  private async act(run: RoomAction, room: InspectedRoom): Promise<void> {
    try {
      this.result.textContent = await run(room);
    } catch {
      // The refresh finds the same fault and shows it.
      this.result.textContent = '';
    }
    await this.refresh();
  }

  private show({ users, rooms, calls }: Inspection): void {
    const focused = document.activeElement?.getAttribute('data-key');
    this.showAppUsers(users.first);
    this.roomsTotal.textContent = totalOf(rooms);
    this.usersTotal.textContent = totalOf(users);
    this.rooms.replaceChildren(
      ...rooms.first.map((room) =>
        roomView(room, [
          button(texts.appJoins, room, () => this.act(this.join, room)),
          button(texts.rongCloudLoses, room, () => this.act(this.lose, room)),
        ]),
      ),
    );
    this.users.replaceChildren(...users.first.map(userView));
    this.calls.replaceChildren(...calls.map(callView));
    if (focused) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Keeps the chosen user, even if a search leaves that user out. */
  private showAppUsers(users: readonly InspectedUser[]): void {
    const [chosen] = this.appUser.selectedOptions;
    const options = users.map(({ username, rongCloudUserId }) =>
      element('option', { value: rongCloudUserId, 'data-name': '' }, username),
    );
    const isListed = users.some(({ rongCloudUserId }) => rongCloudUserId === chosen?.value);
    this.appUser.replaceChildren(...options, ...(chosen && !isListed ? [chosen] : []));
    if (chosen) this.appUser.value = chosen.value;
  }
}

export function startInspector(): { refresh(): Promise<void> } {
  const inspector = new Inspector();
  inspector.start();
  return inspector;
}
