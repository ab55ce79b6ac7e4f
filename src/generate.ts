import path from 'node:path';
import { asks } from './asks.ts';
import { completedCommand } from './core/call/command-line.ts';
import { completeAnswers } from './core/plan/answers.ts';
import { firstOfEach, withExamples } from './core/plan/missing-options.ts';
import type { Known } from './core/report/failed-report.ts';
import { finishedReport, plannedReport, type Setting, unbuiltNotice } from './core/report/generate-report.ts';
import { interruption } from './errors.ts';
import { failedRun, knownProject } from './failed-run.ts';
import { applyChanges } from './io/transaction/transaction.ts';
import { allMissing, type Retry } from './missing.ts';
import { makePlan } from './planning.ts';
import { installPackages, invokeFunctions } from './running.ts';
import { findMeant, type GenerateCall, gatherAnswers, locate, type Place, situate } from './situation.ts';
import type { GivenAnswers, Plan, Report, Warning } from './types.ts';
import type { World } from './world.ts';

/** Creates a project, or adds functions to one: from what was said to the report, one step after the other. */
export async function generate(call: GenerateCall, world: World): Promise<Report> {
  let given: GivenAnswers | undefined;
  let place: Place | undefined;
  try {
    given = await gatherAnswers(call, world);
    place = await locate(given, world);
    const plan = await decide(given, place, world);
    const setting = settingOf(plan, given, place, world);
    if (given.project['dry-run']) return plannedReport(plan, setting);
    if (world.stop.aborted) throw interruption(world.stop);
    applyChanges(plan.answers.root, plan.changes);
    // A signal that came while the files were written is heard in the next turn of the event loop.
    await new Promise(setImmediate);
    const { result: install, warnings } = await installPackages(plan, world);
    const invoked = await invokeFunctions(plan, install, world);
    return finishedReport(plan, setting, { install, warnings, ...invoked, stop: world.stop });
  } catch (error) {
    const known = knownOf(given ?? { ...call, project: call.options }, place, world);
    return failedRun(
      given === undefined ? error : await allMissing(error, retryOf(call, given, world)),
      known,
    );
  }
}

/** A run that may not ask is tried again up to its plan; one that asks would ask for the rest. */
function retryOf({ directory, options }: GenerateCall, given: GivenAnswers, world: World): Retry {
  const silent = !asks(given.project, world);
  return {
    async withExamples(examples) {
      const said = withExamples(given, examples);
      const dry = { ...said, project: { ...said.project, 'dry-run': true } };
      if (silent) await decide(dry, await locate(dry, world), world);
    },
    command({ function: names = [], ...examples }) {
      const name = given.listedIn === undefined ? { function: names } : {};
      return completedCommand(directory, options, {
        ...firstOfEach({ ...examples, ...name }),
        ...(silent ? { yes: true } : {}),
      });
    },
  };
}

/** What a run had found out when it stopped: a project that was found is added to, even where it cannot be read. */
function knownOf(said: Parameters<typeof findMeant>[0], place: Place | undefined, world: World): Known {
  const find = () => (place === undefined ? findMeant(said, world) : undefined);
  const project = knownProject(place?.project, find);
  return { mode: project === null ? 'create' : 'add', project };
}

/** From what was given to a plan that a person agreed to, or that follows from flags and defaults. */
async function decide(given: GivenAnswers, place: Place, world: World): Promise<Plan> {
  const situation = situate(given, place, world);
  const planFor = async (said: GivenAnswers): Promise<Plan> => {
    const answers = completeAnswers(said, situation);
    const notice = place.project === undefined ? unbuiltNotice(answers.platform) : undefined;
    const plan = await makePlan(answers, place.project);
    const warnings = [...(notice ? [notice] : []), ...place.warnings, ...plan.warnings];
    return { ...plan, warnings: distinct(warnings) };
  };
  if (!asks(given.project, world)) return planFor(given);
  const { agree } = await import('./agree.ts');
  return agree(given, situation, planFor, world);
}

/** A file that is read and edited is warned of by both. */
function distinct(warnings: readonly Warning[]): readonly Warning[] {
  return [...new Map(warnings.map((warning) => [warning.message, warning])).values()];
}

function settingOf(plan: Plan, given: GivenAnswers, place: Place, { cwd, version }: World): Setting {
  const { directory, project } = given;
  const fromHere = (folder: string) => path.relative(cwd, folder).replaceAll(path.sep, '/');
  const enter = fromHere(plan.answers.root);
  return {
    directory,
    enter: /^(\.\.(\/|$))*$/.test(enter) ? undefined : enter,
    installFolder: fromHere(path.join(plan.answers.root, plan.functionsDirectory)),
    version,
    diff: project.diff === true,
    functionsDirectory: place.functionsDirectory,
    answersFile: project.answers,
  };
}
