/** The texts of the script of an endpoint's form in English. Every other language has the same ones. */
export const form = {
  copy: 'Copy',
  copied: 'Copied',
  headers: 'Headers',
  body: 'Body',
  success: 'success',
  notOurs: 'not a reply of im-gateway',
  noResponse: 'No response',
  notReached: 'The service was not reached.',
};

export type FormTexts = typeof form;
