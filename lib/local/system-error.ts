/** The system's error code, such as EADDRINUSE; empty for any other error. */
export const systemCode = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** The error of LevelDB itself within an error: its code is LEVEL_LOCKED, LEVEL_IO_ERROR, LEVEL_CORRUPTION … */
export function levelDbFault(error: unknown): (Error & { code: string }) | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = levelDbFault(error.cause);
  if (inner !== undefined) return inner;
  const code = systemCode(error);
  return code.startsWith('LEVEL_') ? Object.assign(error, { code }) : undefined;
}
