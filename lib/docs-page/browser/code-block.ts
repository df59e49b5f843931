import { html } from '../markup.ts';
import { type CodeLanguage, codeLanguages, codeOf } from './code/code.ts';
import { copyText } from './copy-text.ts';
import { found } from './elements.ts';
import { texts } from './language.ts';
import type { Call } from './request.ts';
import { store, stored } from './storage.ts';

const storageKey = 'im-gateway-code';
const copiedMs = 2_500;

/** The programming language that was chosen last, on this endpoint or another. */
let chosenCode: CodeLanguage = 'curl';

/** Chooses a programming language for all endpoints, and keeps it. @param name @default the one that was kept */
export function chooseCode(name = stored(storageKey)): void {
  chosenCode = codeLanguages.find((one) => one === name) ?? chosenCode;
  store(storageKey, chosenCode);
  for (const radio of document.querySelectorAll<HTMLInputElement>('.code input')) {
    radio.checked = radio.value === chosenCode;
  }
}

/** The same call as code. @returns the function that shows it. */
export function openCodeBlock(block: HTMLElement, callOf: () => Call): () => void {
  const code = found('pre', HTMLElement, block);
  const copy = found('.copy', HTMLButtonElement, block);
  const showCopy = () => {
    copy.textContent = texts.copy(chosenCode);
  };
  copy.addEventListener('click', async () => {
    const isCopied = await copyText(codeOf(chosenCode, callOf()));
    copy.textContent = isCopied ? texts.copied : texts.notCopied;
    setTimeout(showCopy, copiedMs);
  });
  return () => {
    const { markup } = html`${codeOf(chosenCode, callOf())}`;
    // A line may break at a blank, and not at the hyphen of an option.
    code.innerHTML = markup.replace(/\S+/g, '<span class="word">$&</span>');
    showCopy();
  };
}
