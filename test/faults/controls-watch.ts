import type { Clock } from '../../functions/platform/deps.ts';
import { allControls, type Compared, controlsDifference } from './controls-difference.ts';
import { type createModel, Violation } from './model.ts';
import type { Begun, Request } from './requests.ts';
import type { ItemChange, MemoryDynamoDb } from './simulation/dynamodb.ts';
import type { Trace } from './simulation/process.ts';
import type { SimulatedRongCloud, UpstreamCall } from './simulation/rongcloud.ts';

const createPath = '/chatroom/create_new.json';
const publishPath = '/message/chatroom/publish.json';

export interface ControlsWatchMeans {
  readonly clock: Clock;
  readonly database: Pick<MemoryDynamoDb, 'row' | 'rows'>;
  readonly rongCloud: () => SimulatedRongCloud;
  readonly model: ReturnType<typeof createModel>;
}

const namesOf = (participants: unknown) =>
  ((participants ?? []) as readonly { username: string }[]).map(({ username }) => username).sort();

/** The controls that a successful call has sent to RongCloud. */
const comparedAfter = ({ command, target = '' }: Request): Compared | undefined => {
  if (command === 'join') return allControls;
  if (command === 'silence' || command === 'assistants') return { silence: true, users: [] };
  return command === 'mute' || command === 'kick' ? { silence: false, users: [target] } : undefined;
};

/** Compares the controls of rooms in the tables, at RongCloud and in the model, and looks at calls about them. */
export function createControlsWatch({ clock, database, model, ...means }: ControlsWatchMeans) {
  const silentSince = new Map<string, number>();
  const requests = new WeakMap<Trace, Begun>();
  const senders = new WeakMap<UpstreamCall, Trace>();

  const demandSameAs = (id: number, compared: Compared) => {
    const row = database.row('chatrooms', id);
    const room = means.rongCloud().room(String(id));
    if (row?.state !== 'ACTIVE' || room === undefined) return;
    const sanctions = database.rows('sanctions').filter(({ chatroomId }) => chatroomId === id);
    const difference = controlsDifference({ row, sanctions }, room, compared, clock.now());
    if (difference !== undefined) throw new Violation(`controls: ${id} ${difference}`);
  };

  const demandKnown = (id: number) => {
    const row = database.row('chatrooms', id) ?? {};
    const { silence, assistants, announcement, sanctions, everSanctioned } = model.controls.roomOf(id);
    const demand = (isSame: boolean, what: string) => {
      if (!isSame) throw new Violation(`last setting: ${what} of ${id} is another in the table`);
    };
    const silent = silence.known()?.value;
    demand(silent === undefined || silent.isSilent === (row.isSilent === true), 'silence');
    const unsanctioned = (names: readonly string[]) =>
      String(names.filter((name) => !everSanctioned.has(name)).sort());
    if (silent?.isSilent)
      demand(unsanctioned(silent.speakers) === unsanctioned(namesOf(row.speakers)), 'speakers');
    const helpers = assistants.known()?.value;
    demand(
      helpers === undefined || String([...helpers].sort()) === String(namesOf(row.assistants)),
      'assistants',
    );
    const announced = announcement.known()?.value;
    const kept = row.announcement as { text: string; by: string } | undefined;
    demand(announced === undefined || announced.text === (kept?.text ?? ''), 'announcement');
    for (const [name, setting] of sanctions) {
      const until = setting.known()?.value;
      const [kind, username] = name.split(' ');
      const found = database
        .rows('sanctions')
        .find((one) => one.chatroomId === id && one.username === username);
      const stored = Number(found?.[kind === 'kick' ? 'blockedUntil' : 'mutedUntil'] ?? 0);
      demand(until === undefined || (until.from <= stored && stored <= until.to), name);
    }
  };

  return {
    /** A request is about to be handled under this trace. */
    begins: (trace: Trace, begun: Begun): void => {
      requests.set(trace, begun);
    },
    changed: ({ before, after }: ItemChange): void => {
      const id = String(after?.chatroomId);
      if (after?.isSilent !== true) silentSince.delete(id);
      else if (before?.isSilent !== true) silentSince.set(id, clock.now());
    },
    /** RongCloud is asked something. @throws Violation */
    asked: (call: UpstreamCall, trace: Trace | undefined): void => {
      if (trace === undefined) return;
      senders.set(call, trace);
      const [roomId = ''] = call.form.getAll('chatroomId');
      const since = silentSince.get(roomId);
      const mustBeSilent = call.path === createPath && since !== undefined && since < trace.startedAt;
      if (mustBeSilent && call.form.get('isBan') !== 'true')
        throw new Violation(`silence: ${roomId} is created open to all`);
      const begun = requests.get(trace);
      if (call.path !== publishPath || begun === undefined) return;
      trace.messagesAsked += 1;
      model.controls.sends(begun);
    },
    /** RongCloud has carried a call out. @throws Violation */
    carriedOut: (call: UpstreamCall): void => {
      const trace = senders.get(call);
      if (trace === undefined || call.path !== publishPath) return;
      trace.messagesSent += 1;
      if (trace.messagesSent > 1) throw new Violation('announce: one call sent a message twice');
    },
    /** After a success, without any fault and any other call at the time. @throws Violation */
    demandCarriedOut: (request: Request): void => {
      const row = database.row('chatrooms', request.id ?? 0);
      // New assistants of an open room are not sent: the reconciler ends a silence that an earlier call left there.
      if (request.command === 'assistants' && row?.isSilent !== true) return;
      const compared = comparedAfter(request);
      if (compared !== undefined) demandSameAs(request.id ?? 0, compared);
    },
    /** RongCloud's controls are those of the tables. @throws Violation */
    demandSame: (id: number): void => demandSameAs(id, allControls),
    /** The tables hold the last settings. @throws Violation */
    demandLastSettings: demandKnown,
    forget: (): void => silentSince.clear(),
  };
}

export type ControlsWatch = ReturnType<typeof createControlsWatch>;
