import type { Found, InspectedCall, InspectedUser } from '../../../local/inspector-view.ts';
import { element } from '../elements.ts';
import { type InspectorTexts, listOf, texts, timeOf } from './texts.ts';

export const userView = ({ username, role, isDisabled, isOnline }: InspectedUser) =>
  element(
    'li',
    {},
    element('span', { class: isOnline ? 'dot online' : 'dot' }),
    element('span', { 'data-name': '' }, username),
    element(
      'span',
      { class: 'hint' },
      listOf(
        [
          texts.roles[role as keyof InspectorTexts['roles']] ?? role,
          isDisabled ? texts.disabled : '',
          isOnline ? texts.online : '',
        ].filter((text) => text !== ''),
      ),
    ),
  );

export const callView = ({ at, path, parameters, status, code, fault }: InspectedCall) =>
  element(
    'li',
    {},
    element('time', {}, timeOf(at)),
    element('code', {}, path),
    element('span', { class: code === 200 ? 'good' : 'bad' }, String(code ?? status ?? texts.noReply)),
    element('small', {}, parameters),
    ...(fault === undefined ? [] : [element('small', { class: 'bad' }, fault)]),
  );

/** How many there are, and whether fewer are listed. */
export const totalOf = ({ total, first }: Found<unknown>) =>
  total > first.length ? texts.total(first.length, total) : `${total}`;
