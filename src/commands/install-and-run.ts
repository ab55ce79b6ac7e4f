import path from 'node:path';
import type { InstallOutcome } from '../install/install.ts';
import { packagesOfAnyRange, pinnedRanges } from '../install/pinned-ranges.ts';
import type { Outcome } from '../report/create-report.ts';
import { skippedInstall } from '../report/report.ts';
import { runFunction } from '../run/run-function.ts';
import { secretNames } from '../run/secrets.ts';
import type { Session } from '../session.ts';
import { startProgress } from '../terminal/progress.ts';
import type { FolderInstall, InstallResult, Plan } from '../types.ts';
import { applyChanges } from '../write/transaction.ts';
import { runEach } from './run-each.ts';

/** Installs the packages that the plan's functions and cards need, then runs each function once. */
export async function installAndRun(plan: Plan, session: Session): Promise<Omit<Outcome, 'stop'>> {
  const { result: install, warnings, pending } = await installPackages(plan, session);
  return { install, pending, warnings, ...(await invokeFunctions(plan, install, pending, session)) };
}

/**
 * Installs missing packages, one folder after another, with a single progress display. Skipped if nothing is missing or the
 * user does not want it. After a failure, the remaining folders stay pending.
 */
async function installPackages(plan: Plan, session: Session) {
  const { answers, installs } = plan;
  const { packageManager } = answers;
  const skipped = skippedInstall(packageManager);
  if (installs.length === 0) pinRanges(plan, { kind: 'functions', directory: plan.functionsDirectory });
  if (!answers.install || installs.length === 0 || session.stop.aborted) {
    return { result: skipped, warnings: [], pending: installs };
  }
  const [{ install }, { maskOfWords, valuesAround }] = await Promise.all([
    import('../install/install.ts'),
    import('../report/mask.ts'),
  ]);
  const packages = installs.flatMap((folder) => folder.packages).join(', ');
  const progress = startProgress(`${skipped.command} (${packages})`, session.terminal.stderr);
  const values = valuesAround([answers.root], session);
  const hide = maskOfWords(values);
  const outcomes: InstallOutcome[] = [];
  const functionsFolder = path.join(answers.root, plan.functionsDirectory);
  const ofProject = secretNames(plan.project ?? {}, functionsFolder, session.env.NODE_ENV);
  for (const folder of installs) {
    if (outcomes.some(({ result }) => result.status === 'failed')) break;
    const options = {
      directory: path.join(answers.root, folder.directory),
      packageManager,
      packages: folder.packages,
      project: answers.root,
      secrets: [...answers.functions.flatMap((one) => one.secrets), ...ofProject],
      allowScripts: answers.allowScripts,
      env: session.env,
      onProgress: (line: string) => progress.show(values.isComplete ? hide(line) : ''),
      signal: session.signal,
    };
    const outcome = await install(options);
    outcomes.push(outcome);
    if (outcome.result.status === 'done' && pinRanges(plan, folder)) await install(options);
  }
  const done = outcomes.filter(({ result }) => result.status === 'done');
  const durationMs = outcomes.reduce((sum, { result }) => sum + result.durationMs, 0);
  progress.end(done.length === installs.length);
  return {
    result: { ...skipped, ...outcomes.at(-1)?.result, durationMs },
    warnings: outcomes.flatMap(({ warnings }) => warnings),
    pending: installs.slice(done.length),
  };
}

/**
 * Replaces unspecified ranges in package.json by ones based on the installed versions.
 * @returns whether package.json changed, so that the lockfile must be updated
 */
function pinRanges(plan: Plan, { kind, directory }: Omit<FolderInstall, 'packages'>): boolean {
  if (kind !== 'functions') return false;
  const { root } = plan.answers;
  const change = pinnedRanges(root, directory, packagesOfAnyRange(plan));
  if (change === undefined) return false;
  applyChanges(root, [change]);
  return true;
}

/** Runs each new function once with its fixture, one after another. */
async function invokeFunctions(
  plan: Plan,
  install: InstallResult,
  pending: readonly FolderInstall[],
  session: Session,
): Promise<Pick<Outcome, 'invocations' | 'notInvoked'>> {
  const ofFunctions = pending.find((folder) => folder.kind === 'functions');
  const failed = ofFunctions !== undefined && install.status === 'failed';
  if (!plan.answers.invoke || plan.invocations.length === 0 || session.stop.aborted || failed) {
    return { invocations: [], notInvoked: undefined };
  }
  if (ofFunctions !== undefined) {
    return { invocations: [], notInvoked: ofFunctions.packages };
  }
  const { env, signal } = session;
  const invocations = await runEach(plan.invocations, session, session.stop, (one, onLog) =>
    runFunction(one, { env, signal, onLog }),
  );
  return { invocations, notInvoked: undefined };
}
