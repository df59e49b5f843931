import { keepCodeLanguage } from './code-block.ts';
import { chosen, found } from './elements.ts';
import { openForm } from './endpoint-form.ts';
import { keepLanguage } from './language.ts';

/** Copies a typed account to the forms in which it is still empty. */
function shareAccount(changed: HTMLInputElement): void {
  if (!['username', 'password'].includes(changed.name)) return;
  for (const input of document.querySelectorAll<HTMLInputElement>(`form input[name="${changed.name}"]`)) {
    if (input.value === '') input.value = changed.value;
  }
}

/** The list of contents fills the window of a phone. */
function foldContents(): void {
  const contents = found('#contents', HTMLDetailsElement);
  const narrow = matchMedia('(max-width: 64rem)');
  const fold = () => {
    contents.open = !narrow.matches;
  };
  narrow.addEventListener('change', fold);
  fold();
}

/** Starts every form of the page. @param onSent runs after each call. */
export function startPage(onSent: () => void): void {
  document.documentElement.classList.add('scripted');
  keepLanguage();
  foldContents();
  const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-path]')].map((form) =>
    openForm(form, onSent),
  );
  const showAll = () => {
    for (const { showCode } of forms) showCode();
    found('#url-warning', HTMLElement).hidden = chosen('way') !== 'url';
  };
  keepCodeLanguage(showAll);
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement) shareAccount(target);
    showAll();
  });
  showAll();
}
