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

/** The value of the checked radio button. */
export const chosen = (name: string): string =>
  found(`input[name="${name}"]:checked`, HTMLInputElement).value;

/** The folder of the page's files: the page's own address may lack the slash. */
export const pageFolder = new URL('.', found('script[src$="/page.js"]', HTMLScriptElement).src);

/** The address before /im, which may include a stage. */
export const serviceRoot = new URL('../..', pageFolder);
