import type { AnswerValue } from '../../core/conversation/conversation.ts';
import type { Question } from '../../core/conversation/question.ts';
import type { Screen, Terminal } from './terminal.ts';

/** What a person did at a question. */
export type Reply =
  | { readonly kind: 'answer'; readonly value: AnswerValue }
  /** Asked for the question before. */
  | { readonly kind: 'back' }
  /** Left the program, or is gone: Ctrl-C, Ctrl-D, a signal, or the end of standard input. */
  | { readonly kind: 'leave' };

/** Talks with the person at the terminal. Nothing is left changed on the terminal after `close`. */
export interface Prompter {
  /** Asks until the answer can be used. */
  readonly ask: (question: Question) => Promise<Reply>;
  /** Shows lines between questions. */
  readonly show: (text: string) => void;
  readonly close: () => void;
}

/**
 * The prompter that fits the terminal: arrow keys and redrawn lines, or numbered choices and plain lines. What
 * draws is loaded only here.
 *
 * @param signal leaves the question that is open
 */
export async function openPrompter(terminal: Terminal, signal: AbortSignal): Promise<Prompter> {
  const screen = promptScreen(terminal);
  if (screen.redraw && screen.colour) {
    const { drawnPrompter } = await import('./drawn-prompter.ts');
    return drawnPrompter(terminal.stdin, screen, signal);
  }
  const { linePrompter } = await import('./line-prompter.ts');
  return linePrompter(terminal.stdin, screen, signal);
}

/** Where questions are shown: standard error, which leaves standard output to the result, if it is a terminal. */
export function promptScreen({ stdout, stderr }: Terminal): Screen {
  return stderr.isTerminal ? stderr : stdout;
}
