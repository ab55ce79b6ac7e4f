import path from 'node:path';
import type { Situation } from '../answers/resolve-answers.ts';
import { lookIntoChanges } from '../edit/diff.ts';
import { Problem } from '../errors.ts';
import { interruption } from '../messages/messages.ts';
import { countOf, errorText, warningText } from '../report/report.ts';
import type { Session } from '../session.ts';
import type { GivenAnswers, Plan } from '../types.ts';
import {
  type Answered,
  answersGiven,
  type Conversation,
  reopened,
  type Step,
  type Surroundings,
  startConversation,
  stepsOf,
  withAnother,
  withAnswer,
  withDraft,
  withoutLast,
} from './conversation.ts';
import { openPrompter, promptScreen } from './open-prompter.ts';
import type { Prompter } from './prompter.ts';
import { nextQuestion } from './questions.ts';
import { type ReviewDecision, review, reviewedAnswers, reviewedPlan } from './review.ts';

type PlanFor = (said: GivenAnswers) => Promise<Plan>;

/**
 * Talks with the person until they agree to a plan; nothing is written meanwhile.
 *
 * @param planFor makes the plan of what was said
 * @throws Problem `interrupted` (code 130 or 143) where the person leaves, and what `planFor` throws
 */
export async function confirmPlan(
  given: GivenAnswers,
  situation: Situation,
  planFor: PlanFor,
  session: Session,
): Promise<Plan> {
  await refuseGiven(given, situation, planFor);
  const title = `create-hs-function ${session.version} · ${intention(given, situation)}`;
  const prompter = await openPrompter(session.terminal, title, session.signal);
  let outro: string | undefined;
  try {
    const plan = await agreedPlan(given, situation, planFor, prompter, session);
    if (!given.project['dry-run']) outro = outroOf(plan);
    return plan;
  } finally {
    prompter.close(outro);
  }
}

/**
 * Says what cannot be used before anything is asked: the plan is made with names for what is not given yet.
 *
 * @throws Problem for given values that cannot be used, and for what is in the way whatever is answered
 */
async function refuseGiven(
  given: GivenAnswers,
  { project, defaultApp }: Situation,
  planFor: PlanFor,
): Promise<void> {
  const app = project === undefined && defaultApp === undefined ? { app: 'an-app-to-be-named' } : {};
  await planFor({
    ...given,
    project: { ...app, ...given.project },
    functions: given.functions.map((one, index) => ({ function: `a-function-to-be-named-${index}`, ...one })),
  });
}

/** What the run is about to do, such as `adding to acme-crm · 2026.09 · 9 functions`. */
function intention({ directory }: GivenAnswers, { project }: Situation): string {
  if (project === undefined) {
    return directory === undefined ? 'new app' : `new app in ${directoryText(directory)}`;
  }
  const { name, platformVersion, functions } = project;
  return `adding to ${name} · ${platformVersion} · ${countOf(functions.length, 'function')}`;
}

function directoryText(directory: string): string {
  return directory === '.' || /^(\.\.?)?[\\/]/.test(directory) ? directory : `./${directory}`;
}

function outroOf({ answers, changes }: Plan): string {
  const made = changes.filter(({ action }) => action === 'create').length;
  const changed = changes.filter(({ action }) => action === 'update').length;
  const parts = [
    ...(made === 0 ? [] : [`creating ${countOf(made, 'file')}`]),
    ...(changed === 0 ? [] : [`changing ${countOf(changed, 'file')}`]),
  ];
  const text = parts.join(' and ');
  return parts.length === 0
    ? 'Nothing to do.'
    : `${text[0]?.toUpperCase()}${text.slice(1)} in ${path.basename(answers.root)}`;
}

async function agreedPlan(
  given: GivenAnswers,
  situation: Situation,
  planFor: PlanFor,
  prompter: Prompter,
  session: Session,
): Promise<Plan> {
  const screen = promptScreen(session.terminal);
  let talk = startConversation(given);
  for (;;) {
    const answered = await askQuestions(talk, situation, prompter);
    if (answered === undefined) throw interruption(session.signal);
    const plan = await planFor(answersGiven(answered, situation)).catch(asProblem);
    if (plan instanceof Problem) {
      const again = withCauseReopened(plan, answered, situation);
      if (again === answered) throw plan;
      const { code, message, details } = plan;
      prompter.show(errorText({ code, message, hint: details.hint }, screen.style));
      talk = again;
      continue;
    }
    const nothingToWrite = plan.changes.every(({ action }) => action === 'unchanged');
    if (nothingToWrite || given.project['dry-run']) return plan;
    const warnings = shownWarnings(plan, situation);
    for (const { message } of warnings) prompter.show(warningText(message, screen.style));
    const decision = await review(
      {
        planText: reviewedPlan(plan, screen),
        answers: reviewedAnswers(answered, situation),
        ...(situation.project === undefined ? { newPlatform: plan.answers.platform } : {}),
        lacksCard: plan.answers.functions.length === 1 && !plan.answers.functions[0]?.card,
        files: lookIntoChanges(plan.changes),
      },
      prompter,
    );
    // The warnings were seen, and need not be repeated at the end.
    if (decision === 'go') return { ...plan, warnings: [] };
    if (decision === 'leave') throw interruption(session.signal);
    talk = afterReview(decision, answered, situation);
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** The row of the platform version says what it means; in a project there is no such row. */
function shownWarnings({ warnings }: Plan, { project }: Situation): Plan['warnings'] {
  return project === undefined ? warnings.filter(({ code }) => code !== 'platform-not-built') : warnings;
}

/** The conversation in which what caused a problem is asked again: the name or path in it, else the last question. */
function withCauseReopened(problem: Problem, talk: Conversation, surroundings: Surroundings): Conversation {
  const { conflicts = [] } = problem.details;
  const cause = stepsOf(talk, surroundings).find(
    ({ asked, value }) =>
      (asked === 'function' || asked === 'endpoint') &&
      typeof value === 'string' &&
      conflicts.some((one) => path.posix.basename(one).replace(/\.\w+$/, '') === value || one === value),
  );
  return cause === undefined ? withoutLast(talk, surroundings) : reopened(talk, cause.id);
}

function afterReview(
  decision: Exclude<ReviewDecision, 'go' | 'leave'>,
  talk: Conversation,
  surroundings: Surroundings,
): Conversation {
  if (decision === 'back') return withoutLast(talk, surroundings);
  if (decision === 'another') return withAnother(talk);
  if ('change' in decision) return reopened(talk, decision.change);
  const step = stepsOf(talk, surroundings).find(({ asked }) => asked === decision.asked) as Step;
  return withAnswer(talk, step, { value: decision.value, isDefault: false });
}

/** Asks what is not said yet; returns the conversation with the answers, or undefined where the person left. */
async function askQuestions(
  conversation: Conversation,
  surroundings: Surroundings,
  prompter: Prompter,
): Promise<Conversation | undefined> {
  let talk = conversation;
  for (;;) {
    const next = nextQuestion(talk, surroundings);
    if (next === undefined) return talk;
    const { step, question } = next;
    const reply = await prompter.ask(question);
    if (reply.kind === 'leave') return undefined;
    if (reply.kind === 'back') {
      const draft = reply.typed ? withDraft(talk, step.id, reply.typed) : talk;
      talk = withoutLast(draft, surroundings);
    } else if (reply.value === '?' && question.all !== undefined) {
      prompter.show(question.all);
    } else {
      const answer: Answered = {
        value: reply.value,
        isDefault: String(reply.value) === String(question.byDefault),
      };
      talk = withAnswer(talk, step, answer);
    }
  }
}
