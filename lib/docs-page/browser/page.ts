import { chooseCode } from './code-block.ts';
import { chosen, found } from './elements.ts';
import { openForm } from './endpoint-form.ts';
import { keepLanguage } from './language.ts';

/** Copies a typed account to the forms in which it is still empty. */
function shareAccount({ name, value }: HTMLInputElement): void {
  if (name !== 'username' && name !== 'password') return;
  for (const input of document.querySelectorAll<HTMLInputElement>(`form input[name="${name}"]`)) {
    if (input.value === '') input.value = value;
  }
}

function showAll(): void {
  for (const showCode of codes) showCode();
  found('#url-warning', HTMLElement).hidden = chosen('way') !== 'url';
}

document.documentElement.classList.add('scripted');
keepLanguage();
// The list of contents would fill the window of a phone.
found('#contents', HTMLDetailsElement).open = matchMedia('(min-width: 64rem)').matches;
const codes = [...document.querySelectorAll<HTMLFormElement>('form[data-path]')].map(openForm);
chooseCode();
document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (target.closest('.code')) chooseCode(target.value);
  shareAccount(target);
  showAll();
});
showAll();
