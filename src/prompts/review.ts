import path from 'node:path';
import { currentPlatform, type Platform, platforms } from '../data/platforms.ts';
import { diffsOf, type ViewedChange, viewsOf } from '../edit/diff.ts';
import { maskOf, maskOfWords, type Secrets } from '../report/mask.ts';
import { masked } from '../report/mask-tokens.ts';
import { planTree } from '../report/plan-tree.ts';
import { diffInColor, warningText } from '../report/report.ts';
import { printable, printableText, type Style } from '../terminal/text.ts';
import type { Change, ListedChange, Warning } from '../types.ts';
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

/** What the user can choose from before anything is written. */
interface ReviewChoices {
  /** The answers that the user can change. Empty if no question can be asked again. */
  readonly answers: readonly ReviewedAnswer[];
  /** The platform version of a new project; undefined if one is changed. */
  readonly newPlatform?: Platform | undefined;
  /** Whether the run adds a single function without a card that calls it. */
  readonly lacksCard?: boolean;
  /** The text or diff of each file, without the values of secrets. */
  readonly files: readonly ViewedChange[];
}

/** What a run would do, and which answers led to it. */
interface Reviewed extends Omit<ReviewChoices, 'files'> {
  readonly root: string;
  readonly listed: readonly ListedChange[];
  /** The changes whose files can be previewed. */
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  /** Whether all diffs are shown without being asked for. */
  readonly diff: boolean | undefined;
  /** What is masked in everything that is shown. */
  readonly secrets: Secrets;
  /** Whether Escape can go back to a previous question although `answers` is empty. */
  readonly goesBack?: boolean;
}

/** The decision at the review: `change` is the step to ask again; `asked` is a step answered by the decision itself. */
export type ReviewDecision =
  | 'go'
  | 'leave'
  | 'back'
  | 'another'
  | { readonly change: string }
  | { readonly asked: Asked; readonly value: AnswerValue };

/** Shows warnings, answers and the plan until the user agrees, goes back, changes something or cancels. */
export async function review(plan: Reviewed, prompter: Prompter, style: Style): Promise<ReviewDecision> {
  const { answers, changes, warnings, secrets } = plan;
  const hide = maskOf(secrets);
  const { toldWarnings } = await import('../messages/words.ts');
  for (const { message } of masked(toldWarnings(warnings), maskOfWords(secrets)))
    prompter.show(warningText(message, style));
  if (answers.length > 0) prompter.show(answerLines(answers), columnOf(answers));
  prompter.show(planTree(plan.listed, path.basename(plan.root), style));
  for (const diff of plan.diff ? diffsOf(changes, hide) : []) prompter.show(diffInColor(diff, style));
  const files = viewsOf(changes, hide);
  let previewed: string | undefined;
  for (;;) {
    const action = await prompter.ask(reviewQuestion({ ...plan, files }));
    // Without answers there are no questions to go back to.
    if (action.kind === 'back' && answers.length === 0 && !plan.goesBack) continue;
    if (action.kind !== 'answer') return action.kind;
    switch (action.value) {
      case 'platform':
        return { asked: 'platform', value: currentPlatform };
      case 'card':
        return { asked: 'card', value: 'yes' };
      case 'change': {
        const change = await prompter.ask(changeQuestion(answers));
        if (change.kind === 'leave') return 'leave';
        if (change.kind === 'answer') return { change: change.value as string };
        break;
      }
      case 'preview': {
        const chosen = await prompter.ask(previewQuestion(files, previewed));
        if (chosen.kind === 'leave') return 'leave';
        if (chosen.kind === 'back') break;
        previewed = chosen.value as string;
        const file = files.find((one) => one.path === previewed);
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
export function reviewQuestion(content: ReviewChoices): Question {
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

function previewQuestion(files: readonly ViewedChange[], initial: string | undefined): Question {
  const choices = files.map((file) => ({ value: file.path, label: printable(file.path) }));
  return {
    id: 'preview',
    message: 'Which file?',
    why: 'Values in .env files are hidden.',
    field: { kind: 'select', initial: initial ?? choices[0]?.value ?? '', choices },
  };
}
