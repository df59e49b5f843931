import * as z from 'zod/mini';
import { type EndpointName, endpoints } from '../contract/endpoints.ts';

export interface Step {
  readonly name: EndpointName;
  readonly ms: number;
  readonly fault?: string;
}

interface SmokeCheckOptions {
  readonly now: () => number;
  readonly roomName: string;
  /**
   * Makes one call.
   * @returns the body of its success.
   * @throws if the call failed; the message becomes the step's fault.
   */
  readonly call: (name: EndpointName, parameters: Readonly<Record<string, string>>) => Promise<unknown>;
}

const isDocumented = (name: EndpointName, fields: unknown) => endpoints[name].reply.safeParse(fields).success;

const created = z.object({ id: z.int() });

export const callsPerRound = 5;

/** Calls the five endpoints of the contract: gets a token, then creates, joins, looks up and destroys a room. */
export async function runSmokeCheck({ now, roomName, call }: SmokeCheckOptions): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const step = async (name: EndpointName, parameters: Readonly<Record<string, string>>) => {
    const startedAt = now();
    const { fields, fault } = await call(name, parameters).then(
      (answer) => ({ fields: answer, fault: isDocumented(name, answer) ? undefined : 'not as documented' }),
      // The cause names what fetch failed with.
      ({ message, cause }) => ({
        fields: undefined,
        fault: cause?.message || cause?.code || message || 'no reply',
      }),
    );
    steps.push({ name, ms: now() - startedAt, ...(fault === undefined ? {} : { fault }) });
    return fields;
  };

  await step('user-get-token', {});
  const room = created.safeParse(await step('chatroom-create', { live_id: 'probe', name: roomName }));
  if (!room.success) return steps;
  const id = String(room.data.id);
  await step('chatroom-join', { id });
  await step('chatroom-query', { id });
  // Always last: no room is left behind.
  await step('chatroom-destroy', { id });
  return steps;
}
