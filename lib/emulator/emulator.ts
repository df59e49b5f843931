import { type Behaviour, behaviourWith } from './behaviour.ts';
import { createCallHandler } from './call-handler.ts';
import { Callbacks } from './callbacks.ts';
import { type Clock, movableClock } from './clock.ts';
import { control, controlPrefix } from './control.ts';
import { createHandles } from './handles.ts';
import type { Listening } from './http.ts';
import { type HostOptions, startHost } from './server.ts';
import { type Arrival, pathOf, serve } from './serving.ts';
import { createApp } from './state/app.ts';

export interface RongCloudEmulatorOptions {
  readonly appKey: string;
  readonly appSecret: string;
  /** The options of each host; all share the state. @default one host */
  readonly hosts?: readonly HostOptions[];
  /** @default the system's */
  readonly clock?: Clock;
  /** Answers `/_emulator/...`. @default false */
  readonly control?: boolean;
  readonly behaviour?: Partial<Behaviour>;
}

export type RongCloudEmulator = Awaited<ReturnType<typeof startRongCloudEmulator>>;

/**
 * RongCloud's server API in this process, over HTTP, and handles to inspect and steer it.
 * @throws z.core.$ZodError for an unknown option; the error of `listen` if a port is taken.
 */
export async function startRongCloudEmulator(options: RongCloudEmulatorOptions) {
  const { appKey, appSecret, hosts = [{}] } = options;
  const clock = movableClock(options.clock);
  const context = { clock, behaviour: behaviourWith(options.behaviour), credentials: { appKey, appSecret } };
  const callbacks = new Callbacks(context);
  const app = createApp(context, (event) => callbacks.notify(event));
  const handles = createHandles(app, callbacks, clock);
  const handle = createCallHandler(app);
  const take = (arrival: Arrival) =>
    options.control && pathOf(arrival.request).startsWith(controlPrefix)
      ? control(handles, arrival)
      : serve(handles, handle, arrival);

  const started: Listening[] = [];
  const stop = async () => {
    await Promise.all(started.map((host) => host.stop()));
    clock.stop();
    callbacks.stop();
  };
  try {
    for (const [host, one] of hosts.entries()) {
      started.push(await startHost(one, (request, response) => take({ request, response, host })));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const origins = started.map(({ origin }) => origin);
  return Object.assign(handles, { origin: origins[0] ?? '', origins, stop });
}
