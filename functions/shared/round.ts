import * as z from 'zod/mini';
import { type EndpointName, endpoints } from '../endpoints.ts';

/** One call to one endpoint, and what came of it. */
export interface Step {
  readonly name: EndpointName;
  readonly ms: number;
  /** In a few words, where it did not come out as it must. */
  readonly fault?: string;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export interface RoundOptions {
  readonly now: () => number;
  readonly account: { readonly username: string; readonly password: string };
  /** The name of the room that the round makes and destroys. */
  readonly roomName: string;
  /** Sends one call; what it throws is told as the step's fault. */
  readonly send: (name: EndpointName, parameters: Readonly<Record<string, string>>) => Promise<Answered>;
}

const asFailed = z.object({ code: z.string() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with an answer; the body decides, because its status may be 200 throughout. */
function faultOf(name: EndpointName, { status, text }: Answered): string | undefined {
  const body = parsed(text);
  if (endpoints[name].reply.safeParse(body).success) return undefined;
  const failed = asFailed.safeParse(body);
  return failed.success ? `${status} ${failed.data.code}` : `${status}, and not our envelope`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'no answer');

const created = z.object({ id: z.int() });

/** Calls all five endpoints once: a room is made, joined, looked up and destroyed again. */
export async function round({ now, account, roomName, send }: RoundOptions): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const call = async (name: EndpointName, parameters: Readonly<Record<string, string>>) => {
    const startedAt = now();
    const outcome = await send(name, { ...account, ...parameters }).then(
      (answered) => ({ body: parsed(answered.text), fault: faultOf(name, answered) }),
      (error: unknown) => ({ body: undefined, fault: messageOf(error) }),
    );
    const { fault } = outcome;
    steps.push({ name, ms: now() - startedAt, ...(fault === undefined ? {} : { fault }) });
    return outcome.body;
  };

  await call('user-get-token', {});
  const room = created.safeParse(await call('chatroom-create', { live_id: 'probe', name: roomName }));
  if (!room.success) return steps;
  const id = String(room.data.id);
  await call('chatroom-join', { id });
  await call('chatroom-query', { id });
  // Last, whatever came before: nothing is left behind.
  await call('chatroom-destroy', { id });
  return steps;
}
