import type { Behaviour } from './behaviour.ts';
import type { EmulatorContext } from './context.ts';
import { sign } from './signature.ts';
import type { StatusEvent } from './state/chatrooms.ts';

export interface CallbackOptions {
  /** @default none */
  readonly events?: readonly StatusEvent[];
  /** @default current */
  readonly spelling?: Behaviour['callbackSpelling'];
  /** The time in its query, in milliseconds. @default now */
  readonly sentAt?: number;
  /** Signs with another secret than the account's. */
  readonly isForged?: boolean;
}

export interface CallbackRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

// https://docs.rongcloud.io/platform-chat-api/chatroom/status
const timeoutMs = 5_000;
const maxTries = 3;
/** Callbacks in a row that time out until RongCloud pauses. [U] It documents the pause, and not the number. */
const timeoutsUntilPause = 5;
const pauseMs = 60_000;

/** Sends chatroom status events to the option `callbackUrl`, one request at a time. Never throws. */
export class Callbacks {
  private readonly context: EmulatorContext;
  private readonly stopping = new AbortController();
  private readonly queue: StatusEvent[] = [];
  /** Resolves when the queue is empty; undefined while nothing is sent. */
  private sending: Promise<void> | undefined;
  private timeouts = 0;
  private requests = 0;

  constructor(context: EmulatorContext) {
    this.context = context;
  }

  /** https://docs.rongcloud.io/platform-chat-api/auth-callback: the query is signed, the body is not. */
  request(url: string, options: CallbackOptions = {}): CallbackRequest {
    const { appKey, appSecret } = this.context.credentials;
    const {
      events = [],
      spelling = 'current',
      sentAt = this.context.clock.now(),
      isForged = false,
    } = options;
    this.requests += 1;
    const timestamp = String(spelling === 'oldest' ? Math.floor(sentAt / 1000) : sentAt);
    const nonce = String(1_000_000 + this.requests);
    const signature = sign(isForged ? `${appSecret}-forged` : appSecret, nonce, timestamp);
    const signedUrl = new URL(url);
    if (spelling === 'current') signedUrl.searchParams.set('appKey', appKey);
    signedUrl.searchParams.set(spelling === 'older' ? 'signTimestamp' : 'timestamp', timestamp);
    signedUrl.searchParams.set('nonce', nonce);
    signedUrl.searchParams.set('signature', signature);
    const headers = { 'content-type': 'application/json' };
    return { method: 'POST', url: signedUrl.href, headers, body: JSON.stringify(events) };
  }

  notify(event: StatusEvent): void {
    if (this.context.behaviour.callbackUrl === '') return;
    this.queue.push(event);
    this.sending ??= this.sendAll();
  }

  stop(): void {
    this.stopping.abort();
  }

  async sent(): Promise<void> {
    await this.sending;
  }

  private async sendAll(): Promise<void> {
    while (this.queue.length > 0 && !this.stopping.signal.aborted) {
      // Also without a delay, the events of one call go together.
      await this.wait(this.context.behaviour.callbackDelayMs);
      await this.sendQueue();
    }
    this.sending = undefined;
  }

  private async wait(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((resolve) => this.context.clock.after(ms, resolve));
  }

  private async sendQueue(): Promise<void> {
    const { behaviour } = this.context;
    const { callbackUrl, callbackSpelling: spelling, callbackOrder, callbackRepeats } = behaviour;
    const events = this.queue.splice(0);
    // If the URL was emptied since, these have no receiver any more.
    if (callbackUrl === '') return;
    const bodies = callbackOrder === 'kept' ? [events] : events.reverse().map((event) => [event]);
    for (const body of bodies) {
      const signed = () => this.request(callbackUrl, { events: body, spelling });
      const first = signed();
      const next = () => (behaviour.callbackResigned ? signed() : first);
      for (let sent = 0; sent <= callbackRepeats; sent += 1) await this.deliver(next);
    }
  }

  private async deliver(next: () => CallbackRequest): Promise<void> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (await this.isReceived(next())) return;
      if (this.timeouts < timeoutsUntilPause) continue;
      this.timeouts = 0;
      await this.wait(pauseMs);
    }
  }

  private async isReceived({ url, ...init }: CallbackRequest): Promise<boolean> {
    const timeout = new AbortController();
    const cancel = this.context.clock.after(timeoutMs, () => timeout.abort());
    try {
      const signal = AbortSignal.any([timeout.signal, this.stopping.signal]);
      const response = await fetch(url, { ...init, signal, redirect: 'manual' });
      await response.body?.cancel();
      this.timeouts = 0;
      return response.status === 200;
    } catch {
      this.timeouts = timeout.signal.aborted ? this.timeouts + 1 : 0;
      return this.stopping.signal.aborted;
    } finally {
      cancel();
    }
  }
}
