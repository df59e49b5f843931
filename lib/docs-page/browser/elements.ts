/** Returns an element of the page. @throws if it is missing, which is a bug. */
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

/** Creates an element. Children that are text stay text: the name of a chatroom is never read as HTML. */
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

/** The value of the checked radio button. */
export const chosen = (name: string): string =>
  found(`input[name="${name}"]:checked`, HTMLInputElement).value;
