import type { FunctionOptions } from '../../data/options.ts';
import { currentPlatform } from '../../data/platforms.ts';
import { exitCodes, interruptionCode } from '../../errors.ts';
import type {
  FunctionAnswers,
  GivenAnswers,
  InstallResult,
  InvocationResult,
  Plan,
  Report,
  Stop,
  Warning,
} from '../../types.ts';
import { equivalentCommand } from '../call/command-line.ts';
import { findTemplate } from '../plan/template.ts';
import { diffsOf } from './change-view.ts';
import { callSnippets, nextSteps } from './next-steps.ts';
import { skippedInstall } from './report.ts';
import { unanswered } from './unanswered.ts';

/** Where the run takes place, as the report speaks of it. */
export interface Setting {
  /** The directory as the equivalent command names it; undefined where it names none. */
  readonly directory: string | undefined;
  /** The path to the project from where the person is, with `/`; undefined where they are in it. */
  readonly enter: string | undefined;
  /** The path to the functions folder from where the person is, with `/`; empty where they are in it. */
  readonly installFolder: string;
  /** This program's version. */
  readonly version: string;
  /** Are diffs wanted? */
  readonly diff: boolean;
  /** The functions folder that was named or chosen, for a project that has several. */
  readonly functionsDirectory: string | undefined;
  /** The answers file, as it was named. */
  readonly answersFile: string | undefined;
}

/** What came of a plan after it was applied. */
export interface Outcome {
  readonly install: InstallResult;
  readonly invocations: readonly InvocationResult[];
  /** Why functions were not run though they should have been; undefined where they were. */
  readonly notInvoked: string | undefined;
  /** Was the run ended early? */
  readonly stop: Stop;
  /** What came up while packages were installed. */
  readonly warnings: readonly Warning[];
}

/** The report of a dry run: what would change. */
export function plannedReport(plan: Plan, setting: Setting): Report {
  return {
    ...reportOf(plan, setting),
    ok: true,
    code: exitCodes.done,
    dryRun: true,
    install: skippedInstall(plan.answers.packageManager),
    invocations: [],
    next: [],
  };
}

/** The report of a plan that was applied. */
export function finishedReport(plan: Plan, setting: Setting, outcome: Outcome): Report {
  const { install, invocations, notInvoked } = outcome;
  const next = nextSteps(plan.answers, {
    enter: setting.enter,
    functionsDirectory: setting.installFolder,
    pendingInstall: isInstallPending(plan, install) ? install.packageManager : undefined,
    version: setting.version,
  });
  const skipped: Warning[] = notInvoked === undefined ? [] : [{ code: 'not-invoked', message: notInvoked }];
  return {
    ...reportOf(plan, setting),
    ...verdict(outcome, next[0]?.command),
    install,
    invocations,
    warnings: [
      ...plan.warnings,
      ...outcome.warnings,
      ...invocations.flatMap(({ warnings }) => warnings),
      ...skipped,
    ],
    next,
    snippets: callSnippets(plan.answers.functions),
  };
}

/** Are packages that the functions need still to be installed? */
export function isInstallPending({ missingPackages }: Plan, { status }: InstallResult): boolean {
  return missingPackages.length > 0 && status !== 'done';
}

function reportOf({ answers, project, functionsDirectory, changes, warnings }: Plan, setting: Setting) {
  return {
    mode: answers.mode,
    project: {
      directory: answers.root,
      platformVersion: project?.platformVersion ?? answers.platform.version,
      functionsDirectory,
    },
    changes: changes.map(({ action, path }) => ({ action, path })),
    ...(setting.diff ? { diffs: diffsOf(changes) } : {}),
    warnings,
    command: commandOf({ answers, project }, setting),
  };
}

/** @param resume the command that comes next: where packages are missing, the one that installs them */
function verdict({ install, invocations, stop }: Outcome, resume: string | undefined) {
  if (stop.aborted) {
    const code = interruptionCode(stop.reason);
    const message = 'Interrupted: the files are in place, the rest was left out.';
    return { ok: false, code, error: { code: 'interrupted', message } };
  }
  if (install.status === 'failed') {
    const message = `The files are in place, but ${install.command} failed. ${install.problem ?? ''}`.trim();
    const hint = `Once that is mended, install again: ${resume}`;
    return { ok: false, code: exitCodes.install, error: { code: 'install-failed', message, hint } };
  }
  const answered = invocations.every(({ status }) => status === 'SUCCESS');
  return answered
    ? { ok: true, code: exitCodes.done }
    : unanswered(invocations, 'The files are in place, but ');
}

function commandOf({ answers, project }: Pick<Plan, 'answers' | 'project'>, setting: Setting): string {
  // Where the project's own version is unknown, --platform said which layout it has.
  const saysPlatform = project?.platformVersion !== answers.platform.version;
  const said: GivenAnswers = {
    ...(setting.directory === undefined ? {} : { directory: setting.directory }),
    project: {
      ...(setting.functionsDirectory === undefined
        ? {}
        : { 'functions-directory': setting.functionsDirectory }),
      ...(project === undefined ? { app: answers.app } : {}),
      ...(saysPlatform ? { platform: answers.platform.version } : {}),
      ...(answers.packageManager === 'npm' ? {} : { 'package-manager': answers.packageManager }),
      ...(answers.install ? {} : { install: false }),
      ...(answers.invoke ? {} : { invoke: false }),
    },
    functions: answers.functions.map(functionOptions),
  };
  // Flags can say one function only; the file that listed several says them all.
  const fromFile = setting.answersFile !== undefined && answers.functions.length > 1;
  return equivalentCommand(
    fromFile
      ? { ...said, project: { ...said.project, answers: setting.answersFile }, functions: [{}] }
      : said,
    // Every Node comes with npm, and Yarn 1 hands its arguments to a shell unquoted.
    { packageManager: 'npm', version: setting.version },
    'posix',
  );
}

/** What has to be said of a function; what its template brings along needs no saying. */
function functionOptions(wanted: FunctionAnswers): FunctionOptions {
  const { name, secrets, token, endpoint, dependencies } = wanted;
  const template = findTemplate(wanted.template);
  const further = Object.entries(dependencies).filter(
    ([one, range]) => template?.dependencies[one] !== range,
  );
  return {
    function: name,
    template: wanted.template,
    ...(String(secrets) === String(template?.secrets ?? []) ? {} : { secret: secrets }),
    ...(token === template?.token ? {} : { token }),
    ...(endpoint === undefined ? {} : { endpoint: endpoint.path, method: endpoint.methods }),
    ...(further.length === 0 ? {} : { dependency: further.map(([one, range]) => `${one}@${range}`) }),
  };
}

/** The notice for a platform version that HubSpot no longer builds; undefined for one that it builds. */
export function unbuiltNotice({ version, built, today }: Plan['answers']['platform']): Warning | undefined {
  if (built) return undefined;
  const message = `Platform version ${version} is ${today}. For what HubSpot builds today, give --platform ${currentPlatform}.`;
  return { code: 'platform-not-built', message };
}
