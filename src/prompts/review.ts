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

/** What a person sees before anything is written. */
interface ReviewContent {
  /** The changes as a tree. */
  readonly planText: string;
  /** Of each changed file, where they were asked for. */
  readonly diffs: readonly string[];
  /** None if nothing was asked. */
  readonly answers: readonly ReviewedAnswer[];
  /** Was something asked all the same, which Escape goes back to? */
  readonly goesBack?: boolean;
  /** The platform version of a new project; undefined if one is changed. */
  readonly newPlatform?: Platform;
  /** Is there one function, and no card that calls it? */
  readonly lacksCard?: boolean;
  /** Each file's whole text or diff, without the values of `.env` files. */
  readonly files: readonly ViewedChange[];
}

/** The decision at the review: `change` names the step to ask again, `asked` one that already has its answer. */
export type ReviewDecision =
  | 'go'
  | 'leave'
  | 'back'
  | 'another'
  | { readonly change: string }
  | { readonly asked: Asked; readonly value: AnswerValue };

/** Shows the answers and the plan until the person goes on, goes back, changes something or leaves. */
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
  /** The step to ask again for another answer. */
  readonly id: string;
  /** Its subject, such as `app` or `secrets of hello`. */
  readonly label: string;
  readonly value: string;
}

/** Everything that was answered, given or will take its default, in the order of the questions. */
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

/** A platform version says what it means; what the other choices mean was read when they were made. */
function explained(field: Field, text: string): string {
  const choice = 'choices' in field ? field.choices.find(({ label }) => label === text) : undefined;
  const platform = platforms.find(({ version }) => version === choice?.value);
  return platform === undefined ? text : `${text} – ${platform.today}`;
}

/** What answers are on, where the name of the option does not say it. */
const labels: Readonly<Partial<Record<Asked, string>>> = {
  secret: 'secrets',
  access: 'callers',
  endpoint: 'endpoint path',
  method: 'methods',
  token: 'access token',
  dependency: 'extra packages',
  'package-manager': 'package manager',
};

/** The answers as lines, what they are on in a column of its own. */
export function answerLines(answers: readonly ReviewedAnswer[]): string {
  const column = columnOf(answers);
  return answers.map(({ label, value }) => `${label.padEnd(column)}${value}`).join('\n');
}

/** The column of the answers, counted from 0. */
function columnOf(answers: readonly ReviewedAnswer[]): number {
  return Math.max(...answers.map(({ label }) => label.length)) + 2;
}

/** What a person can do at the review; the value of each choice is a case of the review's loop. */
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
