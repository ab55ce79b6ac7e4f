import { printable } from '../report/printable.ts';
import { answersGiven, type Conversation, type Step, type Surroundings, stepsOf } from './conversation.ts';
import type { Question } from './question.ts';

/** An answer as the review lists it. */
export interface ReviewedAnswer {
  /** The step to ask again for another answer. */
  readonly id: string;
  /** What it is on, such as `app` or `secret of hello`. */
  readonly label: string;
  readonly value: string;
}

/** Every answer that was given or asked, in the order of the questions. */
export function reviewedAnswers(
  conversation: Conversation,
  surroundings: Surroundings,
): readonly ReviewedAnswer[] {
  const { functions } = answersGiven(conversation, surroundings);
  const steps = stepsOf(conversation, surroundings).filter(({ value }) => value !== undefined);
  return steps.map((step) => ({
    id: step.id,
    label: labelOf(step, functions.length > 1 ? functions[step.index ?? -1]?.function : undefined),
    value: valueText(step.value),
  }));
}

function labelOf({ asked, index }: Step, functionName: string | undefined): string {
  if (asked === 'another') return 'another function';
  if (functionName === undefined) return asked;
  return asked === 'function' ? `function ${(index ?? 0) + 1}` : `${asked} of ${printable(functionName)}`;
}

function valueText(value: Step['value']): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : (value ?? []).join(', ');
  return text === '' ? 'none' : printable(text);
}

/** The answers as lines, what they are on in a column of its own. */
export function answerLines(answers: readonly ReviewedAnswer[]): string {
  const width = Math.max(...answers.map(({ label }) => label.length));
  return answers.map(({ label, value }) => `${label.padEnd(width)}  ${value}`).join('\n');
}

/** What a person can do at the review; the value of each choice is a key of the review's loop. */
export function reviewQuestion(answers: readonly ReviewedAnswer[], files: number): Question {
  return {
    id: 'review',
    message: 'Go on?',
    why: 'Nothing is written yet.',
    field: {
      kind: 'select',
      initial: 'go',
      choices: [
        { value: 'go', label: 'Yes, write the files' },
        ...(answers.length === 0 ? [] : [{ value: 'change', label: 'Change an answer' }]),
        ...(files === 0 ? [] : [{ value: 'look', label: 'Look into a file' }]),
        { value: 'leave', label: 'Leave, and write nothing' },
      ],
    },
  };
}

/** Which answer to change. */
export function changeQuestion(answers: readonly ReviewedAnswer[]): Question {
  const choices = answers.map(({ id, label, value }) => ({ value: id, label: `${label}: ${value}` }));
  return {
    id: 'change',
    message: 'Which answer?',
    why: 'It is asked again with what it is now; then this review comes back.',
    field: { kind: 'select', initial: choices[0]?.value ?? '', choices },
  };
}

/** Which file to look into. */
export function lookQuestion(paths: readonly string[], initial: string | undefined): Question {
  const choices = paths.map((path) => ({ value: path, label: printable(path) }));
  return {
    id: 'look',
    message: 'Which file?',
    why: 'Values in .env files are not shown.',
    field: { kind: 'select', initial: initial ?? choices[0]?.value ?? '', choices },
  };
}
