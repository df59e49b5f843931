import { serviceRoot } from './address.ts';
import { curlLine, curlWords } from './curl.ts';
import { chosen, element, found } from './elements.ts';
import { language } from './language.ts';
import { type Answered, noResponseView, replyView } from './reply-view.ts';
import { type Call, requestOf, type Way } from './request.ts';
import { texts } from './texts.ts';

/** API Gateway ends every call after 29 s. */
const timeoutMs = 30_000;

const hiddenPassword = '••••••';

/** An endpoint without GET is sent as a form if GET is selected. */
const wayOf = ({ dataset: { methods = '' } }: HTMLFormElement): Way => {
  const way = chosen('way') as Way;
  return way === 'url' && !methods.includes('GET') ? 'form' : way;
};

function callOf(form: HTMLFormElement): Call {
  const {
    username = '',
    password = '',
    ...fields
  } = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  return {
    way: wayOf(form),
    url: new URL(form.dataset.path ?? '', serviceRoot).href,
    username,
    password,
    fields,
    language,
  };
}

async function send(call: Call): Promise<Answered> {
  const { url, ...request } = requestOf(call);
  const startedAt = performance.now();
  const response = await fetch(url, {
    ...request,
    credentials: 'omit',
    cache: 'no-store',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  const { status, statusText, headers } = response;
  return { status, statusText, headers, text, ms: performance.now() - startedAt };
}

/** Sends one endpoint's form and shows the reply. @param onSent runs after each call. */
export function openForm(form: HTMLFormElement, onSent: () => void): { showCurl(): void } {
  const section = form.closest('section') ?? form;
  const reply = found('.reply', HTMLElement, section);
  const curl = found('.curl pre', HTMLElement, form);
  const button = found('button[type=submit]', HTMLButtonElement, form);
  const copy = found('.copy', HTMLButtonElement, form);

  const showCurl = () => {
    const call = callOf(form);
    const shown = { ...call, password: call.password === '' ? '' : hiddenPassword };
    // In a URL the dots come out encoded, which nobody would take for a hidden password.
    const words = curlWords(shown).map((word) =>
      element('span', { class: 'word' }, word.replace(encodeURIComponent(hiddenPassword), hiddenPassword)),
    );
    curl.replaceChildren(...words.flatMap((word, index) => (index === 0 ? [word] : [' ', word])));
  };

  form.addEventListener('input', showCurl);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    const view = await send(callOf(form)).then(replyView, noResponseView);
    button.disabled = false;
    reply.replaceChildren(...view);
    onSent();
  });
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(curlLine(callOf(form)));
    copy.textContent = texts.copied;
    setTimeout(() => {
      copy.textContent = texts.copy;
    }, 1_500);
  });
  showCurl();
  return { showCurl };
}
