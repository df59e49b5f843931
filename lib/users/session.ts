import type { Deps } from '../../functions/platform/deps.ts';
import type { UserDirectory } from './directory.ts';
import type { Terminal } from './terminal.ts';

/** What a subcommand works with. */
export interface Session {
  readonly directory: UserDirectory;
  readonly terminal: Terminal;
  readonly runtime: Deps;
}
