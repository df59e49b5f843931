const script = document.currentScript;

/** The folder of the page's files, which its address names with or without the slash. */
export const pageFolder = new URL('.', script instanceof HTMLScriptElement ? script.src : location.href);

/** The address before /im, which may include a stage. */
export const serviceRoot = new URL('../..', pageFolder);
