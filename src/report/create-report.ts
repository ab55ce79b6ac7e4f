import { equivalentCommand, formatCommand, quote } from '../args/command-line.ts';
import type { FunctionOptions } from '../data/options.ts';
import { currentPlatform } from '../data/platforms.ts';
import { diffsOf } from '../edit/diff.ts';
import { exitCodes, interruptionCode } from '../errors.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { wantedCards } from '../plan/plan-cards.ts';
import { findTemplate } from '../plan/render.ts';
import type {
  Answers,
  CardAnswers,
  FolderInstall,
  FunctionAnswers,
  GivenAnswers,
  InstallResult,
  InvocationResult,
  NextStep,
  Plan,
  Report,
  Stop,
  Warning,
} from '../types.ts';
import { skippedInstall, unanswered } from './report.ts';

/** Where the run takes place, as the report speaks of it. */
export interface Setting {
  /** The directory as the equivalent command names it; undefined where it names none. */
  readonly directory: string | undefined;
  /** The path to the project from where the person is, with `/`; undefined where they are in it. */
  readonly enter: string | undefined;
  /** The path to a folder of the project from where the person is, with `/`; empty where they are in it. */
  readonly pathTo: (directory: string) => string;
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
  /** Folders whose packages are still to be installed. */
  readonly pending: readonly FolderInstall[];
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
  const { install, pending, invocations, notInvoked } = outcome;
  const steps = {
    enter: setting.enter,
    pending: pending.map(({ of, directory }) => ({ of, folder: setting.pathTo(directory) })),
    hasCards: hasCards(plan),
    version: setting.version,
  };
  const skipped: Warning[] = notInvoked === undefined ? [] : [{ code: 'not-invoked', message: notInvoked }];
  return {
    ...reportOf(plan, setting),
    ...verdict(outcome, resumeCommand(plan.answers, steps)),
    install,
    invocations,
    warnings: [
      ...plan.warnings,
      ...outcome.warnings,
      ...invocations.flatMap(({ warnings }) => warnings),
      ...skipped,
    ],
    next: nextSteps(plan.answers, steps),
    snippets: callSnippets(plan.answers.functions),
  };
}

/** Has the project a card, now or before? */
function hasCards({ answers, project }: Plan): boolean {
  return wantedCards(answers).length > 0 || (project !== undefined && project.cards.length > 0);
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

/** @param resume the command that installs what is not installed */
function verdict({ install, invocations, stop }: Outcome, resume: string) {
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
      ...(answers.allowScripts ? { 'allow-scripts': true } : {}),
      ...(answers.invoke ? {} : { invoke: false }),
    },
    functions: [...answers.functions.map(functionOptions), ...answers.cards.map(cardOptions)],
  };
  // Flags can say one function only; the file that listed several says them all.
  const fromFile = setting.answersFile !== undefined && said.functions.length > 1;
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
  const { name, secrets, token, endpoint, dependencies, card } = wanted;
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
    ...(card ? { card } : {}),
    ...(further.length === 0 ? {} : { dependency: further.map(([one, range]) => `${one}@${range}`) }),
  };
}

function cardOptions({ function: { name }, template }: CardAnswers): FunctionOptions {
  return { function: name, ...(template === undefined ? {} : { template }), card: true };
}

/** The notice for a platform version that HubSpot no longer builds; undefined for one that it builds. */
export function unbuiltNotice({ version, built, today }: Plan['answers']['platform']): Warning | undefined {
  if (built) return undefined;
  const message = `Platform version ${version} is ${today}. For what HubSpot builds today, give --platform ${currentPlatform}.`;
  return { code: 'platform-not-built', message };
}

/** Where things stand when the next steps are named. */
export interface StepsOutcome {
  /** The path to the project from where the person is, with `/`; undefined where they are in it. */
  readonly enter: string | undefined;
  /** Folders to install: whose packages, and the path from where the person is, with `/`; empty where they are in it. */
  readonly pending: readonly { readonly of: FolderInstall['of']; readonly folder: string }[];
  /** Has the project a card? */
  readonly hasCards: boolean;
  /** The version of this program. */
  readonly version: string;
}

/** The commands that come next, in the order to run them; each runs as printed in sh, bash, zsh and fish. */
export function nextSteps(answers: Answers, outcome: StepsOutcome): readonly NextStep[] {
  return [
    ...installSteps(answers, outcome),
    ...enterSteps(outcome),
    ...invokeSteps(answers, outcome),
    ...secretSteps(answers.functions),
    ...uploadSteps(answers, outcome),
    ...answers.functions.flatMap(callSteps),
    ...logSteps(answers),
  ];
}

/** What installs the folders that are not installed yet, in one line. */
function resumeCommand(answers: Answers, outcome: StepsOutcome): string {
  return installSteps(answers, outcome)
    .map(({ command }) => command)
    .join(' && ');
}

function installSteps({ packageManager }: Answers, { pending }: StepsOutcome): NextStep[] {
  const { install, installFrom } = packageManagerRow(packageManager);
  return pending.map(({ of, folder: written }) => {
    const folder = folderWord(written);
    const words = folder === '' ? install : installFrom.map((word) => (word === '<folder>' ? folder : word));
    return { command: formatCommand(words, 'posix'), why: `installs the packages of the ${of}` };
  });
}

function enterSteps({ enter }: StepsOutcome): NextStep[] {
  if (enter === undefined) return [];
  return [{ command: formatCommand(['cd', folderWord(enter)], 'posix'), why: 'goes to the project' }];
}

/** A folder that is not taken for an option, nor by zsh for one of those visited before. */
function folderWord(folder: string): string {
  return /^[-+]/.test(folder) ? `./${folder}` : folder;
}

function invokeSteps({ functions }: Answers, { version }: StepsOutcome): NextStep[] {
  return functions.map(({ name }) => ({
    command: `npx create-hs-function@${version} invoke ${quote(name, 'posix')}`,
    why: `runs ${name} locally, as HubSpot would`,
  }));
}

function secretSteps(functions: readonly FunctionAnswers[]): NextStep[] {
  const names = new Set(functions.flatMap(({ secrets }) => secrets));
  return [...names].map((name) => ({
    command: `hs secret add ${name}`,
    why: 'gives HubSpot the value, typed at a masked prompt; .env holds the local one',
  }));
}

function uploadSteps(answers: Answers, { hasCards }: StepsOutcome): NextStep[] {
  const { platform } = answers;
  if (!platform.built) {
    const why = `uploads it; HubSpot no longer builds platform version ${platform.version}, but ${currentPlatform}`;
    return [{ command: 'hs project upload', why }];
  }
  return [
    { command: 'hs project upload', why: 'uploads and builds it' },
    {
      command: 'hs project install-app',
      why: `installs the app in your account; needed once, and again after its scopes changed${placeWords(answers)}`,
    },
    ...(hasCards
      ? [{ command: 'hs project dev', why: 'shows the card from this machine while you edit it' }]
      : []),
  ];
}

/** How the first new card gets onto records, to follow another sentence; empty where there is no new card. */
function placeWords(answers: Answers): string {
  const [card] = wantedCards(answers);
  if (card === undefined) return '';
  return `. Then open a contact, choose Customize and a tab, and add "${card.title}" from the card library`;
}

function logSteps({ platform, functions }: Answers): NextStep[] {
  if (!platform.built) return [{ command: 'hs project logs', why: 'shows the logs of deployed functions' }];
  const types = functions.map(({ endpoint }) => (endpoint === undefined ? 'execution' : 'gateway-execution'));
  return [...new Set(types)].map((type) => ({
    command: `hs app logs --type=serverless-${type}`,
    why: 'shows the logs of deployed functions, and asks for the app',
  }));
}

function callSteps({ name, endpoint }: FunctionAnswers): NextStep[] {
  if (endpoint === undefined) return [];
  const method = endpoint.methods[0] === 'GET' ? '' : ` -X ${endpoint.methods[0]}`;
  return [
    {
      command: `curl${method} ${quote(`https://YOUR-DOMAIN/hs/serverless/${endpoint.path}`, 'posix')}`,
      why: `calls ${name} once it is deployed, on any domain connected to the account`,
    },
  ];
}

/** How a deployed app function is called from a UI extension: by its name, which is its `uid` in a `*-hsmeta.json`. */
export function callSnippets(functions: readonly FunctionAnswers[]): readonly string[] {
  return functions
    .filter(({ endpoint, card }) => endpoint === undefined && !card)
    .map(({ name }) => `await hubspot.serverless('${name}', { parameters: {} });`);
}
