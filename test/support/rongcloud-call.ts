import { createHash } from 'node:crypto';

export interface RongCloudCall {
  /** Parameters; a list repeats its name. */
  readonly form?: Readonly<Record<string, string | number | readonly string[]>>;
  /** A raw body instead of a form. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly appKey?: string;
  readonly appSecret?: string;
  readonly nonce?: string;
  readonly timestamp?: string;
}

export interface RongCloudReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export const testAppKey = 'test-app-key';
export const testAppSecret = 'test-app-secret';

let nonces = 0;

/** Calls RongCloud without the product's own client. */
export async function callRongCloud(url: string, call: RongCloudCall = {}): Promise<RongCloudReply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...signedHeaders(call), 'content-type': 'application/x-www-form-urlencoded', ...call.headers },
    body: call.body ?? encodeForm(call.form ?? {}),
    redirect: 'manual',
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

export function signedHeaders(call: RongCloudCall = {}): Record<string, string> {
  nonces += 1;
  const {
    appKey = testAppKey,
    appSecret = testAppSecret,
    nonce = `n${nonces}`,
    timestamp = '1767578400000',
  } = call;
  const signature = createHash('sha1').update(`${appSecret}${nonce}${timestamp}`).digest('hex');
  return { 'App-Key': appKey, Nonce: nonce, Timestamp: timestamp, Signature: signature };
}

function encodeForm(form: NonNullable<RongCloudCall['form']>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(form))
    for (const one of Array.isArray(value) ? value : [value]) pairs.append(name, String(one));
  return pairs.toString();
}
