import { endpoints } from '../../functions/contract/endpoints.ts';
import { html, type Markup } from '../docs-page/markup.ts';
import type { InspectedClass } from './inspector-class.ts';
import type { Wording } from './inspector-wording.ts';

type Controls = Pick<InspectedClass, 'isSilent' | 'speakers' | 'muted' | 'keptOut'>;

const table = (name: string, heads: readonly string[], rows: readonly (readonly string[])[]): Markup => html`
  <table data-table="${name}">
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map(([head = '', ...cells]) => html`<tr><th scope="row">${head}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table>`;

/** The stored controls beside RongCloud's own: they differ while RongCloud lacks the chatroom. */
function controlsTable(shown: InspectedClass, { texts: { lesson }, listOf, timeOf }: Wording): Markup {
  const { atRongCloud } = shown;
  const sanctionsText = (sanctions: Controls['muted']) =>
    listOf(sanctions.map(({ username, until }) => lesson.until(username, timeOf(until)))) || lesson.none;
  const row = (head: string, textOf: (controls: Controls) => string) => [
    head,
    textOf(shown),
    atRongCloud === undefined ? lesson.noRoom : textOf(atRongCloud),
  ];
  return table(
    'controls',
    ['', 'im-gateway', lesson.rongCloud],
    [
      row(lesson.mayWrite, ({ isSilent, speakers }) => (isSilent ? listOf(speakers) : lesson.everybody)),
      row(lesson.muted, ({ muted }) => sanctionsText(muted)),
      row(lesson.keptOut, ({ keptOut }) => sanctionsText(keptOut)),
    ],
  );
}

/** Minutes and seconds. */
const durationOf = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

function attendanceTable({ attendance }: InspectedClass, { texts: { lesson }, timeOf }: Wording): Markup {
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

function facts(shown: InspectedClass, { texts: { lesson }, listOf }: Wording): Markup {
  const { announcement, assistants, atRongCloud } = shown;
  const messages = (atRongCloud?.messages ?? []).map(({ from, text }) => lesson.message(from, text));
  const entries = [
    [lesson.assistants, listOf(assistants)],
    [lesson.announcement, announcement ? lesson.message(announcement.by, announcement.text) : ''],
    [lesson.messages, messages.join(' · ')],
  ].filter(([, text]) => text !== '');
  return html`<dl>${entries.map(([term = '', text = '']) => html`<dt>${term}</dt><dd data-name>${text}</dd>`)}</dl>`;
}

/** Links to the forms that take a chatroom's id, which a click fills in. */
const callLinks = (id: number): readonly Markup[] =>
  Object.values(endpoints)
    .filter(({ parameters }) => 'id' in parameters)
    .map(
      ({ name }) =>
        html` <a href="#${name}" data-id="${id}" data-key="${name} ${id}"><code>${name.replaceAll('-', '_')}</code></a>`,
    );

/** The class in a chatroom: what its app users can do, its controls, its attendance, and the calls that change it. */
export function classView(shown: InspectedClass, buttons: readonly Markup[], wording: Wording): Markup {
  const { lesson } = wording.texts;
  return html`
    <div class="lesson">
      <div class="below">${buttons}</div>
      ${controlsTable(shown, wording)}
      ${facts(shown, wording)}
      <h4>${lesson.attendance}</h4>
      ${shown.isAttendanceComplete ? '' : html`<p class="hint">${lesson.incomplete}</p>`}
      ${attendanceTable(shown, wording)}
      <p class="call-links">${lesson.call}${callLinks(shown.id)}</p>
    </div>`;
}
