import path from 'node:path';
import { completeAnswers, optionPlace, withExamples } from '../answers/resolve-answers.ts';
import { calledAs } from '../args/caller.ts';
import { completedCommand } from '../args/command-line.ts';
import { firstOfEach, Problem, withDetails, withValues } from '../errors.ts';
import { unbuiltPlatform } from '../messages/at-hand.ts';
import { relativePath } from '../project/same-file.ts';
import { finishedReport, type Outcome, plannedReport, type Setting } from '../report/create-report.ts';
import { skippedInstall } from '../report/report.ts';
import { findProgram } from '../run/find-program.ts';
import { canAsk, type Session, signalsHeard } from '../session.ts';
import type { GivenAnswers, Plan, Report } from '../types.ts';
import { applyInterruptibly } from '../write/transaction.ts';
import { makePlan } from './make-plan.ts';
import {
  type CreateCall,
  findMeant,
  findTarget,
  gatherAnswers,
  situate,
  type Target,
  whereaboutsOf,
  withPositionalName,
} from './target.ts';

/** Creates a project or adds functions to one, step by step from the given answers to the report. */
export async function create(call: CreateCall, session: Session): Promise<Report> {
  let given: GivenAnswers | undefined;
  let target: Target | undefined;
  try {
    const said = withPositionalName(await gatherAnswers(call, session), session);
    given = said.given;
    const found = await findTarget(given, session);
    target = { ...found, warnings: [...said.warnings, ...found.warnings] };
    const plan = await decide(given, target, session);
    const setting = await settingOf(plan, given, target, session);
    await signalsHeard(session);
    if (given.project['dry-run']) return plannedReport(plan, setting);
    await applyInterruptibly(plan.answers.root, plan.changes, [], () => signalsHeard(session));
    // A signal received while files were written is handled in the next turn of the event loop.
    await new Promise(setImmediate);
    return finishedReport(plan, setting, { ...(await installAndRun(plan, session)), stop: session.stop });
  } catch (error) {
    const failure = await import('./failure.ts');
    // Assumptions made only to find what else is missing do not count as known.
    const certain = target?.missing.length === 0 ? target : undefined;
    const find = () => (certain ? undefined : findMeant(given ?? whereaboutsOf(call), session));
    const project = failure.knownProject(certain?.project, find);
    const told = await withProposal(await withPlace(error, given), call, given, target, session);
    // If a project was found, the mode is `add`, even if the project cannot be read.
    return failure.failedRun(told, { mode: project === null ? 'create' : 'add', project });
  }
}

async function installAndRun(plan: Plan, session: Session): Promise<Omit<Outcome, 'stop'>> {
  const { answers, installs } = plan;
  if (!answers.install && !answers.invoke) {
    const skipped = skippedInstall(answers.packageManager);
    return { install: skipped, pending: installs, warnings: [], invocations: [], notInvoked: undefined };
  }
  const running = await import('./install-and-run.ts');
  return running.installAndRun(plan, session);
}

/** If the project refuses a value, adds where that value was given. This can be the answers file. */
async function withPlace(error: unknown, given: GivenAnswers | undefined): Promise<unknown> {
  if (!(error instanceof Problem) || given?.answered === undefined) return error;
  const { refusedOption } = await import('../messages/words.ts');
  const option = refusedOption(error);
  return option === undefined ? error : withValues(error, { place: optionPlace(option, given.answered) });
}

/**
 * Adds a command that supplies what is missing. Other errors stay unchanged. Planning with the example values shows whether
 * the command would work; an interactive run would ask for the rest.
 */
async function withProposal(
  error: unknown,
  call: CreateCall,
  given: GivenAnswers | undefined,
  target: Target | undefined,
  session: Session,
): Promise<unknown> {
  if (given === undefined || !(error instanceof Problem) || error.details.examples === undefined)
    return error;
  const { function: names = [], ...examples } = error.details.examples;
  const silent = !canAsk(given.project, session);
  const more = firstOfEach({ ...examples, ...(given.listedIn === undefined ? { function: names } : {}) });
  // The directory was taken as the function's name.
  const positional = given.directory === call.operand ? {} : { function: call.operand };
  const completed = { ...more, ...(silent ? { yes: true } : {}) };
  const called = calledAs(session.env, 'latest');
  const command = completedCommand(given.directory, { ...positional, ...call.options }, completed, called);
  const said = withExamples(given, error.details.examples);
  const works =
    !silent ||
    target === undefined ||
    (await decide(said, { ...target, missing: [] }, session).then(Boolean, () => false));
  return withDetails(error, { proposal: { command, works } });
}

/** Turns the given answers into a plan, which the user confirms if the run is interactive. */
async function decide(given: GivenAnswers, target: Target, session: Session): Promise<Plan> {
  const situation = situate(given, target, session);
  const planFor = async (said: GivenAnswers): Promise<Plan> => {
    const completed = completeAnswers(said, situation);
    const answers =
      completed.cards.length === 0 ? completed : (await import('./card-inputs.ts')).withInputs(completed);
    const plan = await makePlan(answers, target.project, session);
    const warnings = [
      ...(answers.platform.built ? [] : [unbuiltPlatform(answers.platform.version)]),
      ...target.warnings,
      ...plan.warnings,
    ];
    return { ...plan, warnings };
  };
  if (!canAsk(given.project, session)) return planFor(given);
  const { confirmPlan } = await import('../prompts/confirm-plan.ts');
  return confirmPlan(given, situation, planFor, session);
}

async function settingOf(
  plan: Plan,
  given: GivenAnswers,
  target: Target,
  session: Session,
): Promise<Setting> {
  const { cwd, env, version } = session;
  const { directory, project } = given;
  const fromHere = (folder: string) => relativePath(cwd, folder);
  const enter = fromHere(plan.answers.root);
  const reviewed = canAsk(project, session);
  const needsDiffs = project.diff && (project['dry-run'] || !reviewed);
  return {
    directory: target.isBelow ? enter : directory,
    enter: /^(\.\.(\/|$))*$/.test(enter) ? undefined : enter,
    pathTo: (directory) => fromHere(path.join(plan.answers.root, directory)),
    calledAs: calledAs(env, version, plan.answers.root),
    hasHubSpotCli: findProgram('hs', { env, project: plan.answers.root }) !== undefined,
    reviewed,
    diffs: needsDiffs ? await maskedDiffs(plan, session) : undefined,
    functionsDirectory: target.functionsDirectory,
    answersFile: project.answers,
  };
}

async function maskedDiffs({ answers, changes }: Plan, session: Session): Promise<readonly string[]> {
  const [{ diffsOf }, { maskOf, valuesAround }] = await Promise.all([
    import('../edit/diff.ts'),
    import('../report/mask.ts'),
  ]);
  return diffsOf(changes, maskOf(valuesAround([answers.root], session)));
}
