import { type CallParts, lines, literal } from './parts.ts';

/** A dollar sign begins a template in Kotlin. */
const text = (value: string) => literal(value).replaceAll('$', String.raw`\$`);

function bodyOf({ way, entries }: CallParts): string {
  if (way !== 'json') {
    return `FormBody.Builder()${entries.map(([name, value]) => `.add(${text(name)}, ${text(value)})`).join('')}.build()`;
  }
  const pairs = entries.map(([name, value]) => `${text(name)} to ${text(value)}`).join(', ');
  return `JSONObject(mapOf(${pairs})).toString().toRequestBody("application/json".toMediaType())`;
}

/** With OkHttp, as on Android. */
export function kotlin(parts: CallParts) {
  const { way, username, password, request, acceptLanguage } = parts;
  return lines(
    'val request = Request.Builder()',
    `    .url(${text(request.url)})`,
    way === 'basic' &&
      `    .header("Authorization", Credentials.basic(${text(username)}, ${text(password)}, Charsets.UTF_8))`,
    acceptLanguage !== undefined && `    .header("Accept-Language", ${text(acceptLanguage)})`,
    way !== 'url' && `    .post(${bodyOf(parts)})`,
    '    .build()',
    'OkHttpClient().newCall(request).execute().use { response ->',
    '    val reply = JSONObject(response.body!!.string())',
    '    if (reply.getString("ret") == "fail") throw IOException(reply.getString("code"))',
    '}',
  );
}
