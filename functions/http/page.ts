import { promises as files } from 'node:fs';
import { join } from 'node:path';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { apiDocs } from '../contract/api-docs.ts';
import { Failure } from '../contract/failure.ts';
import { type Language, languages, preferredLanguage } from '../contract/reasons.ts';
import type { Deps } from '../platform/deps.ts';
import type { Handler } from './handler.ts';
import { failureReply, fileReply } from './reply.ts';
import { header } from './request.ts';
import { isGatewayEvent, replyToStrayEvent } from './stray-event.ts';

export type ReadPageFile = (name: string) => Promise<string>;

/** The folder of the page's files in a function's bundle. */
export const pageFolder = 'page';

const fromBundle =
  ({ environment }: Deps): ReadPageFile =>
  (name) =>
    // Lambda unpacks the bundle into this folder.
    files.readFile(join(environment.LAMBDA_TASK_ROOT ?? '', pageFolder, name), 'utf8');

export const pageFile = (language: Language) => `index.${language}.html`;

/** Placeholder in the page before the names of its other files. */
export const basePlaceholder = '{{base}}';

/** The page's address, with the stage if there is one, and a slash at its end. */
function baseOf(requestPath: string, path: string): string {
  const stage = requestPath.slice(0, Math.max(0, requestPath.indexOf(path)));
  return `${stage.replace(/[^\w/-]/g, '')}${path}/`;
}

/** The language that the address names, else the one that the browser asks for. */
function languageOf(event: APIGatewayProxyEvent): Language {
  const named = event.queryStringParameters?.lang;
  return (
    languages.find((known) => known === named) ?? preferredLanguage(header(event, 'accept-language'), 'en')
  );
}

const typeOf = (file: string): string | undefined => new Map(Object.entries(apiDocs.files)).get(file);

/** The page in the caller's language, and its files, which are the same for everybody. */
export const page =
  (deps: Deps, read: ReadPageFile = fromBundle(deps)): Handler =>
  async (event) => {
    if (!isGatewayEvent(event)) return replyToStrayEvent(deps, apiDocs.name);
    const { requestId, path: requestPath } = event.requestContext;
    const language = languageOf(event);
    const file = event.pathParameters?.file;
    const headers = { 'x-request-id': requestId, vary: 'Accept-Language' };
    if (file === undefined) {
      const text = await read(pageFile(language));
      const whole = text.replaceAll(basePlaceholder, baseOf(requestPath ?? '', apiDocs.path));
      const reply = fileReply('text/html; charset=utf-8', whole);
      return { ...reply, headers: { ...reply.headers, ...headers, 'content-language': language } };
    }
    const type = typeOf(file);
    const reply =
      type === undefined
        ? failureReply(new Failure('NOT_FOUND'), { errorStatus: 'http', language })
        : fileReply(type, await read(file));
    return { ...reply, headers: { ...reply.headers, ...headers } };
  };
