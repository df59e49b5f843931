/** An element that the page's HTML has; its absence is a mistake of ours. */
export function found<E extends Element>(
  selector: string,
  kind: new () => E,
  within: ParentNode = document,
): E {
  const element = within.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`no ${selector}`);
  return element;
}

type Attributes = Readonly<Record<string, string>>;

/** A new element. Text goes in as text, so that no name of a room is ever taken for HTML. */
export function element(
  tag: string,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The value of the radio button that is chosen. */
export const chosen = (name: string): string =>
  found(`input[name="${name}"]:checked`, HTMLInputElement).value;
