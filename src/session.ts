import { interruptionProblem } from './messages/messages.ts';
import { isOn, type Terminal } from './terminal/terminal.ts';
import type { Stop } from './types.ts';

/** What a command may know about the process that runs it; created by `cli.ts`. */
export interface Session {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.platform`. */
  readonly system: string;
  readonly version: string;
  readonly terminal: Terminal;
  /** Whether a signal that ends this program was received, with the signal's name as the reason. */
  readonly stop: Stop;
  /** `stop` as an AbortSignal, for code that must be notified. Created on first access. */
  readonly signal: AbortSignal;
}

/**
 * Whether this run may ask questions: both ends are a terminal, it does not run in CI, and neither `--yes` nor `--json` is
 * given. An empty `CI` counts as unset. Standard input is only accessed if everything else allows questions.
 */
export function canAsk(
  { yes = false, json = false }: { readonly yes?: boolean; readonly json?: boolean },
  { terminal, env }: Pick<Session, 'terminal' | 'env'>,
): boolean {
  return !yes && !json && !isOn(env.CI) && terminal.stdout.isTerminal && terminal.stdin.isTTY === true;
}

/**
 * Gives pending signals from the step before a chance to be handled.
 * @throws Problem for an interruption (code 130 or 143), if a signal was received
 */
export async function signalsHeard({ stop }: Pick<Session, 'stop'>): Promise<void> {
  await new Promise(setImmediate);
  if (stop.aborted) throw interruptionProblem(stop);
}
