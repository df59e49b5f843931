import type { Call } from '../request.ts';
import { type CallParts, lines, literal, partsOf } from './parts.ts';

/** A dollar sign begins a template in Kotlin. */
const text = (value: string) => literal(value).replaceAll('$', String.raw`\$`);

function bodyOf({ way, entries }: CallParts): string | undefined {
  if (way === 'url') return undefined;
  if (way !== 'json') {
    return `    .post(FormBody.Builder()${entries.map(([name, value]) => `.add(${text(name)}, ${text(value)})`).join('')}.build())`;
  }
  const pairs = entries.map(([name, value]) => `${text(name)} to ${text(value)}`).join(', ');
  return `    .post(JSONObject(mapOf(${pairs})).toString().toRequestBody("application/json".toMediaType()))`;
}

/** With OkHttp, as on Android. */
export function kotlin(call: Call): string {
  const parts = partsOf(call);
  const { way, url, username, password, acceptLanguage } = parts;
  return lines(
    'val request = Request.Builder()',
    `    .url(${text(url)})`,
    way === 'basic' &&
      `    .header("Authorization", Credentials.basic(${text(username)}, ${text(password)}, Charsets.UTF_8))`,
    acceptLanguage !== undefined && `    .header("Accept-Language", ${text(acceptLanguage)})`,
    bodyOf(parts),
    '    .build()',
    'OkHttpClient().newCall(request).execute().use { response ->',
    '    val reply = JSONObject(response.body!!.string())',
    '    if (reply.getString("ret") == "fail") throw IOException(reply.getString("code"))',
    '}',
  );
}
