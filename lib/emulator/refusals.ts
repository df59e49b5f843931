/**
 * The body's `code` and the HTTP status of each refusal. Codes up to 2007 and their statuses are from the
 * vendor's error table; a status marked "assumed" is undocumented. Texts are ours where the vendor's wording is
 * unknown.
 */
const refusalTable = {
  unknownPath: { code: 404, status: 404, text: 'No such call.' },
  internalError: { code: 1000, status: 500, text: 'Internal error, try again later.' },
  // Seen from the real service: an unknown App Key is 1002, not 1001.
  unknownAppKey: { code: 1002, status: 400, text: 'Invalidate App-Key.' },
  badParameter: { code: 1002, status: 400, text: 'Parameter missing or invalid.' },
  badSignature: { code: 1004, status: 401, text: 'Signature error.' },
  parameterTooLong: { code: 1005, status: 400, text: 'Parameter too long.' },
  tooFrequent: { code: 1008, status: 429, text: 'Call frequency exceeded.' },
  serviceOff: { code: 1009, status: 430, text: 'Service not enabled.' },
  timedOut: { code: 1050, status: 504, text: 'Internal service timed out.' },
  // 1508: status assumed.
  bodyTooLarge: { code: 1508, status: 400, text: 'HTTP body too large.' },
  testUserQuota: { code: 2007, status: 403, text: 'Number of test users exceeded.' },
  // The client SDKs' code; documented for one server call, without its status.
  noSuchRoom: { code: 23410, status: 200, text: 'Chatroom does not exist.' },
} as const;

/** Thrown where a call is refused; the call handler turns it into a reply. */
export class Refusal extends Error {
  override readonly name: keyof typeof refusalTable;

  constructor(name: keyof typeof refusalTable, text: string = refusalTable[name].text) {
    super(text);
    this.name = name;
  }

  get status() {
    return refusalTable[this.name].status;
  }

  get body() {
    return { code: refusalTable[this.name].code, errorMessage: this.message };
  }
}
