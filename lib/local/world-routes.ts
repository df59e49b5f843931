import * as z from 'zod/mini';
import { pages } from '../../functions/contract/pages.ts';
import type { Handler } from '../../functions/http/endpoint.ts';
import { type Reply, replyHeaders } from '../../functions/http/reply.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Route } from './routes.ts';
import type { World } from './world-view.ts';

const reply = (statusCode: number, body: unknown): Reply => ({
  statusCode,
  headers: replyHeaders,
  body: JSON.stringify(body),
});

/** Undefined, which no shape allows, where the text is no JSON. */
function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** A change, described by a JSON body of this shape. */
function taking<S extends z.core.$ZodType>(schema: S, run: (input: z.output<S>) => unknown): Handler {
  return async ({ headers, body }) => {
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    // A page of another site cannot send this type to here, so none steers somebody's local run.
    if (!type?.startsWith('application/json')) return reply(400, { error: 'Send application/json.' });
    const input = z.safeParse(schema, parsed(body));
    return input.success ? reply(200, run(input.data)) : reply(400, { error: z.prettifyError(input.error) });
  };
}

const room = z.strictObject({ chatroomId: z.string() });
const member = z.strictObject({ userId: z.string(), chatroomId: z.string() });

const local = `${pages['api-docs'].path}/local`;

/** What the page of the local run calls beside the endpoints; on AWS there is none of it. */
export const worldRoutes = (view: () => Promise<World>, emulator: RongCloudEmulator): readonly Route[] => [
  { resource: `${local}/world`, methods: ['GET'], handler: async () => reply(200, await view()) },
  {
    resource: `${local}/lose`,
    methods: ['POST'],
    handler: taking(room, ({ chatroomId }) => {
      emulator.loseRoom(chatroomId);
      return {};
    }),
  },
  {
    resource: `${local}/join`,
    methods: ['POST'],
    // What the app's own SDK does, and the code that it would report.
    handler: taking(member, ({ userId, chatroomId }) => ({ code: emulator.join(userId, chatroomId) })),
  },
];
