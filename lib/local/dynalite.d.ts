declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** LevelDB folder; in memory if absent. */
    path?: string | undefined;
    createTableMs?: number;
  }
  export default function dynalite(options?: DynaliteOptions): Server;
}
