import { interruption } from './messages/messages.ts';
import { isOn, type Terminal } from './terminal/terminal.ts';
import type { Stop } from './types.ts';

/** What a command may know of the process that runs it; `cli.ts` makes it. */
export interface Session {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.platform`. */
  readonly system: string;
  readonly version: string;
  readonly terminal: Terminal;
  /** Whether SIGINT, SIGTERM or SIGHUP came, with the signal's name as the reason. */
  readonly stop: Stop;
  /** The same for those who have to hear of it; made when it is first looked at. */
  readonly signal: AbortSignal;
}

/**
 * May this run ask? Only a person who sees the questions and can answer: with both ends on a terminal, not in CI, and with
 * neither `--yes` nor `--json`. An empty `CI` counts as none. Standard input is looked at only where that decides.
 */
export function canAsk(
  { yes = false, json = false }: { readonly yes?: boolean; readonly json?: boolean },
  { terminal, env }: Pick<Session, 'terminal' | 'env'>,
): boolean {
  return !yes && !json && !isOn(env.CI) && terminal.stdout.isTerminal && terminal.stdin.isTTY === true;
}

/** Lets signals be heard that came during the step before; one that came is an interruption (code 130 or 143). */
export async function signalsHeard({ stop }: Pick<Session, 'stop'>): Promise<void> {
  await new Promise(setImmediate);
  if (stop.aborted) throw interruption(stop);
}
