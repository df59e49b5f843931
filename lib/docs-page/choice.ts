import { html } from './markup.ts';

/** Radio buttons, so that the arrow keys work. The first is checked. */
export const choice = (name: string, legend: string, options: Readonly<Record<string, string>>) => html`
  <fieldset class="choice">
    <legend>${legend}</legend>
    ${Object.entries(options).map(
      ([value, label], index) => html`
        <label><input type="radio" name="${name}" value="${value}"${index === 0 ? html` checked` : ''}><span>${label}</span></label>`,
    )}
  </fieldset>`;
