import type { AnswerValue } from './conversation.ts';
import type { Question } from './questions.ts';

/** What a person did at a question. */
export type Reply =
  | { readonly kind: 'answer'; readonly value: AnswerValue }
  /** Asked for the question before; `typed` is what stood in the field of a text. */
  | { readonly kind: 'back'; readonly typed?: string }
  /** Left the program, or is gone: Ctrl-C, Ctrl-D, a signal, or the end of standard input. */
  | { readonly kind: 'leave' };

/** Talks with the person at the terminal. Nothing is left changed on the terminal after `close`. */
export interface Prompter {
  /** Asks until the answer can be used. */
  readonly ask: (question: Question) => Promise<Reply>;
  /** Shows lines between questions. */
  readonly show: (text: string) => void;
  /** Ends the conversation, with a last line where there is something to say. */
  readonly close: (outro?: string) => void;
}
