import path from 'node:path';
import { isInstallPending } from './core/report/generate-report.ts';
import { skippedInstall } from './core/report/report.ts';
import type { InstallOutcome } from './io/install/install.ts';
import { runFunction } from './io/invocation/invoke.ts';
import { followRun } from './io/terminal/run-progress.ts';
import type { InstallResult, InvocationResult, Plan } from './types.ts';
import type { World } from './world.ts';

/** Installs the packages that the plan's functions need; skipped where all are there, or where nobody wants it. */
export async function installPackages(plan: Plan, world: World): Promise<InstallOutcome> {
  const { answers, missingPackages } = plan;
  const { packageManager } = answers;
  const skipped = skippedInstall(packageManager);
  if (!answers.install || missingPackages.length === 0 || world.stop.aborted) {
    return { result: skipped, warnings: [] };
  }
  const { install } = await import('./io/install/install.ts');
  const { startProgress } = await import('./io/terminal/progress.ts');
  const progress = startProgress(`${skipped.command} (${missingPackages.join(', ')})`, world.terminal.stderr);
  const outcome = await install({
    directory: path.join(answers.root, plan.functionsDirectory),
    packageManager,
    packages: missingPackages,
    secrets: answers.functions.flatMap(({ secrets }) => secrets),
    env: world.env,
    onProgress: progress.show,
    signal: world.signal,
  });
  progress.end(outcome.result.status === 'done');
  return outcome;
}

/** What was run, and why not everything was. */
export interface Invoked {
  readonly invocations: readonly InvocationResult[];
  readonly notInvoked: string | undefined;
}

/** Runs each new function once with its fixture, one after the other. */
export async function invokeFunctions(plan: Plan, install: InstallResult, world: World): Promise<Invoked> {
  if (!plan.answers.invoke || world.stop.aborted || install.status === 'failed') {
    return { invocations: [], notInvoked: undefined };
  }
  if (isInstallPending(plan, install)) {
    const packages = plan.missingPackages.join(', ');
    return { invocations: [], notInvoked: `Nothing was run: ${packages} is not installed yet.` };
  }
  const names = plan.invocations.map((invocation) => invocation.function);
  const progress = followRun(names, world.terminal.stderr);
  const invocations: InvocationResult[] = [];
  for (const invocation of plan.invocations) {
    if (world.stop.aborted) break;
    const { env, signal } = world;
    invocations.push(await runFunction(invocation, { env, signal, onLog: progress.onLog }));
  }
  await progress.end(invocations.every(({ status }) => status === 'SUCCESS'));
  return { invocations, notInvoked: undefined };
}
