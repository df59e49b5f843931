/** HTML in which all inserted text is escaped. */
export interface Markup {
  readonly markup: string;
}

type Content = Markup | string | number | readonly Markup[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);

function written(content: Content): string {
  if (typeof content !== 'object') return escaped(String(content));
  return 'markup' in content ? content.markup : content.map(({ markup }) => markup).join('');
}

/** An HTML template. Inserted values are escaped unless they are Markup. */
export const html = (strings: TemplateStringsArray, ...contents: readonly Content[]): Markup => ({
  markup: String.raw({ raw: strings }, ...contents.map(written)),
});

/** Radio buttons, so that the arrow keys work. The first is checked. */
export const choice = (name: string, legend: string, options: Readonly<Record<string, string>>) => html`
  <fieldset class="choice">
    <legend>${legend}</legend>
    ${Object.entries(options).map(
      ([value, label], index) => html`
        <label><input type="radio" name="${name}" value="${value}"${index === 0 ? html` checked` : ''}><span>${label}</span></label>`,
    )}
  </fieldset>`;
