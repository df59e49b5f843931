import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../contract/failure.ts';
import { type PageDefinition, type PageName, pages } from '../contract/pages.ts';
import { preferredLanguage } from '../contract/reasons.ts';
import type { Deps } from '../platform/deps.ts';
import type { Handler } from './handler.ts';
import { failureReply, fileReply } from './reply.ts';
import { header } from './request.ts';
import { isGatewayEvent, replyToStrayEvent } from './stray-event.ts';

/** The text of one of a page's files, by its name. */
export type ReadPageFile = (name: string) => Promise<string>;

/** In a function's bundle, the folder of its page's files. */
export const pageFolder = 'page';

const fromBundle =
  ({ environment }: Deps): ReadPageFile =>
  (name) =>
    // Where Lambda has unpacked the bundle.
    readFile(join(environment.LAMBDA_TASK_ROOT ?? '', pageFolder, name), 'utf8');

export const pageFile = 'index.html';

/** Stands in the page for the address below which its other files are. */
export const basePlaceholder = '{{base}}';

/**
 * The page's address, with the stage if there is one, and a slash at its end: its files' names are relative to it.
 */
function baseOf(requestPath: string, path: string): string {
  const stage = requestPath.slice(0, Math.max(0, requestPath.indexOf(path)));
  return `${stage.replace(/[^\w/-]/g, '')}${path}/`;
}

/** A page of the table and its files, the same for everybody. */
export function page(name: PageName) {
  const { path, files }: PageDefinition = pages[name];
  const types = new Map([[pageFile, 'text/html; charset=utf-8'], ...Object.entries(files)]);

  return (deps: Deps, read: ReadPageFile = fromBundle(deps)): Handler =>
    async (event) => {
      if (!isGatewayEvent(event)) return replyToStrayEvent(deps, name);
      const { requestId, path: requestPath } = event.requestContext;
      const file = event.pathParameters?.file ?? pageFile;
      const type = types.get(file);
      const language = preferredLanguage(header(event, 'accept-language'), 'en');
      const reply =
        type === undefined
          ? failureReply(new Failure('NOT_FOUND'), { errorStatus: 'http', language })
          : fileReply(type, (await read(file)).replaceAll(basePlaceholder, baseOf(requestPath, path)));
      return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId } };
    };
}
