import type { Screen, Terminal } from '../terminal/terminal.ts';
import type { Prompter } from './prompter.ts';

/**
 * The prompter that fits the terminal: arrow keys and redrawn lines, or numbered choices and plain lines. What
 * draws is loaded only here.
 *
 * @param title the first line: what this run is about to do
 * @param signal leaves the question that is open
 */
export async function openPrompter(
  terminal: Terminal,
  title: string,
  signal: AbortSignal,
): Promise<Prompter> {
  const screen = promptScreen(terminal);
  if (screen.redraw && screen.colour) {
    const { clackPrompter } = await import('./clack-prompter.ts');
    return clackPrompter(terminal.stdin, screen, title, signal);
  }
  const { plainPrompter } = await import('./plain-prompter.ts');
  return plainPrompter(terminal.stdin, screen, title, signal);
}

/** Where questions are shown: standard error, which leaves standard output to the result, if it is a terminal. */
export function promptScreen({ stdout, stderr }: Terminal): Screen {
  return stderr.isTerminal ? stderr : stdout;
}
