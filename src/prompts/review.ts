import { currentPlatform, type Platform, platforms } from '../data/platforms.ts';
import type { ViewedChange } from '../edit/diff.ts';
import { diffInColor } from '../report/report.ts';
import { printable, printableText, type Style } from '../terminal/text.ts';
import {
  type AnswerValue,
  type Asked,
  answersGiven,
  type Conversation,
  type Surroundings,
  stepsOf,
} from './conversation.ts';
import { answerText, type Field } from './fields.ts';
import type { Prompter } from './prompter.ts';
import { type Question, questionFor } from './questions.ts';

/** The information that the user sees before anything is written. */
interface ReviewContent {
  /** The changes as a tree. */
  readonly planText: string;
  /** The diff of each changed file, with `--diff`; else none. */
  readonly diffs: readonly string[];
  /** The answers that the user can change. Empty if no question can be asked again. */
  readonly answers: readonly ReviewedAnswer[];
  /** Whether Escape can go back to a previous question although `answers` is empty. */
  readonly goesBack?: boolean;
  /** The platform version of a new project; undefined if one is changed. */
  readonly newPlatform?: Platform;
  /** Whether the run adds a single function without a card that calls it. */
  readonly lacksCard?: boolean;
  /** The text or diff of each file, without the values in `.env` files. */
  readonly files: readonly ViewedChange[];
}

/** The decision at the review: `change` is the step to ask again; `asked` is a step answered by the decision itself. */
export type ReviewDecision =
  | 'go'
  | 'leave'
  | 'back'
  | 'another'
  | { readonly change: string }
  | { readonly asked: Asked; readonly value: AnswerValue };

/** Shows the answers and the plan until the user agrees, goes back, changes something or cancels. */
export async function review(
  content: ReviewContent,
  prompter: Prompter,
  style: Style,
): Promise<ReviewDecision> {
  if (content.answers.length > 0) prompter.show(answerLines(content.answers), columnOf(content.answers));
  prompter.show(content.planText);
  for (const diff of content.diffs) prompter.show(diffInColor(diff, style));
  let previewed: string | undefined;
  for (;;) {
    const action = await prompter.ask(reviewQuestion(content));
    // Without answers there are no questions to go back to.
    if (action.kind === 'back' && content.answers.length === 0 && !content.goesBack) continue;
    if (action.kind !== 'answer') return action.kind;
    switch (action.value) {
      case 'platform':
        return { asked: 'platform', value: currentPlatform };
      case 'card':
        return { asked: 'card', value: 'yes' };
      case 'change': {
        const change = await prompter.ask(changeQuestion(content.answers));
        if (change.kind === 'leave') return 'leave';
        if (change.kind === 'answer') return { change: change.value as string };
        break;
      }
      case 'preview': {
        const paths = content.files.map((file) => file.path);
        const chosen = await prompter.ask(previewQuestion(paths, previewed));
        if (chosen.kind === 'leave') return 'leave';
        if (chosen.kind === 'back') break;
        previewed = chosen.value as string;
        const file = content.files.find((one) => one.path === previewed);
        if (file !== undefined) prompter.show(viewed(file, style));
        break;
      }
      default:
        return action.value as 'go' | 'leave' | 'another';
    }
  }
}

function viewed({ path: file, text, isDiff }: ViewedChange, style: Style): string {
  return isDiff
    ? diffInColor(text, style)
    : `${style.bold(printable(file))}\n${printableText(text.trimEnd())}`;
}

/** An answer as the review lists it. */
interface ReviewedAnswer {
  /** The id of the step to ask again to change it. */
  readonly id: string;
  /** Its subject, such as `app` or `secrets of hello`. */
  readonly label: string;
  readonly value: string;
}

/** All answers in the order of the questions: those that were given, and the defaults of the rest. */
export function reviewedAnswers(
  conversation: Conversation,
  surroundings: Surroundings,
): readonly ReviewedAnswer[] {
  const { functions } = answersGiven(conversation, surroundings);
  return stepsOf(conversation, surroundings).map((step) => {
    const { field, byDefault } = questionFor(step, conversation, surroundings);
    const functionName = functions.length > 1 ? functions[step.index ?? -1]?.function : undefined;
    const label = labels[step.asked] ?? step.asked;
    return {
      id: step.id,
      label: functionName === undefined ? label : `${label} of ${printable(functionName)}`,
      value: explained(field, answerText(field, step.value ?? byDefault ?? '')),
    };
  });
}

/** Adds the status to a platform version. Other choices were explained when they were made. */
function explained(field: Field, text: string): string {
  const choice = 'choices' in field ? field.choices.find(({ label }) => label === text) : undefined;
  const platform = platforms.find(({ version }) => version === choice?.value);
  return platform === undefined ? text : `${text} – ${platform.today}`;
}

/** Labels of answers, where the option's name is not clear enough. */
const labels: Readonly<Partial<Record<Asked, string>>> = {
  secret: 'secrets',
  access: 'callers',
  endpoint: 'endpoint path',
  method: 'methods',
  token: 'access token',
  dependency: 'extra packages',
  'package-manager': 'package manager',
};

/** The answers as lines: the labels in one column, the values in the next. */
export function answerLines(answers: readonly ReviewedAnswer[]): string {
  const column = columnOf(answers);
  return answers.map(({ label, value }) => `${label.padEnd(column)}${value}`).join('\n');
}

/** The column where the values start, counted from 0. */
function columnOf(answers: readonly ReviewedAnswer[]): number {
  return Math.max(...answers.map(({ label }) => label.length)) + 2;
}

/** The question at the review. The value of each choice is a case in the loop of `review`. */
export function reviewQuestion(content: Omit<ReviewContent, 'planText' | 'diffs'>): Question {
  const { newPlatform, answers, lacksCard, files } = content;
  const instead = `Use ${currentPlatform} instead (HubSpot builds it)`;
  return {
    id: 'review',
    message: newPlatform === undefined ? 'Make these changes?' : 'Create these files?',
    why: 'Nothing has been written yet.',
    field: {
      kind: 'select',
      initial: 'go',
      choices: [
        { value: 'go', label: newPlatform === undefined ? 'Make these changes' : 'Create these files' },
        ...(newPlatform?.built === false ? [{ value: 'platform', label: instead }] : []),
        ...(answers.length === 0
          ? []
          : [
              { value: 'change', label: 'Change an answer' },
              { value: 'another', label: 'Add another function' },
              ...(lacksCard ? [{ value: 'card', label: 'Add a card that calls it' }] : []),
            ]),
        ...(files.length === 0 ? [] : [{ value: 'preview', label: 'Preview a file' }]),
        { value: 'leave', label: 'Cancel' },
      ],
    },
  };
}

function changeQuestion(answers: readonly ReviewedAnswer[]): Question {
  const choices = answers.map(({ id, label, value }) => ({ value: id, label: `${label}: ${value}` }));
  return {
    id: 'change',
    message: 'Which answer?',
    why: 'Edit it, then return here. Defaults that depend on it are asked again.',
    field: { kind: 'select', initial: choices[0]?.value ?? '', choices },
  };
}

function previewQuestion(paths: readonly string[], initial: string | undefined): Question {
  const choices = paths.map((one) => ({ value: one, label: printable(one) }));
  return {
    id: 'preview',
    message: 'Which file?',
    why: 'Values in .env files are hidden.',
    field: { kind: 'select', initial: initial ?? choices[0]?.value ?? '', choices },
  };
}
