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

/** Starts every form of the page. @param onSent runs after each call. */
export function startPage(onSent: () => void): void {
  document.documentElement.classList.add('scripted');
  keepLanguage();
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
