import path from 'node:path';
import type { Situation } from '../answers/resolve-answers.ts';
import { lookIntoChanges } from '../edit/diff.ts';
import { interruption, Problem } from '../errors.ts';
import { errorText, planTree, warningText } from '../report/report.ts';
import type { Session } from '../session.ts';
import { printable, printableText } from '../terminal/text.ts';
import type { GivenAnswers, Plan } from '../types.ts';
import {
  answersGiven,
  type Conversation,
  reopened,
  type Step,
  type Surroundings,
  startConversation,
  stepsOf,
  withAnswer,
  withoutLast,
} from './conversation.ts';
import { openPrompter, promptScreen } from './open-prompter.ts';
import type { Prompter, Reply } from './prompter.ts';
import { nextQuestion, type Question } from './questions.ts';

/**
 * Talks with the person until they agree to a plan; nothing is written meanwhile.
 *
 * @param planFor makes the plan of what was said
 * @throws Problem `interrupted` (code 130 or 143) where the person leaves, and what `planFor` throws
 */
export async function confirmPlan(
  given: GivenAnswers,
  situation: Situation,
  planFor: (said: GivenAnswers) => Promise<Plan>,
  session: Session,
): Promise<Plan> {
  const prompter = await openPrompter(session.terminal, session.signal);
  const { style } = promptScreen(session.terminal);
  try {
    let talk = startConversation(given);
    for (;;) {
      const answered = await askQuestions(talk, situation, prompter);
      if (answered === undefined) throw interruption(session.signal);
      const plan = await planFor(answersGiven(answered, situation)).catch((problem: unknown) => {
        const earlier = withoutLast(answered, situation);
        if (!(problem instanceof Problem) || earlier === answered) throw problem;
        prompter.show(
          errorText({ code: problem.code, message: problem.message, hint: problem.details.hint }, style),
        );
        return earlier;
      });
      if (!('changes' in plan)) {
        talk = plan;
        continue;
      }
      const nothingToWrite = plan.changes.every(({ action }) => action === 'unchanged');
      if (nothingToWrite || given.project['dry-run']) return plan;
      for (const { message } of plan.warnings) prompter.show(warningText(message, style));
      const decision = await review(
        {
          planText: planTree(plan.changes, path.basename(plan.answers.root), style),
          answers: reviewedAnswers(answered, situation),
          files: lookIntoChanges(plan.changes),
        },
        prompter,
      );
      // The warnings were seen, and need not be said again at the end.
      if (decision === 'go') return { ...plan, warnings: [] };
      if (decision === 'leave') throw interruption(session.signal);
      talk = decision === 'back' ? withoutLast(answered, situation) : reopened(answered, decision.change);
    }
  } finally {
    prompter.close();
  }
}

/** Asks what is not said yet; returns the conversation with the answers, or undefined where the person left. */
export async function askQuestions(
  conversation: Conversation,
  surroundings: Surroundings,
  prompter: Prompter,
): Promise<Conversation | undefined> {
  let talk = conversation;
  for (;;) {
    const next = nextQuestion(talk, surroundings);
    if (next === undefined) return talk;
    const reply = await prompter.ask(next.question);
    if (reply.kind === 'leave') return undefined;
    talk = reply.kind === 'back' ? withoutLast(talk, surroundings) : withAnswer(talk, next.step, reply.value);
  }
}

/** What a person sees before anything is written. */
export interface ReviewContent {
  /** The changes as a tree. */
  readonly planText: string;
  readonly answers: readonly ReviewedAnswer[];
  /** Each file's whole text or diff, without the values of `.env` files. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** What a person decided at the review; `change` names the step to ask again. */
export type ReviewDecision = 'go' | 'leave' | 'back' | { readonly change: string };

/** Shows the plan and the answers until the person goes on, goes back, changes an answer or leaves. */
export async function review(content: ReviewContent, prompter: Prompter): Promise<ReviewDecision> {
  if (content.answers.length > 0) prompter.show(answerLines(content.answers));
  prompter.show(content.planText);
  let looked: string | undefined;
  for (;;) {
    const action = await prompter.ask(reviewQuestion(content.answers, content.files.length));
    if (action.kind !== 'answer') return action.kind;
    if (action.value === 'go' || action.value === 'leave') return action.value;
    if (action.value === 'change') {
      const change = await prompter.ask(changeQuestion(content.answers));
      if (change.kind === 'leave') return 'leave';
      if (change.kind === 'answer') return { change: change.value as string };
      continue;
    }
    const paths = content.files.map(({ path }) => path);
    const look: Reply = await prompter.ask(lookQuestion(paths, looked));
    if (look.kind === 'leave') return 'leave';
    if (look.kind === 'back') continue;
    looked = look.value as string;
    const file = content.files.find(({ path }) => path === looked);
    if (file !== undefined) prompter.show(`${printable(file.path)}\n${printableText(file.text.trimEnd())}`);
  }
}

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
