import { type PassingRequest, startInterceptingProxy } from '../../support/intercepting-proxy.ts';

/** When the service dies, seen from the call at which it does: not done, done, or done once somebody else has gone on. */
export type Moment = 'before' | 'after' | 'late';

/** A call that left the service, such as `PutItem chatrooms` or `/chatroom/get.json`, and the how manieth of that name. */
export interface OutgoingCall {
  readonly name: string;
  readonly occurrence: number;
}

export interface Kill extends OutgoingCall {
  readonly moment: Moment;
}

/** What somebody else does just before the call arrives. */
type Happening = (request: PassingRequest) => Promise<unknown>;

/** Sees every call that leaves the service, and may kill the caller at it. */
export function createGate(killCaller: () => void) {
  let names: string[] = [];
  let armed: Kill | undefined;
  let happenings: { readonly call: OutgoingCall; readonly happen: Happening }[] = [];
  const late: (() => Promise<unknown>)[] = [];

  const pass = async (request: PassingRequest, name: string) => {
    names.push(name);
    const occurrence = names.filter((one) => one === name).length;
    const isThis = (call: OutgoingCall | undefined) => call?.name === name && call.occurrence === occurrence;
    const kill = isThis(armed) ? armed : undefined;
    if (kill !== undefined) armed = undefined;
    await happenings.find(({ call }) => isThis(call))?.happen(request);
    if (kill === undefined) return request.reply(await request.forward());
    if (kill.moment === 'after') await request.forward();
    if (kill.moment === 'late') late.push(request.forward);
    killCaller();
  };

  /** Runs what makes calls; what was to happen meanwhile does not happen after it. */
  const watch = async (run: () => Promise<unknown>) => {
    names = [];
    await run();
    happenings = [];
  };

  return {
    /** An address at which the calls to `target` arrive. */
    open: (target: string, nameOf: (request: PassingRequest) => string) =>
      startInterceptingProxy(target, (request) => pass(request, nameOf(request))),
    meanwhile: ({ name, occurrence = 1 }: { name: string; occurrence?: number }, happen: Happening) => {
      happenings.push({ call: { name, occurrence }, happen });
    },
    /** What leaves the service while `run` does. */
    callsOf: async (run: () => Promise<unknown>): Promise<readonly string[]> => {
      await watch(run);
      return names;
    },
    /** Kills the service at a call of what `run` does. @returns whether it came to that. */
    killAt: async (kill: Kill, run: () => Promise<unknown>): Promise<boolean> => {
      armed = kill;
      await watch(run);
      const wasKilled = armed === undefined;
      armed = undefined;
      return wasKilled;
    },
    /** Carries out what was on its way when its sender died. */
    deliverLate: async () => {
      for (const deliver of late.splice(0)) await deliver();
    },
  };
}
