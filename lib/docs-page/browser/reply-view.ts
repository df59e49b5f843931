import { element } from './elements.ts';
import type { NoReply } from './send-call.ts';
import { texts } from './texts.ts';

export interface Answered {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
  readonly ms: number;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headerTable(headers: Headers): HTMLElement {
  const rows = [...headers].map(([name, value]) =>
    element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
  );
  return element(
    'details',
    {},
    element('summary', {}, texts.headers),
    element('table', { class: 'headers' }, element('tbody', {}, ...rows)),
  );
}

/** A reply: outcome, body, headers. */
export function replyView({ status, statusText, headers, text, ms }: Answered): readonly HTMLElement[] {
  const body = parsed(text);
  const isSuccess = body?.ret === 'success';
  const outcome = isSuccess ? texts.success : String(body?.code ?? texts.notOurs);
  return [
    element(
      'p',
      { class: `outcome ${isSuccess ? 'good' : 'bad'}` },
      element('strong', {}, `${status} ${statusText}`.trim()),
      element('span', {}, outcome),
      element('span', { class: 'ms' }, `${Math.round(ms)} ms`),
    ),
    element('pre', {}, body ? JSON.stringify(body, null, 2) : text),
    headerTable(headers),
  ];
}

const problems: Readonly<Record<NoReply, { readonly title: string; readonly text: string }>> = {
  'not-reached': { title: texts.noResponse, text: texts.notReached },
  'timed-out': { title: texts.noResponse, text: texts.timedOut },
  cancelled: { title: texts.cancelled, text: texts.maybeCarriedOut },
};

export const noReplyView = (problem: NoReply): readonly HTMLElement[] => [
  element(
    'p',
    { class: 'outcome bad' },
    element('strong', {}, problems[problem].title),
    element('span', {}, problems[problem].text),
  ),
];

/** Shows for how long a call has been under way. A screen reader is not told of every second. */
export function pendingView(): { views: readonly HTMLElement[]; stop(): void } {
  const seconds = element('span', { class: 'ms', 'aria-hidden': 'true' });
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    seconds.textContent = `${count} s`;
  }, 1_000);
  const view = element('p', { class: 'pending' }, element('strong', {}, texts.sending), seconds);
  return { views: [view], stop: () => clearInterval(timer) };
}
