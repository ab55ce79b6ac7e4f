import type { AnswerValue } from './conversation.ts';
import type { Question } from './questions.ts';

/** What a person did at a question. */
export type Reply =
  | { readonly kind: 'answer'; readonly value: AnswerValue }
  /** Went back to the previous question; `draft` is what was typed or chosen until then. */
  | { readonly kind: 'back'; readonly draft?: AnswerValue }
  /** Left: Ctrl-C, Ctrl-D, a signal, or the end of standard input. */
  | { readonly kind: 'leave' };

/** Talks with the person at the terminal. Nothing is left changed on the terminal after `close`. */
export interface Prompter {
  /** Asks until the answer can be used. */
  readonly ask: (question: Question) => Promise<Reply>;
  /** Shows lines between questions; of one that is broken, the rest is indented by `hang` columns. */
  readonly show: (text: string, hang?: number) => void;
  /** Ends the conversation, with a last line if there is something to say. */
  readonly close: (outro?: string) => void;
}
