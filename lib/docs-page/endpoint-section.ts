import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { failures } from '../../functions/contract/failure.ts';
import type { Parameter } from '../../functions/contract/parameters.ts';
import { exampleCall, exampleReply, parametersOf } from '../openapi/examples.ts';
import { type FailureCase, failureCasesOf, failureExamples } from '../openapi/failures.ts';
import { html, type Markup } from './markup.ts';

interface Field {
  readonly id: string;
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: string;
}

const keyboardOf = ({ limits }: Parameter) => (limits.type === 'integer' ? 'numeric' : 'text');

/** The browser must not store, complete or correct the value. */
const field = ({ id, name, parameter, value }: Field): Markup => html`
  <div class="field">
    <label for="${id}"><code>${name}</code>${parameter.isOptional ? html` <span class="hint">optional</span>` : ''}</label>
    <input id="${id}" name="${name}" value="${value}" type="${name === 'password' ? 'password' : 'text'}"
      inputmode="${keyboardOf(parameter)}" autocomplete="off" autocapitalize="none" spellcheck="false"
      aria-describedby="${id}-rule">
    <p class="hint" id="${id}-rule">${parameter.rule.en}</p>
  </div>`;

/** Lets a line break after each word of a code, not inside a word. */
const breakable = (code: string): readonly Markup[] =>
  code.split(/(?<=_)/).map((word, index) => (index === 0 ? html`${word}` : html`<wbr>${word}`));

const failureRow = (failure: FailureCase): Markup => {
  const [en, zh] = failureExamples(failure);
  return html`
    <tr>
      <td><code>${breakable(failure.code)}</code> <span class="status">${failures[failure.code]}</span></td>
      <td>${en?.reason ?? ''}<br><span lang="zh">${zh?.reason ?? ''}</span></td>
    </tr>`;
};

/** The failures with their statuses and the reasons in both languages. */
export const failureTable = (cases: readonly FailureCase[]): Markup => html`
  <table>
    <thead><tr><th scope="col">code, status</th><th scope="col">reason</th></tr></thead>
    <tbody>${cases.map(failureRow)}</tbody>
  </table>`;

/**
 * One endpoint: description, form, curl line, reply.
 * @param isFilledIn whether the fields contain the examples: only the local run has their accounts and chatrooms.
 */
export function endpointSection(row: EndpointRow, isFilledIn: boolean): Markup {
  const { name } = row;
  const example = exampleCall(row);
  const fields = Object.entries(parametersOf(row)).map(([key, parameter]) => ({
    id: `${name}-${key}`,
    name: key,
    parameter,
    value: isFilledIn ? (example[key] ?? '') : '',
  }));
  return html`
    <section class="endpoint" id="${name}" aria-labelledby="${name}-title">
      <header>
        <h2 id="${name}-title">${row.summary.en}</h2>
        <p class="path"><code>${row.path}/</code></p>
      </header>
      <p>${row.description.en}</p>
      <p class="translation" lang="zh">${row.summary.zh}：${row.description.zh}</p>
      <form data-path="${row.path.slice(1)}/" data-methods="${row.methods.join(' ')}" novalidate>
        <div class="fields">${fields.map(field)}</div>
        <div class="request">
          <button type="submit">Send</button>
          <div class="curl"><pre tabindex="0" aria-label="The same call with curl"></pre></div>
          <button type="button" class="copy">Copy</button>
        </div>
      </form>
      <div class="reply" role="status" aria-label="Reply to ${row.summary.en}"></div>
      <details>
        <summary>Successful reply</summary>
        <pre>${JSON.stringify(exampleReply(row), null, 2)}</pre>
      </details>
      <details>
        <summary>Failures</summary>
        ${failureTable(failureCasesOf(row))}
      </details>
    </section>`;
}
