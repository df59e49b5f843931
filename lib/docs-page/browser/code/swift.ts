import { type CallParts, lines, literal } from './parts.ts';

const header = (name: string, value: string) =>
  `request.setValue(${value}, forHTTPHeaderField: ${literal(name)})`;

/** With URLSession, as on iOS 15 and later. */
export function swift({ way, username, password, request, acceptLanguage }: CallParts) {
  const { method, url, headers, body } = request;
  const contentType = headers['content-type'];
  return lines(
    `var request = URLRequest(url: URL(string: ${literal(url)})!)`,
    `request.httpMethod = ${literal(method)}`,
    way === 'basic' &&
      header(
        'Authorization',
        `"Basic " + Data(${literal(`${username}:${password}`)}.utf8).base64EncodedString()`,
      ),
    acceptLanguage !== undefined && header('Accept-Language', literal(acceptLanguage)),
    contentType !== undefined && header('Content-Type', literal(contentType)),
    body !== undefined && body !== '' && `request.httpBody = Data(${literal(body)}.utf8)`,
    'let (data, _) = try await URLSession.shared.data(for: request)',
    'let reply = try JSONSerialization.jsonObject(with: data) as? [String: Any]',
    'if reply?["ret"] as? String != "success" { throw URLError(.badServerResponse) }',
  );
}
