import { type Behaviour, behaviourWith } from './behaviour.ts';
import { createCallHandler } from './call-handler.ts';
import { CallbackSender, createCallbackRequests } from './callbacks.ts';
import { type Clock, movableClock } from './clock.ts';
import { control, controlPrefix } from './control.ts';
import { createFaults } from './faults/arming.ts';
import { createHandles, type Handles } from './handles.ts';
import type { OpenCall } from './log.ts';
import { type Host, type HostOptions, startHost } from './server.ts';
import { type Arrival, pathOf, type Serving, serve } from './serving.ts';
import type { Credentials } from './signature.ts';
import { createApp } from './state/app.ts';

export interface RongCloudEmulatorOptions {
  readonly appKey: string;
  readonly appSecret: string;
  /** Port of the first host. @default chosen by the system */
  readonly port?: number;
  /** The number of hosts that share the state, or the options of each. @default 1 */
  readonly hosts?: number | readonly HostOptions[];
  /** @default the system's */
  readonly clock?: Clock;
  /** Whether `/_emulator/...` answers. @default false */
  readonly control?: boolean;
  readonly behaviour?: Partial<Behaviour>;
}

/** RongCloud's server API in this process, over HTTP, and handles to inspect and steer it. */
export interface RongCloudEmulator extends Handles {
  /** `http://127.0.0.1:PORT` of the first host. */
  readonly origin: string;
  readonly origins: readonly string[];
  stop(): Promise<void>;
}

/** @throws z.core.$ZodError for an unknown option; the error of `listen` if a port is taken. */
export async function startRongCloudEmulator(options: RongCloudEmulatorOptions): Promise<RongCloudEmulator> {
  const { handles, take, stop } = build(options);
  const hosts = await startHosts(hostOptions(options), take);
  const origins = hosts.map(({ origin }) => origin);
  return Object.assign(handles, {
    origin: origins[0] ?? '',
    origins,
    stop: async () => {
      stop();
      await Promise.all(hosts.map((host) => host.stop()));
    },
  });
}

function build(options: RongCloudEmulatorOptions) {
  const behaviour = behaviourWith(options.behaviour);
  const clock = movableClock(options.clock);
  const credentials: Credentials = { appKey: options.appKey, appSecret: options.appSecret };
  const callback = createCallbackRequests(credentials, clock);
  const callbacks = new CallbackSender({ behaviour, clock, request: callback });
  const app = createApp({ clock, behaviour, credentials, onEvent: (event) => callbacks.notify(event) });
  const faults = createFaults();
  const calls: OpenCall[] = [];
  const handles = createHandles({ app, behaviour, calls, callback, clock, credentials, faults });
  const handle = createCallHandler({ app, behaviour, clock, credentials });
  const serving: Serving = { ...handles, handle, calls };
  const take = async (arrival: Arrival) =>
    options.control && pathOf(arrival.request).startsWith(controlPrefix)
      ? await control(handles, arrival)
      : await serve(serving, arrival);
  const stop = () => {
    callbacks.stop();
    clock.stop();
  };
  return { handles, take, stop };
}

function hostOptions({ hosts = 1, port }: RongCloudEmulatorOptions): HostOptions[] {
  const list: readonly HostOptions[] = typeof hosts === 'number' ? Array(hosts).fill({}) : hosts;
  return list.map((host, index) => (index === 0 && port !== undefined ? { port, ...host } : host));
}

/** Starts every host or, if one cannot start, none. */
async function startHosts(
  options: readonly HostOptions[],
  take: (arrival: Arrival) => Promise<void>,
): Promise<Host[]> {
  const starts = options.map((one, host) =>
    startHost(one, (request, response) => take({ request, response, host })),
  );
  const started = await Promise.allSettled(starts);
  const hosts = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined) return hosts;
  await Promise.all(hosts.map((host) => host.stop()));
  throw failed.reason;
}
