import type { InspectedRoom } from '../../../local/inspector-view.ts';
import { element } from '../elements.ts';
import { listOf, texts } from './texts.ts';

const badge = (kind: string, text: string) => element('span', { class: `badge ${kind}` }, text);

function lifeOf({ state, isAtRongCloud }: InspectedRoom): HTMLElement {
  if (state === 'ACTIVE') return isAtRongCloud ? badge('good', texts.active) : badge('warn', texts.lost);
  return badge('gone', state === 'DESTROYED' ? texts.destroyed : texts.destroying);
}

/** A button for one chatroom. Its key finds it again after the list was drawn anew. */
export function roomButton(text: string, { id }: { readonly id: number }, click: () => void): HTMLElement {
  const made = element(
    'button',
    { type: 'button', 'data-key': `${text} ${id}`, 'aria-label': texts.ofChatroom(text, id) },
    text,
  );
  made.addEventListener('click', click);
  return made;
}

interface RoomParts {
  readonly buttons: readonly HTMLElement[];
  /** The open class, or nothing. */
  readonly panel: readonly HTMLElement[];
}

export const roomView = (room: InspectedRoom, { buttons, panel }: RoomParts) =>
  element(
    'li',
    { 'data-room': String(room.id) },
    element(
      'p',
      { class: 'title' },
      element('b', {}, String(room.id)),
      element('span', { 'data-name': '' }, room.name),
      ...(room.isSilent ? [badge('warn', texts.silent)] : []),
      lifeOf(room),
    ),
    element(
      'div',
      { class: 'below' },
      room.members.length === 0
        ? element('span', { class: 'members' }, texts.empty)
        : element('span', { class: 'members', 'data-name': '' }, listOf(room.members)),
      ...buttons,
    ),
    ...panel,
  );
