/** No answer, or none that could be read to its end. */
export class NoReply extends Error {
  /** False where the fault is ours or the network's: a limit cut short, a kept connection gone stale. */
  readonly hostAtFault: boolean;

  constructor(message: string, { hostAtFault, cause }: { hostAtFault: boolean; cause?: unknown }) {
    super(message, { cause });
    this.name = 'NoReply';
    this.hostAtFault = hostAtFault;
  }
}
