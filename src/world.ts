import type { Terminal } from './io/terminal/terminal.ts';

/** What a command may know of the process that runs it; `cli.ts` makes it. */
export interface World {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This program's version. */
  readonly version: string;
  readonly terminal: Terminal;
  /** Aborted by SIGINT and SIGTERM, with the signal's name as the reason. */
  readonly signal: AbortSignal;
}
