import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { httpFile } from '../../lib/openapi/http-file.ts';
import { startTestService } from '../support/test-service.ts';

const committed = readFileSync(join(import.meta.dirname, '../../docs/im-gateway.http'), 'utf8');

interface Request {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Reads the part of the format that the file uses, as VS Code's REST Client and JetBrains' HTTP client do. */
function requestsOf(text: string, address: string): readonly Request[] {
  const [head = '', ...blocks] = text.split(/^### /m);
  const variables = new Map(
    [...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  variables.set('address', address);
  return blocks.map((block) => {
    const filled = block.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => variables.get(name) ?? '?');
    const [title = '', start = '', ...rest] = filled.split('\n');
    const [method = '', url = ''] = start.split(' ');
    const headers = Object.fromEntries(rest.slice(0, rest.indexOf('')).map((line) => line.split(': ')));
    const [, username, password] = String(headers.Authorization).split(' ');
    headers.Authorization = `Basic ${btoa(`${username}:${password}`)}`;
    return {
      title,
      method,
      url,
      headers,
      body: rest
        .slice(rest.indexOf('') + 1)
        .join('\n')
        .trim(),
    };
  });
}

const service = await startTestService();
afterAll(() => service.stop());

describe('docs/im-gateway.http', () => {
  it('is what npm run openapi writes', () => {
    expect(committed).toBe(httpFile());
  });

  it('has requests that all succeed on a fresh start', async () => {
    const replies: Record<string, unknown> = {};
    const requests = requestsOf(committed, service.origin);
    for (const { title, url, ...init } of requests) {
      const response = await fetch(url, init);
      replies[title] = Object(await response.json()).ret;
    }
    expect(requests.length).toBeGreaterThan(14);
    expect(replies).toEqual(Object.fromEntries(requests.map(({ title }) => [title, 'success'])));
  });
});
