import type { Terminal } from './io/terminal/terminal.ts';
import type { Stop } from './types.ts';

/** What a command may know of the process that runs it; `cli.ts` makes it. */
export interface World {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This program's version. */
  readonly version: string;
  readonly terminal: Terminal;
  /** Whether SIGINT, SIGTERM or SIGHUP came, with the signal's name as the reason. */
  readonly stop: Stop;
  /** The same for those who have to hear of it; made when it is first looked at. */
  readonly signal: AbortSignal;
}
