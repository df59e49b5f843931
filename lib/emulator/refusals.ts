/**
 * What RongCloud answers when it says no: the body's `code` and the HTTP status that goes with it.
 * Codes up to 2007 and their statuses are from the vendor's error table; a status marked "assumed" is not
 * documented. Texts are ours where the vendor's wording is not known.
 */
const refusalTable = {
  unknownPath: { code: 404, status: 404, text: 'No such call.' },
  internalError: { code: 1000, status: 500, text: 'Internal error, try again later.' },
  // Seen from the real service: an unknown App Key is 1002, not 1001.
  unknownAppKey: { code: 1002, status: 400, text: 'Invalidate App-Key.' },
  badParameter: { code: 1002, status: 400, text: 'Parameter missing or invalid.' },
  emptyBody: { code: 1003, status: 400, text: 'No POST data.' },
  badSignature: { code: 1004, status: 401, text: 'Signature error.' },
  parameterTooLong: { code: 1005, status: 400, text: 'Parameter too long.' },
  tooFrequent: { code: 1008, status: 429, text: 'Call frequency exceeded.' },
  serviceOff: { code: 1009, status: 430, text: 'Service not enabled.' },
  // A failure that arrives with HTTP 200: success is told by the code alone.
  notKeptAlive: { code: 1015, status: 200, text: 'Chatroom is not in the keep-alive list.' },
  keepAliveQuota: { code: 1016, status: 403, text: 'Keep-alive quota exceeded.' },
  timedOut: { code: 1050, status: 504, text: 'Internal service timed out.' },
  // 1501, 1502 and 1508: status assumed.
  wrongType: { code: 1501, status: 400, text: 'Wrong parameter type.' },
  tooMany: { code: 1502, status: 400, text: 'Quantity limit exceeded.' },
  bodyTooLarge: { code: 1508, status: 400, text: 'HTTP body too large.' },
  testUserQuota: { code: 2007, status: 403, text: 'Number of test users exceeded.' },
  // 234xx: the client SDKs' chatroom codes; only 23410 is documented for a server call.
  noSuchRoom: { code: 23410, status: 200, text: 'Chatroom does not exist.' },
  tooManyAttributes: { code: 23423, status: 200, text: 'Too many chatroom attributes.' },
  noSuchAttribute: { code: 23427, status: 200, text: 'Chatroom attribute does not exist.' },
} as const;

export type RefusalName = keyof typeof refusalTable;

/** Thrown where a call is refused, turned into a reply in one place. */
export class Refusal extends Error {
  override readonly name: RefusalName;
  readonly code: number;
  readonly status: number;

  constructor(name: RefusalName, detail?: string) {
    const { code, status, text } = refusalTable[name];
    super(detail === undefined ? text : `${text} ${detail}`);
    this.name = name;
    this.code = code;
    this.status = status;
  }
}
