/** No reply, or one that could not be read to its end. */
export class NoReply extends Error {
  /** False if the fault is ours or the network's: the caller's deadline, or a stale connection. */
  readonly hostAtFault: boolean;

  constructor(message: string, { hostAtFault, cause }: { hostAtFault: boolean; cause?: unknown }) {
    super(message, { cause });
    this.name = 'NoReply';
    this.hostAtFault = hostAtFault;
  }
}
