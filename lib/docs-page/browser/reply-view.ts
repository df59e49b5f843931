import { parseJson } from '../../../functions/contract/json.ts';
import { html } from '../markup.ts';
import { found } from './elements.ts';
import { texts } from './language.ts';
import type { NoReply, ReceivedReply } from './send-call.ts';

/** A reply: outcome, body, headers. */
export function showReply(view: HTMLElement, { status, statusText, headers, text, ms }: ReceivedReply): void {
  const body = parseJson(text);
  const { ret, code = texts.notOurs } = Object(body);
  const isSuccess = ret === 'success';
  view.innerHTML = html`
    <p class="outcome ${isSuccess ? 'good' : 'bad'}">
      <strong>${`${status} ${statusText}`.trim()}</strong>
      <span>${isSuccess ? texts.success : String(code)}</span>
      <span class="ms">${Math.round(ms)} ms</span>
    </p>
    <pre>${body === undefined ? text : JSON.stringify(body, null, 2)}</pre>
    <details>
      <summary>${texts.headers}</summary>
      <table class="headers"><tbody>
        ${[...headers].map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
      </tbody></table>
    </details>`.markup;
}

export function showNoReply(view: HTMLElement, problem: NoReply): void {
  view.innerHTML = html`<p class="outcome bad">${texts.noReply[problem]}</p>`.markup;
}

/** Shows how long a call has been in progress. A screen reader does not read every second. */
export function showPending(view: HTMLElement): () => void {
  view.innerHTML = html`
    <p class="pending"><strong>${texts.sending}</strong><span class="ms" aria-hidden="true"></span></p>`.markup;
  const seconds = found('.ms', HTMLElement, view);
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    seconds.textContent = `${count} s`;
  }, 1_000);
  return () => clearInterval(timer);
}
