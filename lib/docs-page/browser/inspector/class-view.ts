import type { ClassAtRongCloud, InspectedClass, InspectedSanction } from '../../../local/inspector-view.ts';
import { element, found } from '../elements.ts';
import { listOf, texts, timeOf } from './texts.ts';

const { lesson } = texts;

const sanctionsText = (sanctions: readonly InspectedSanction[]) =>
  listOf(sanctions.map(({ username, until }) => lesson.until(username, timeOf(until)))) || lesson.none;

const writersText = ({ isSilent, speakers }: Pick<ClassAtRongCloud, 'isSilent' | 'speakers'>) =>
  isSilent ? listOf(speakers) : lesson.everybody;

function table(name: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const cell = (text: string, index: number) =>
    index === 0 ? element('th', { scope: 'row' }, text) : element('td', {}, text);
  return element(
    'table',
    { 'data-table': name },
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...row.map(cell)))),
  );
}

/** The stored controls beside RongCloud's own: they differ while RongCloud lacks the chatroom. */
function controlsTable(shown: InspectedClass): HTMLElement {
  const { atRongCloud } = shown;
  const row = (head: string, textOf: (controls: InspectedClass | ClassAtRongCloud) => string) => [
    head,
    textOf(shown),
    atRongCloud === undefined ? lesson.noRoom : textOf(atRongCloud),
  ];
  return table(
    'controls',
    ['', 'im-gateway', lesson.rongCloud],
    [
      row(lesson.mayWrite, writersText),
      row(lesson.muted, ({ muted }) => sanctionsText(muted)),
      row(lesson.keptOut, ({ keptOut }) => sanctionsText(keptOut)),
    ],
  );
}

const twoDigits = (count: number) => String(count).padStart(2, '0');

/** Minutes and seconds. */
const durationOf = (seconds: number) => `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;

function attendanceTable({ attendance }: InspectedClass): HTMLElement {
  return table(
    'attendance',
    [lesson.user, lesson.fromTo, lesson.minutes, lesson.visits],
    attendance.map(({ username, first, last, seconds, visits, isPresent }) => [
      username,
      `${timeOf(first)}–${isPresent ? lesson.now : timeOf(last)}`,
      durationOf(seconds),
      String(visits),
    ]),
  );
}

function facts({ announcement, assistants, atRongCloud }: InspectedClass): HTMLElement {
  const messages = (atRongCloud?.messages ?? []).map(({ from, text }) => lesson.message(from, text));
  const entries = [
    [lesson.assistants, listOf(assistants)],
    [lesson.announcement, announcement && lesson.message(announcement.by, announcement.text)],
    [lesson.messages, messages.join(' · ')],
  ].filter(([, text]) => text);
  return element(
    'dl',
    {},
    ...entries.flatMap(([term = '', text = '']) => [
      element('dt', {}, term),
      element('dd', { 'data-name': '' }, text),
    ]),
  );
}

/** Links to the forms that take a chatroom's id, which a click fills in. */
function callLinks(id: number): HTMLElement {
  const forms = [...document.querySelectorAll<HTMLInputElement>('form[data-path] input[name="id"]')];
  const links = forms.map((input) => {
    const section = input.closest('section')?.id ?? '';
    const name = section.replaceAll('-', '_');
    const link = element(
      'a',
      { href: `#${section}`, 'data-key': `${name} ${id}` },
      element('code', {}, name),
    );
    link.addEventListener('click', () => {
      const field = found(`#${section}-id`, HTMLInputElement);
      field.value = String(id);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    return link;
  });
  return element('p', { class: 'call-links' }, lesson.call, ...links.flatMap((link) => [' ', link]));
}

/** The class in a chatroom: what its app users can do, its controls, its attendance, and the calls that change it. */
export const classView = (shown: InspectedClass, buttons: readonly HTMLElement[]): HTMLElement =>
  element(
    'div',
    { class: 'lesson' },
    element('div', { class: 'below' }, ...buttons),
    controlsTable(shown),
    facts(shown),
    element('h4', {}, lesson.attendance),
    ...(shown.isAttendanceComplete ? [] : [element('p', { class: 'hint' }, lesson.incomplete)]),
    attendanceTable(shown),
    callLinks(shown.id),
  );
