import path from 'node:path';
import type { Situation } from '../answers/resolve-answers.ts';
import { Problem } from '../errors.ts';
import { interruptionProblem } from '../messages/messages.ts';
import { valuesAround } from '../report/mask.ts';
import { countOf, errorText } from '../report/report.ts';
import type { Session } from '../session.ts';
import type { GivenAnswers, Plan } from '../types.ts';
import {
  type Answered,
  answersGiven,
  type Conversation,
  reopened,
  type Step,
  startConversation,
  stepsOf,
  withAnother,
  withAnswer,
  withDraft,
  withoutLast,
} from './conversation.ts';
import { openPrompter, promptScreen } from './open-prompter.ts';
import type { Prompter } from './prompter.ts';
import { nextQuestion, opensList } from './questions.ts';
import { type ReviewDecision, review, reviewedAnswers } from './review.ts';

type PlanFor = (said: GivenAnswers) => Promise<Plan>;

/**
 * Runs the conversation until the user agrees to a plan. Nothing is written meanwhile.
 * @throws Problem `interrupted` (code 130 or 143) if the user cancels, and whatever `planFor` throws
 */
export async function confirmPlan(
  given: GivenAnswers,
  situation: Situation,
  planFor: PlanFor,
  session: Session,
): Promise<Plan> {
  const planSoFar: PlanFor = (said) => planFor(withStandIns(said, situation));
  // Unusable options are reported before any question.
  await planSoFar(given);
  const prompter = await openPrompter(session, intention(given, situation));
  let outro: string | undefined;
  try {
    const plan = await agreedPlan(given, { situation, planFor, planSoFar, prompter, session });
    if (!given.project['dry-run']) outro = outroOf(plan);
    return plan;
  } finally {
    prompter.close(outro);
  }
}

/** The given answers, with unused names in place of missing ones, so that they can be planned. */
function withStandIns(said: GivenAnswers, { project, defaultApp }: Situation): GivenAnswers {
  const app = project === undefined && defaultApp === undefined ? { app: 'an-app-to-be-named' } : {};
  return {
    ...said,
    project: { ...app, ...said.project },
    functions: said.functions.map((one, index) => {
      const name = `a-function-to-be-named-${index}`;
      return { function: name, ...(one.method === undefined ? {} : { endpoint: name }), ...one };
    }),
  };
}

/** The title of the conversation: what the run is about to do, such as `adding to acme-crm · 2026.09 · 9 functions`. */
function intention({ directory }: GivenAnswers, { project }: Situation): string {
  if (project === undefined) {
    if (directory === undefined) return 'new app';
    const isPlain = directory !== '.' && !/^(\.\.?)?[\\/]/.test(directory);
    return `new app in ${isPlain ? './' : ''}${directory}`;
  }
  const { name, platformVersion, functions } = project;
  return `adding to ${name} · ${platformVersion} · ${countOf(functions.length, 'function')}`;
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

/** Everything that a conversation needs. */
interface Scene {
  readonly situation: Situation;
  readonly planFor: PlanFor;
  /** Makes a plan before all questions are answered. */
  readonly planSoFar: PlanFor;
  readonly prompter: Prompter;
  readonly session: Session;
}

async function agreedPlan(given: GivenAnswers, scene: Scene): Promise<Plan> {
  const { situation, planFor, prompter, session } = scene;
  let talk = startConversation(given);
  for (;;) {
    const answered = await askQuestions(talk, scene);
    const plan = await planFor(answersGiven(answered, situation));
    const nothingToWrite = plan.changes.every(({ action }) => action === 'unchanged');
    if (nothingToWrite || given.project['dry-run']) return plan;
    // For a new project, the review already says what its platform version means.
    const isNew = situation.project === undefined;
    const warnings = plan.warnings.filter(({ code }) => !isNew || code !== 'platform-not-built');
    const secrets = valuesAround([situation.project?.root], session);
    const { changes, answers } = plan;
    const reviewed = {
      root: answers.root,
      listed: changes,
      changes,
      warnings,
      diff: given.project.diff,
      secrets,
      answers: reviewedAnswers(answered, situation),
      newPlatform: isNew ? answers.platform : undefined,
      lacksCard: answers.functions.length === 1 && !answers.functions[0]?.card,
    };
    const decision = await review(reviewed, prompter, promptScreen(session.terminal).style);
    // The warnings were shown, and need not be repeated at the end.
    if (decision === 'go') return { ...plan, warnings: [] };
    if (decision === 'leave') throw interruptionProblem(session.signal);
    talk = await afterReview(decision, answered, scene);
  }
}

async function afterReview(
  decision: Exclude<ReviewDecision, 'go' | 'leave'>,
  talk: Conversation,
  scene: Scene,
): Promise<Conversation> {
  if (decision === 'back') return withoutLast(talk, scene.situation);
  if (decision === 'another') return withAnother(talk);
  if ('change' in decision) return reopened(talk, decision.change);
  const step = stepsOf(talk, scene.situation).find(({ asked }) => asked === decision.asked) as Step;
  return afterAnswer(talk, step, { value: decision.value, isDefault: false }, scene);
}

/** Asks the open questions; returns the conversation with the answers. */
async function askQuestions(conversation: Conversation, scene: Scene): Promise<Conversation> {
  const { situation, prompter, session } = scene;
  let talk = conversation;
  for (;;) {
    const next = nextQuestion(talk, situation);
    if (next === undefined) return talk;
    const { step, question } = next;
    const reply = await prompter.ask(question);
    if (reply.kind === 'leave') throw interruptionProblem(session.signal);
    if (reply.kind === 'back') {
      const { draft } = reply;
      const isNew = draft !== undefined && String(draft) !== String(question.field.initial);
      talk = withoutLast(isNew ? withDraft(talk, step.id, draft) : talk, situation);
    } else if (question.all !== undefined && opensList(reply.value)) {
      prompter.show(question.all);
    } else {
      const isDefault = String(reply.value) === String(question.byDefault);
      talk = await afterAnswer(talk, step, { value: reply.value, isDefault }, scene);
    }
  }
}

/** Returns the conversation with an answer. If a plan with it has a problem, shows the problem and leaves the step open. */
async function afterAnswer(
  talk: Conversation,
  step: Step,
  answer: Answered,
  { situation, planSoFar, prompter, session }: Scene,
): Promise<Conversation> {
  const answered = withAnswer(talk, step, answer);
  try {
    await planSoFar(answersGiven(answered, situation));
    return answered;
  } catch (error) {
    if (!(error instanceof Problem) || session.signal.aborted) throw error;
    const { toldProblem } = await import('../messages/words.ts');
    const text = errorText(toldProblem(error), promptScreen(session.terminal).style);
    prompter.show(`${text}\nChange the answer, or fix this elsewhere and press Enter again.`);
    return withDraft(talk, step.id, answer.value);
  }
}
