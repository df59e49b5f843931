import type { World, WorldCall, WorldRoom, WorldUser } from '../../local/world-view.ts';
import { element, found } from './elements.ts';

/** Often enough to see what a curl in a terminal did. */
const refreshEveryMs = 2_000;

/** What RongCloud's client SDKs report, as the emulator does. */
const joinCodes: Readonly<Record<number, string>> = {
  0: 'is in the room',
  23409: 'is barred from the room',
  23410: 'was told by RongCloud: no such room',
  31009: 'is blocked by RongCloud',
};

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

function lifeOf({ state, isAtRongCloud }: WorldRoom): HTMLElement {
  if (state === 'ACTIVE') return isAtRongCloud ? badge('good', 'alive') : badge('warn', 'lost by RongCloud');
  return badge('gone', state.toLowerCase());
}

const userView = ({ username, role, isDisabled, isOnline }: WorldUser) =>
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

const callView = ({ at, path, parameters, status, code }: WorldCall) =>
  element(
    'li',
    {},
    element('time', {}, clock.format(at)),
    element('code', {}, path),
    element('span', { class: code === 200 ? 'good' : 'bad' }, String(code ?? status ?? 'no reply')),
    element('small', {}, parameters),
  );

/** Shows what is on this machine, and lets a pupil's app join or RongCloud lose a room. */
export function startWorld(): { refresh(): void } {
  const lists = {
    rooms: found('#rooms', HTMLElement),
    users: found('#users', HTMLElement),
    calls: found('#calls', HTMLElement),
  };
  const pupil = found('#pupil', HTMLSelectElement);
  const said = found('#said', HTMLElement);
  let shown = '';

  const join = async (room: WorldRoom) => {
    const { code } = await callLocal<{ code: number }>('join', {
      userId: pupil.value,
      chatroomId: String(room.id),
    });
    const name = pupil.selectedOptions[0]?.textContent ?? '';
    said.textContent = `${name} ${joinCodes[code] ?? `was refused with ${code}`} (room ${room.id}).`;
    await refresh();
  };
  const lose = async (room: WorldRoom) => {
    await callLocal('lose', { chatroomId: String(room.id) });
    said.textContent = `RongCloud has lost room ${room.id}.`;
    await refresh();
  };

  const button = (text: string, room: WorldRoom, run: (room: WorldRoom) => Promise<void>) => {
    const made = element(
      'button',
      { type: 'button', class: 'quiet', 'data-key': `${text} ${room.id}` },
      text,
    );
    made.setAttribute('aria-label', `${text}: room ${room.id}`);
    made.addEventListener('click', () => run(room));
    return made;
  };

  const roomView = (room: WorldRoom) =>
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
        element(
          'span',
          { class: 'members' },
          room.members.length === 0 ? 'nobody in it' : room.members.join(', '),
        ),
        ...(room.state === 'ACTIVE'
          ? [button('App joins', room, join), button('RongCloud loses it', room, lose)]
          : []),
      ),
    );

  const show = ({ users, rooms, calls }: World) => {
    const focused = document.activeElement?.getAttribute('data-key');
    const who = pupil.value;
    pupil.replaceChildren(
      ...users.map(({ username, rongCloudUserId }) =>
        element('option', { value: rongCloudUserId }, username),
      ),
    );
    if (who !== '') pupil.value = who;
    lists.rooms.replaceChildren(...rooms.map(roomView));
    lists.users.replaceChildren(...users.map(userView));
    lists.calls.replaceChildren(...calls.map(callView));
    if (focused) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  };

  const refresh = async () => {
    const world = await callLocal<World>('world');
    const text = JSON.stringify(world);
    if (text === shown) return;
    shown = text;
    show(world);
  };

  // The service may have been stopped; what is shown stays until it is back.
  const refreshQuietly = () => refresh().catch(() => {});
  setInterval(() => document.hidden || refreshQuietly(), refreshEveryMs);
  refreshQuietly();
  return { refresh: refreshQuietly };
}
