import { createHash } from 'node:crypto';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import { preferredLanguage } from '../../functions/contract/reasons.ts';
import type { Handler } from '../../functions/http/handler.ts';
import { type Reply, replyHeaders } from '../../functions/http/reply.ts';
import { header } from '../../functions/http/request.ts';
import { controlPrefix, controlReply } from '../emulator/control.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Inspector } from './inspector.ts';
import { inspectorParts } from './inspector-view.ts';
import { wordingOf } from './inspector-wording.ts';
import type { Route } from './routes.ts';

const jsonReply = (statusCode: number, body: unknown): Reply => ({
  statusCode,
  headers: replyHeaders,
  body: JSON.stringify(body),
});

/** Replies with the state as HTML, but only if it differs from the caller's version. */
const look =
  ({ inspect }: Inspector, emulator: RongCloudEmulator): Handler =>
  async (event) => {
    const { search = '', version: known, room = '', zone = '' } = event.queryStringParameters ?? {};
    const roomId = /^\d{1,10}$/.test(room) ? Number(room) : undefined;
    const inspection = await inspect(search, roomId);
    const language = preferredLanguage(header(event, 'accept-language'), 'en');
    const parts = inspectorParts(inspection, emulator, wordingOf(language, zone));
    const version = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
    return jsonReply(200, version === known ? { version } : { version, parts });
  };

const control =
  (emulator: RongCloudEmulator, method: string, name: string): Handler =>
  async (event) => {
    const contentType = header(event, 'content-type');
    const call = { method, name, contentType, body: event.body ?? '' };
    const { status, ...reply } = controlReply(emulator, call);
    return jsonReply(status, reply);
  };

/** The controls for the page and the sample app. A browser cannot use the other controls of the emulator. */
const controls = {
  GET: ['rooms', 'messages'],
  POST: ['connect', 'join', 'leave', 'send', 'goOffline', 'loseRoom', 'arm', 'disarm'],
} as const;

/** The inspector, and the controls on the gateway's origin, so that they need no CORS. No deployment has these. */
export const inspectorRoutes = (inspector: Inspector, emulator: RongCloudEmulator): readonly Route[] => [
  { resource: `${apiDocs.path}/local/look`, methods: ['GET'], handler: look(inspector, emulator) },
  ...Object.entries(controls).flatMap(([method, names]) =>
    names.map((name) => ({
      resource: `${controlPrefix}${name}`,
      methods: [method],
      handler: control(emulator, method, name),
    })),
  ),
];
