import { keepCodeLanguage } from './code-block.ts';
import { chosen, found } from './elements.ts';
import { openForm } from './endpoint-form.ts';
import { keepLanguage } from './language.ts';

/** Copies a typed account to the forms in which it is still empty. @returns whether the input is part of an account. */
function shareAccount(changed: HTMLInputElement): boolean {
  if (!['username', 'password'].includes(changed.name)) return false;
  for (const input of document.querySelectorAll<HTMLInputElement>(`form input[name="${changed.name}"]`)) {
    if (input.value === '') input.value = changed.value;
  }
  return true;
}

/** The list of contents fills the window of a phone. */
function foldContents(): void {
  const contents = found('#contents', HTMLDetailsElement);
  const wide = matchMedia('(min-width: 64rem)');
  const fold = () => {
    contents.open = wide.matches;
  };
  wide.addEventListener('change', fold);
  fold();
}

function showAll(): void {
  for (const showCode of codes) showCode();
  found('#url-warning', HTMLElement).hidden = chosen('way') !== 'url';
}

document.documentElement.classList.add('scripted');
keepLanguage();
foldContents();
const codes = [...document.querySelectorAll<HTMLFormElement>('form[data-path]')].map(openForm);
keepCodeLanguage(showAll);
document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (shareAccount(target) || target.name === 'way') showAll();
});
showAll();
