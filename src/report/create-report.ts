import { appNameOf, appSlug } from '../answers/names.ts';
import { defaultTemplate } from '../answers/resolve-answers.ts';
import type { CalledAs } from '../args/caller.ts';
import { equivalentCommand, formatCommand, joinCommands, secretCommand } from '../args/command-line.ts';
import { anyRange } from '../data/limits.ts';
import { currentPlatform, defaultPlatform } from '../data/platforms.ts';
import type { Problem } from '../errors.ts';
import { installWords } from '../install/choose-package-manager.ts';
import { packagesOfAnyRange } from '../install/pinned-ranges.ts';
import { interruptionProblem, refusal, warning } from '../messages/messages.ts';
import { wantedCards } from '../plan/plan-cards.ts';
import { dependenciesOf, findTemplate } from '../plan/render.ts';
import { fixtureFile } from '../project/layout.ts';
import { saysError } from '../run/logs.ts';
import type {
  Answers,
  FolderInstall,
  FunctionAnswers,
  InstallResult,
  InvocationResult,
  NextStep,
  Plan,
  Report,
  Stop,
  Warning,
} from '../types.ts';
import { cliSteps, skippedInstall, unansweredProblem } from './report.ts';

/** Information about the run that the report shows. */
export interface Setting {
  /** The directory for the equivalent command; undefined if it does not need one. */
  readonly directory: string | undefined;
  /** The path from the working directory to the project, with `/`; undefined if the working directory is inside it. */
  readonly enter: string | undefined;
  /** The path from the working directory to a folder of the project, with `/`; empty if they are the same. */
  readonly pathTo: (directory: string) => string;
  /** How the user ran this program. */
  readonly calledAs: CalledAs;
  readonly hasHubSpotCli: boolean;
  /** Whether a person saw the plan and agreed to it. */
  readonly reviewed: boolean;
  /** Undefined if not requested, or already shown in a review. */
  readonly diffs: readonly string[] | undefined;
  /** The functions folder that was named or chosen, if the project has several. */
  readonly functionsDirectory: string | undefined;
  /** The answers file, as named by the user; undefined if it can be read only once. */
  readonly answersFile: string | undefined;
}

/** The outcome of an applied plan. */
export interface Outcome {
  readonly install: InstallResult;
  /** Folders whose packages still need to be installed. */
  readonly pending: readonly FolderInstall[];
  readonly invocations: readonly InvocationResult[];
  /** Missing packages that prevented functions from running; undefined otherwise. */
  readonly notInvoked: readonly string[] | undefined;
  readonly stop: Stop;
  /** Warnings from installing packages. */
  readonly warnings: readonly Warning[];
}

/** The report of a dry run. */
export function plannedReport(plan: Plan, setting: Setting): Report {
  return {
    ...reportOf(plan, setting),
    dryRun: true,
    install: skippedInstall(plan.answers.packageManager),
    invocations: [],
    next: [],
    command: commandOf(plan, setting, true),
  };
}

/** The report of an applied plan. */
export function finishedReport(plan: Plan, setting: Setting, outcome: Outcome): Report {
  const { install, pending, invocations, notInvoked } = outcome;
  const installs = installSteps(plan.answers, pending, setting);
  const skipped = notInvoked === undefined ? [] : [warning('not-invoked', { packages: notInvoked })];
  return {
    ...reportOf(plan, setting),
    error: verdict(outcome, joinCommands(installs.map(({ command }) => command))),
    install,
    invocations,
    warnings: [
      ...plan.warnings,
      ...outcome.warnings,
      ...(pending.some(({ kind }) => kind === 'functions') ? anyRangeWarning(plan) : []),
      ...invocations.flatMap(runWarnings),
      ...invocations.flatMap(errorResponse),
      ...skipped,
    ],
    next: [...packageManagerSteps(install), ...installs, ...nextSteps(plan, setting)],
    reviewed: setting.reviewed,
  };
}

function anyRangeWarning(plan: Plan): readonly Warning[] {
  const names = packagesOfAnyRange(plan);
  const file = `${plan.functionsDirectory}/package.json`;
  return names.length === 0 ? [] : [warning('any-range', { names, path: file })];
}

/** The warnings of a run. If a credential is missing, the warning first says that the function itself runs. */
function runWarnings({ function: name, status, warnings }: InvocationResult): readonly Warning[] {
  if (status !== 'SUCCESS') return warnings;
  return warnings.map((one) =>
    one.code === 'needs-credential' && 'message' in one
      ? { ...one, message: `${name} runs, but ${one.message}` }
      : one,
  );
}

/** A warning if a function answered with an error that a missing credential does not explain. */
function errorResponse({ function: name, response, warnings }: InvocationResult): Warning[] {
  const isExplained = warnings.some(({ code }) => code === 'needs-credential' || code === 'missing-secret');
  if (isExplained || !saysError(response)) return [];
  return [warning('error-response', { name, fixture: fixtureFile(name) })];
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
    ...(setting.diffs ? { diffs: setting.diffs } : {}),
    warnings,
    command: commandOf({ answers, project }, setting),
  };
}

/** @param resume the command that installs the remaining packages */
function verdict({ install, invocations, stop }: Outcome, resume: string): Problem | undefined {
  if (stop.aborted) return interruptionProblem(stop, { at: 'before-the-rest' });
  if (install.status === 'failed') {
    return refusal('install-failed', { command: install.command, fault: install.problem, resume });
  }
  return unansweredProblem(invocations, true);
}

function commandOf(
  { answers, project }: Pick<Plan, 'answers' | 'project'>,
  setting: Setting,
  dryRun = false,
): string {
  const impliedApp = setting.directory === undefined ? undefined : appNameOf(answers.root);
  const isFirst = (index: number) => project === undefined && index === 0;
  const functions = [
    ...answers.functions.map((one, index) => functionOptions(one, answers, isFirst(index))),
    ...answers.cards.map(({ function: { name }, template }) => ({ function: name, template, card: true })),
  ];
  // Options can describe only one function; an answers file can describe several.
  const fromFile = setting.answersFile !== undefined && functions.length > 1;
  return equivalentCommand(
    setting.directory,
    {
      app: project === undefined ? unless(impliedApp, answers.app) : undefined,
      // If the project's own version is unknown, its layout was chosen with --platform.
      platform: unless(project?.platformVersion ?? defaultPlatform, answers.platform.version),
      'package-manager': unless('npm', answers.packageManager),
      'functions-directory': setting.functionsDirectory,
      install: unless(true, answers.install),
      'allow-scripts': unless(false, answers.allowScripts),
      invoke: unless(true, answers.invoke),
      answers: fromFile ? setting.answersFile : undefined,
      'dry-run': unless(false, dryRun),
    },
    fromFile ? [{}] : functions,
    setting.calledAs,
  );
}

/** The value, or undefined if it equals the implied one. Lists are compared by their items. */
function unless<Value>(implied: Value | undefined, value: Value): Value | undefined {
  return implied !== undefined && String(value) === String(implied) ? undefined : value;
}

/**
 * The options that describe a function, without those implied by its template. The first function of a new project has more
 * implied options.
 */
function functionOptions(
  { name, template: templateName, secrets, token, endpoint, dependencies, card }: FunctionAnswers,
  { app, platform }: Pick<Answers, 'app' | 'platform'>,
  first: boolean,
) {
  const template = findTemplate(templateName);
  const implied = template === undefined ? {} : dependenciesOf(template, platform);
  const further = Object.entries(dependencies).filter(([one, range]) => implied[one] !== range);
  const ownPath = first && template?.endpoint ? `${appSlug(app)}/${name}` : undefined;
  const named = further.map(([one, range]) => (range === anyRange ? one : `${one}@${range}`));
  return {
    function: first ? unless(templateName, name) : name,
    template: unless(defaultTemplate, templateName),
    secret: unless(template?.secrets ?? [], secrets),
    token: unless(template?.token, token),
    endpoint: endpoint && unless(ownPath, endpoint.path),
    method: endpoint && unless(template?.methods, endpoint.methods),
    card: unless(false, card),
    dependency: named.length === 0 ? undefined : named,
  };
}

/** How to get a package manager that is not on the PATH. npm comes with Node. */
function packageManagerSteps({ packageManager, problem }: InstallResult): readonly NextStep[] {
  if (problem?.fault !== 'no-program' || packageManager === 'npm') return [];
  const command = `npm install --global ${packageManager}`;
  return [{ command, why: `Installs ${packageManager} itself.` }];
}

/** The next commands, in the order to run them. Each works as printed in sh, bash, zsh and fish. */
function nextSteps(
  plan: Pick<Plan, 'answers' | 'project'>,
  { enter, calledAs: { program }, hasHubSpotCli }: Setting,
): readonly NextStep[] {
  const { answers, project } = plan;
  const opened = enter === undefined ? [] : [formatCommand(['cd', folderWord(enter)])];
  const version = project?.platformVersion ?? answers.platform.version;
  const migration = {
    command: formatCommand([...program, 'migrate']),
    why: `Moves the project to ${currentPlatform}: HubSpot no longer builds ${version}.`,
  };
  return [
    ...opened.map((command) => ({ command, why: "Opens the project's folder.", isObvious: true })),
    ...answers.functions.map(({ name }) => ({
      command: formatCommand([...program, 'invoke', name]),
      why: `Runs ${name} on this machine, as HubSpot would.`,
      isObvious: true,
    })),
    ...(answers.platform.built ? deploySteps(plan, hasHubSpotCli) : [migration]),
  ];
}

function installSteps(
  { packageManager }: Answers,
  pending: readonly FolderInstall[],
  { pathTo }: Setting,
): readonly NextStep[] {
  return pending.map(({ kind, directory }) => ({
    command: formatCommand(installWords(packageManager, folderWord(pathTo(directory)))),
    why: `Installs the packages of the ${kind}.`,
    isObvious: true,
  }));
}

/** A folder in a form that cannot be mistaken for an option, or by zsh for a recently visited folder. */
function folderWord(folder: string): string {
  return /^[-+]/.test(folder) ? `./${folder}` : folder;
}

function deploySteps({ answers, project }: Pick<Plan, 'answers' | 'project'>, hasHubSpotCli: boolean) {
  const hasCards = wantedCards(answers).length > 0 || (project !== undefined && project.cards.length > 0);
  const secrets = new Set(answers.functions.flatMap((one) => one.secrets));
  return [
    ...(hasHubSpotCli ? [] : cliSteps),
    ...[...secrets].map((name, index) => ({
      command: secretCommand(name),
      why: 'Stores the value in HubSpot (it asks for it); .env is for local runs.',
      isObvious: index > 0,
    })),
    { command: 'hs project upload', why: 'Builds and deploys it.', isObvious: true },
    {
      command: 'hs project install-app',
      why: `Installs the app in your account: once, and again when its scopes change.${placeWords(answers)}`,
    },
    ...(hasCards
      ? [{ command: 'hs project dev', why: 'Shows the card from this machine while you edit it.' }]
      : []),
  ];
}

/** A sentence about adding the first new card to records; empty if there is no new card. */
function placeWords(answers: Answers): string {
  const [card] = wantedCards(answers);
  if (card === undefined) return '';
  return ` Then open a contact, choose Customize and a tab, and add "${card.title}" from the card library.`;
}
