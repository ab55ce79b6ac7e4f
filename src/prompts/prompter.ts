import type { AnswerValue } from './conversation.ts';
import type { Question } from './questions.ts';

/** The user's reaction to a question. */
export type Reply =
  | { readonly kind: 'answer'; readonly value: AnswerValue }
  /** Went back to the previous question; `draft` is what was typed or chosen by then. */
  | { readonly kind: 'back'; readonly draft?: AnswerValue }
  /** Cancelled: Ctrl-C, Ctrl-D, a signal, or the end of standard input. */
  | { readonly kind: 'leave' };

/** Asks the user at the terminal. `close` restores all settings of the terminal. */
export interface Prompter {
  /** Asks until the answer is valid. */
  readonly ask: (question: Question) => Promise<Reply>;
  /** Shows lines between questions. If a line is wrapped, the rest of it is indented by `hang` columns. */
  readonly show: (text: string, hang?: number) => void;
  /** Ends the conversation, with a last line if there is something to say. */
  readonly close: (outro?: string) => void;
}
