/** Why the service could not start, in one line for the person who started it. */
export class StartError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
  }
}

/** The system's error code, such as EADDRINUSE; empty where it is another kind of error. */
export const systemCode = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
