import { openCodeBlock } from './code-block.ts';
import { chosen, found, serviceRoot } from './elements.ts';
import { language } from './language.ts';
import { showNoReply, showPending, showReply } from './reply-view.ts';
import type { Call, Way } from './request.ts';
import { type SentCall, sendCall } from './send-call.ts';

/** An endpoint without GET is sent as a form if GET is selected. */
const wayOf = ({ dataset: { methods = '' } }: HTMLFormElement): Way => {
  const way = chosen('way') as Way;
  return way === 'url' && !methods.includes('GET') ? 'form' : way;
};

/** An empty field is left out, unless the empty text is a value of its parameter. */
const isSent = ({ value, dataset }: HTMLInputElement) => value !== '' || dataset.mayBeEmpty !== undefined;

function callOf(form: HTMLFormElement): Call {
  const sent = [...form.querySelectorAll('input')].filter(isSent);
  const values: Record<string, string> = Object.fromEntries(sent.map(({ name, value }) => [name, value]));
  const { username = '', password = '', ...fields } = values;
  const url = new URL(form.dataset.path ?? '', serviceRoot).href;
  return { way: wayOf(form), url, username, password, fields, language };
}

/** Dispatched on the form after each call; it bubbles. */
export const callEnded = 'im-gateway-call-ended';

/** Sends one endpoint's form and shows the reply. @returns the function that shows the code. */
export function openForm(form: HTMLFormElement): () => void {
  const section = form.closest('section') ?? form;
  const reply = found('.reply', HTMLElement, section);
  const send = found('button[type=submit]', HTMLButtonElement, form);
  const cancel = found('.cancel', HTMLButtonElement, form);
  const showCode = openCodeBlock(found('.code', HTMLElement, section), () => callOf(form));
  let sent: SentCall | undefined;

  /** The button is not disabled while a call is in progress: it would lose the focus. */
  const lock = (isPending: boolean) => {
    send.setAttribute('aria-disabled', String(isPending));
    cancel.hidden = !isPending;
  };
  form.addEventListener('input', showCode);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (sent !== undefined) return;
    sent = sendCall(callOf(form));
    lock(true);
    const stop = showPending(reply);
    const result = await sent.result;
    stop();
    sent = undefined;
    if (typeof result === 'string') showNoReply(reply, result);
    else showReply(reply, result);
    lock(false);
    form.dispatchEvent(new Event(callEnded, { bubbles: true }));
  });
  cancel.addEventListener('click', () => {
    sent?.cancel();
    send.focus();
  });
  return showCode;
}
