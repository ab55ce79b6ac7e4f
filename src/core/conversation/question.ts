import type { AnswerValue } from './conversation.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface TextField {
  readonly kind: 'text';
  /** Filled in, to be edited. */
  readonly initial: string;
  /** Taken where the answer is left empty. */
  readonly proposal?: string;
  /** Shown in an empty field that has no proposal; it is no answer. */
  readonly placeholder?: string;
  /** May the answer be empty? */
  readonly optional: boolean;
  /** What is wrong with an answer that is not empty, or undefined. */
  readonly validate: (answer: string) => string | undefined;
}

/** How a question is answered. */
export type Field =
  | TextField
  | { readonly kind: 'select'; readonly initial: string; readonly choices: readonly Choice[] }
  | { readonly kind: 'multiselect'; readonly initial: readonly string[]; readonly choices: readonly Choice[] }
  | { readonly kind: 'confirm'; readonly initial: boolean };

/** One question to a person, with everything that it is shown and checked with. */
export interface Question {
  /** Names its place in the conversation. */
  readonly id: string;
  readonly message: string;
  /** One line on why it is asked. */
  readonly why: string;
  /** What the project has of the kind already; undefined where there is nothing. */
  readonly here?: string | undefined;
  readonly field: Field;
}

/** The answer that a typed text stands for: itself, or the proposal where it is empty. */
export function textAnswer(field: TextField, typed: string): string {
  return typed.trim() === '' ? (field.proposal ?? '') : typed;
}

/** What is wrong with a typed text, or undefined. */
export function textFault(field: TextField, typed: string): string | undefined {
  const answer = textAnswer(field, typed);
  if (answer === '') return field.optional ? undefined : 'This needs an answer.';
  return field.validate(answer);
}

/** An answer as it is shown once it is given. */
export function answerText(field: Field, value: AnswerValue): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const values = typeof value === 'string' ? [value] : value;
  const labels = 'choices' in field ? values.map((one) => labelOf(field.choices, one)) : values;
  return labels.join(', ').trim() || 'none';
}

function labelOf(choices: readonly Choice[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
