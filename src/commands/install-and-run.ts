import path from 'node:path';
import type { InstallOutcome } from '../install/install.ts';
import { isInstallPending } from '../report/create-report.ts';
import { skippedInstall } from '../report/report.ts';
import { runFunction } from '../run/run-function.ts';
import type { Session } from '../session.ts';
import { followRun, startProgress } from '../terminal/progress.ts';
import type { InstallResult, InvocationResult, Plan, Warning } from '../types.ts';

/** What came of a plan whose files are in place. */
export interface Outcome extends Invoked {
  readonly install: InstallResult;
  readonly warnings: readonly Warning[];
}

/** Installs what the plan's functions need, then runs each of them once. */
export async function installAndRun(plan: Plan, session: Session): Promise<Outcome> {
  const { result: install, warnings } = await installPackages(plan, session);
  return { install, warnings, ...(await invokeFunctions(plan, install, session)) };
}

/** Installs the packages that the plan's functions need; skipped where all are there, or where nobody wants it. */
async function installPackages(plan: Plan, session: Session): Promise<InstallOutcome> {
  const { answers, missingPackages } = plan;
  const { packageManager } = answers;
  const skipped = skippedInstall(packageManager);
  if (!answers.install || missingPackages.length === 0 || session.stop.aborted) {
    return { result: skipped, warnings: [] };
  }
  const { install } = await import('../install/install.ts');
  const progress = startProgress(
    `${skipped.command} (${missingPackages.join(', ')})`,
    session.terminal.stderr,
  );
  const outcome = await install({
    directory: path.join(answers.root, plan.functionsDirectory),
    packageManager,
    packages: missingPackages,
    secrets: answers.functions.flatMap(({ secrets }) => secrets),
    env: session.env,
    onProgress: progress.show,
    signal: session.signal,
  });
  progress.end(outcome.result.status === 'done');
  return outcome;
}

/** What was run, and why not everything was. */
interface Invoked {
  readonly invocations: readonly InvocationResult[];
  readonly notInvoked: string | undefined;
}

/** Runs each new function once with its fixture, one after the other. */
async function invokeFunctions(plan: Plan, install: InstallResult, session: Session): Promise<Invoked> {
  if (!plan.answers.invoke || session.stop.aborted || install.status === 'failed') {
    return { invocations: [], notInvoked: undefined };
  }
  if (isInstallPending(plan, install)) {
    const packages = plan.missingPackages.join(', ');
    return { invocations: [], notInvoked: `Nothing was run: ${packages} is not installed yet.` };
  }
  const names = plan.invocations.map((invocation) => invocation.function);
  const progress = followRun(names, session.terminal.stderr);
  const invocations: InvocationResult[] = [];
  for (const invocation of plan.invocations) {
    if (session.stop.aborted) break;
    const { env, signal } = session;
    invocations.push(await runFunction(invocation, { env, signal, onLog: progress.onLog }));
  }
  await progress.end(invocations.every(({ status }) => status === 'SUCCESS'));
  return { invocations, notInvoked: undefined };
}
