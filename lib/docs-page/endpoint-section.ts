import { type EndpointRow, failuresOfEvery } from '../../functions/contract/endpoint-row.ts';
import { type FailureCode, failures } from '../../functions/contract/failure.ts';
import type { Parameter } from '../../functions/contract/parameters.ts';
import { type Language, reason } from '../../functions/contract/reasons.ts';
import { exampleCall, exampleReply, parametersOf } from '../openapi/examples.ts';
import { type FailureCase, failureCasesOf } from '../openapi/failures.ts';
import { codeLanguages, codeOf } from './browser/code/code.ts';
import { choice, html } from './markup.ts';
import { pageTexts } from './texts/page-texts.ts';

const keyboardOf = ({ limits }: Parameter) => (limits.type === 'integer' ? 'numeric' : 'text');

/** The browser must not store, complete or correct the value. */
const field = (id: string, name: string, parameter: Parameter, value: string, language: Language) => html`
  <div class="field">
    <label for="${id}"><code>${name}</code>${parameter.isOptional ? html` <span class="hint">${pageTexts[language].optional}</span>` : ''}</label>
    <input id="${id}" name="${name}" value="${value}" type="${name === 'password' ? 'password' : 'text'}"
      inputmode="${keyboardOf(parameter)}" autocomplete="off" autocapitalize="none" spellcheck="false"
      aria-describedby="${id}-rule"${parameter.mayBeEmpty ? html` data-may-be-empty` : ''}>
    <p class="hint" id="${id}-rule">${parameter.rule[language]}</p>
  </div>`;

/** Lets a line break after each word of a code, not inside a word. */
const breakable = (code: FailureCode) => ({ markup: code.replaceAll('_', '_<wbr>') });

const failureRow = ({ code, details }: FailureCase, language: Language) => html`
    <tr>
      <td><code>${breakable(code)}</code> <span class="status">${failures[code].status}</span></td>
      <td>${reason(code, details, language)}</td>
    </tr>`;

/** The failures with their statuses and reasons. */
export function failureTable(cases: readonly FailureCase[], language: Language) {
  const texts = pageTexts[language];
  return html`
  <table>
    <thead><tr><th scope="col">${texts.codeAndStatus}</th><th scope="col">${texts.reason}</th></tr></thead>
    <tbody>${cases.map((one) => failureRow(one, language))}</tbody>
  </table>`;
}

/** The errors of every endpoint are listed once, at the end of the page. */
const isOwn = ({ code, details: { refusal } }: FailureCase) =>
  typeof refusal === 'object' || !failuresOfEvery.some((common) => common === code);

/** The call as code. The script replaces it by one with the page's own address. */
function codeBlock(row: EndpointRow, language: Language) {
  const texts = pageTexts[language];
  const { username = '', password = '', ...fields } = exampleCall(row);
  const call = {
    way: 'basic',
    url: `https://HOST${row.path}/`,
    username,
    password,
    fields,
    language,
  } as const;
  return html`
      <div class="code">
        <div class="code-bar needs-script">
          ${choice(`code-${row.name}`, texts.codeIn, Object.fromEntries(codeLanguages.map((one) => [one, one])))}
          <button type="button" class="copy"></button>
        </div>
        <pre>${codeOf('curl', call)}</pre>
      </div>`;
}

export interface PageOptions {
  readonly language: Language;
  /** True for the page of the local run: it has the local state inspector, and the examples' accounts and chatrooms. */
  readonly isLocal: boolean;
}

/** One endpoint: description, form, reply, the same call as code, example and errors. */
export function endpointSection(row: EndpointRow, { language, isLocal }: PageOptions) {
  const { name, path } = row;
  const summary = row.summary[language];
  const texts = pageTexts[language];
  const example = exampleCall(row);
  const fields = Object.entries(parametersOf(row)).map(([key, parameter]) =>
    field(`${name}-${key}`, key, parameter, isLocal ? (example[key] ?? '') : '', language),
  );
  return html`
    <section class="endpoint" id="${name}" aria-labelledby="${name}-title">
      <header>
        <h2 id="${name}-title">${summary}</h2>
        <p class="path"><code>${path}/</code></p>
      </header>
      <p>${row.description[language]}</p>
      <form data-path="${path.slice(1)}/" data-methods="${row.methods.join(' ')}" novalidate>
        <div class="fields">${fields}</div>
        <div class="request needs-script">
          <button type="submit">${texts.send}</button>
          <button type="button" class="cancel" hidden>${texts.cancel}</button>
        </div>
      </form>
      <div class="reply" role="status" aria-label="${texts.replyTo(summary)}"></div>
      ${codeBlock(row, language)}
      <details>
        <summary>${texts.exampleResponse}</summary>
        <pre>${JSON.stringify(exampleReply(row), null, 2)}</pre>
      </details>
      <details>
        <summary>${texts.errors}</summary>
        ${failureTable(failureCasesOf(row).filter(isOwn), language)}
        <p>${texts.errorsOfEvery}</p>
      </details>
    </section>`;
}
