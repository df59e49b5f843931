import { html, type Markup } from '../docs-page/markup.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Inspection, StoredRoom, StoredUser } from './inspector.ts';
import { classView } from './inspector-class-view.ts';
import type { Wording } from './inspector-wording.ts';

const maxCalls = 40;

type Call = RongCloudEmulator['calls'][number];
type AppAction = keyof Wording['texts']['app'];
type Found<T> = Readonly<{ total: number; first: readonly T[] }>;

const userItem = (user: StoredUser, isOnline: boolean, { texts, listOf }: Wording): Markup => html`
  <li><span class="dot${isOnline ? ' online' : ''}"></span><span data-name>${user.username}</span>
    <span class="hint">${listOf([
      texts.roles[user.role as keyof typeof texts.roles] ?? user.role,
      ...(user.isDisabled ? [texts.disabled] : []),
      ...(isOnline ? [texts.online] : []),
    ])}</span></li>`;

const callItem = ({ at, path, form, status, code, fault }: Call, { texts, timeOf }: Wording): Markup => html`
  <li><time>${timeOf(at)}</time><code>${path}</code>
    <span class="${code === 200 ? 'good' : 'bad'}">${code ?? status ?? texts.noReply}</span>
    <small>${String(form)}</small>${fault === undefined ? '' : html`<small class="bad">${fault}</small>`}</li>`;

/** A button for one chatroom. Its key finds it again after the list was replaced. */
const button = (text: string, id: number, { texts }: Wording, attributes: Markup): Markup =>
  html`<button type="button" data-id="${id}" data-key="${text} ${id}"
    aria-label="${texts.ofChatroom(text, id)}"${attributes}>${text}</button>`;

/** The arguments of the emulator's control of this name. The browser fills in the chosen user. */
const argumentsOf = (id: string, hello: string): Readonly<Record<AppAction, readonly string[]>> => ({
  join: ['{user}', id],
  loseRoom: [id],
  leave: ['{user}', id],
  send: ['{user}', id, hello],
  goOffline: ['{user}'],
});

function actionButton(action: AppAction, id: number, wording: Wording): Markup {
  const { app, done, hello } = wording.texts;
  const given = JSON.stringify(argumentsOf(String(id), hello)[action]);
  const attributes = html` data-control="${action}" data-arguments="${given}" data-done="${done[action]}"`;
  return button(app[action], id, wording, attributes);
}

const badge = (kind: string, text: string): Markup => html`<span class="badge ${kind}">${text}</span>`;

function stateBadge(state: string, isAtRongCloud: boolean, { texts }: Wording): Markup {
  if (state === 'ACTIVE') return isAtRongCloud ? badge('good', texts.active) : badge('warn', texts.lost);
  return badge('gone', state === 'DESTROYED' ? texts.destroyed : texts.destroying);
}

function roomItem(
  { chatroomId: id, name, state, isSilent }: StoredRoom,
  { rooms }: RongCloudEmulator,
  { nameOf, class: shown }: Inspection,
  wording: Wording,
): Markup {
  const { texts, listOf } = wording;
  const atRongCloud = rooms.get(String(id));
  const members = [...(atRongCloud?.members.keys() ?? [])].map(nameOf);
  const isOpen = shown?.id === id;
  const buttonsOf = (...actions: readonly AppAction[]) =>
    state === 'ACTIVE' ? actions.map((one) => actionButton(one, id, wording)) : [];
  return html`
  <li data-room="${id}">
    <p class="title"><b>${id}</b><span data-name>${name}</span>
      ${isSilent ? badge('warn', texts.silent) : ''}${stateBadge(state, atRongCloud !== undefined, wording)}</p>
    <div class="below">
      ${members.length > 0 ? html`<span class="members" data-name>${listOf(members)}</span>` : html`<span class="members">${texts.empty}</span>`}
      ${buttonsOf('join', 'loseRoom')}
      ${button(texts.lesson.title, id, wording, html` aria-expanded="${String(isOpen)}"`)}
    </div>
    ${isOpen ? classView(shown, buttonsOf('leave', 'send', 'goOffline'), wording) : ''}
  </li>`;
}

/** The number of matches, and whether fewer are listed. */
const totalOf = ({ total, first }: Found<unknown>, { texts }: Wording) =>
  total > first.length ? texts.total(first.length, total) : String(total);

/** The lists of the local state inspector: the content of each element of the page, by its id. */
export function inspectorParts(inspection: Inspection, emulator: RongCloudEmulator, wording: Wording) {
  const { users, rooms } = inspection;
  const armed = emulator.armed.map(({ fault, when, played }) =>
    wording.texts.armed(fault.name, when.calls - played),
  );
  const parts = {
    'app-user': html`${users.first.map(({ username, rongCloudUserId }) => html`<option value="${rongCloudUserId}" data-name>${username}</option>`)}`,
    'rooms-total': html`${totalOf(rooms, wording)}`,
    rooms: html`${rooms.first.map((room) => roomItem(room, emulator, inspection, wording))}`,
    'users-total': html`${totalOf(users, wording)}`,
    users: html`${users.first.map((user) => userItem(user, emulator.isOnline(user.rongCloudUserId), wording))}`,
    calls: html`${emulator.calls
      .slice(-maxCalls)
      .reverse()
      .map((call) => callItem(call, wording))}`,
    armed: html`${wording.listOf(armed)}`,
  };
  return Object.fromEntries(Object.entries(parts).map(([id, { markup }]) => [id, markup]));
}
