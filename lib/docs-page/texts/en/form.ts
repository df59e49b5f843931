/** The texts of the script of an endpoint's form in English. Every other language has the same ones. */
export const form = {
  copy: (code: string) => `Copy ${code}`,
  copied: 'Copied without the password',
  notCopied: 'Not copied: select the text',
  sending: 'Sending…',
  headers: 'Headers',
  success: 'success',
  notOurs: 'not a reply of im-gateway',
  noReply: {
    'not-reached': 'The service was not reached.',
    'timed-out': 'The service did not reply within 30 seconds. It may have carried out the call.',
    cancelled: 'Cancelled. The service may have carried out the call.',
  },
};

export type FormTexts = typeof form;
