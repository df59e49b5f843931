import { found } from '../elements.ts';

/** Shows one panel at a time, so that all fit beside the page without scrolling to the last. */
export function openPanels(): void {
  const radios = [...document.querySelectorAll<HTMLInputElement>('input[name="panel"]')];
  for (const radio of radios) {
    radio.addEventListener('change', () => {
      for (const { value, checked } of radios) found(`#${value}-panel`, HTMLElement).hidden = !checked;
    });
  }
}
