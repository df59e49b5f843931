/**
 * RongCloud's data centres: the primary host and its backup. An app belongs to one of them for good.
 * Source: docs.rongcloud.io/platform-chat-api/base-url.
 */
export const dataCentres = {
  china: ['https://api.rong-api.com', 'https://api-b.rong-api.com'],
  singapore: ['https://api.sg-light-api.com', 'https://api-b.sg-light-api.com'],
  'singapore-b': ['https://api.sg-b-light-api.com', 'https://api-b.sg-b-light-api.com'],
  'north-america': ['https://api.us-light-api.com', 'https://api-b.us-light-api.com'],
  'saudi-arabia': ['https://api.sau-light-api.com', 'https://api-b.sau-light-api.com'],
} as const;

const isDataCentre = (text: string): text is keyof typeof dataCentres => Object.hasOwn(dataCentres, text);

/** An origin without user, path, query or fragment: none of these may divert a signed call. */
const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;
/** Plain HTTP only to this machine, for the emulator. */
const isProtected = (text: string) => /^https:\/\/|^http:\/\/127\.0\.0\.1:\d+$/.test(text);

/** Origins, the primary first. */
export type Hosts = readonly [primary: string, ...others: string[]];

/** The origins of `china` or of one to four origins separated by commas; undefined if it is neither. */
export function parseHosts(text: string): Hosts | undefined {
  if (isDataCentre(text)) return dataCentres[text];
  const [primary = '', ...others] = text.split(',');
  const origins: Hosts = [primary, ...others];
  const sound = origins.every((origin) => isOrigin(origin) && isProtected(origin));
  return sound && origins.length <= 4 ? origins : undefined;
}

const { china: _china, ...overseas } = dataCentres;

/**
 * How far the times in RongCloud's replies are ahead of UTC: they name no zone, and are Beijing time in the Chinese data
 * centre and UTC in the others. Unknown hosts count as Chinese.
 */
export const utcOffsetMs = ([primary]: Hosts) =>
  Object.values(overseas).some((origins: Hosts) => origins.includes(primary)) ? 0 : 8 * 60 * 60_000;
