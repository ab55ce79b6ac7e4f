import { anyRange } from '../data/limits.ts';
import type { FunctionOptions } from '../data/options.ts';
import { type PackageManager, packageManagers } from '../data/package-managers.ts';
import { defaultPlatform, type Platform, platforms } from '../data/platforms.ts';
import { combineMissing, type Examples, firstOfEach, type Problem } from '../errors.ts';
import { refusal, rejected } from '../messages/messages.ts';
import { dependenciesOf, findTemplate, type Template } from '../plan/render.ts';
import { printable } from '../terminal/text.ts';
import type {
  Answers,
  CardAnswers,
  ExistingFunction,
  FunctionAnswers,
  GivenAnswers,
  Project,
  Rejected,
} from '../types.ts';
import { type Parsed, parseChoice, parseMethods, parsePlatform } from './choices.ts';
import { parseDependencies } from './dependencies.ts';
import { parseEndpointPath } from './endpoint-path.ts';
import { appSlug, parseAppName, parseFunctionName } from './names.ts';
import { parseSecrets } from './secret-names.ts';

/** The context needed to complete the answers: what exists, and how the program was called. */
export interface Situation {
  /** The project to add to; undefined if a new one is created. */
  readonly project: Project | undefined;
  /** The app's default name; undefined if it must be given. */
  readonly defaultApp: string | undefined;
  /** A function's default name for a template; undefined if it must be given. */
  readonly functionNameFor: (template: string) => string | undefined;
  /** Returns the reason why a new app cannot use the folder named after it, or undefined if it can. */
  readonly folderFault: (app: string) => Rejected | undefined;
  /** Absolute path of the new project for an app's name. */
  readonly rootFor: (app: string) => string;
  readonly packageManager: PackageManager;
  readonly templates: readonly Template[];
  /** Answers that were missing to find the target. A likely value was used instead, to find what else is missing. */
  readonly missing: readonly Problem[];
}

/** The template used if none is given. */
export const defaultTemplate = 'hello';

/**
 * Completes the given answers with defaults.
 * @throws Problem (code 2) that lists every unusable value, or every missing option
 */
export function completeAnswers(given: GivenAnswers, situation: Situation): Answers {
  const faults: (Rejected & { readonly of: string })[] = [];
  const missing = missingOptions(given, situation);
  const take = <Value>(option: string, parsed: Parsed<Value>, instead: Value): Value => {
    if ('value' in parsed) return parsed.value;
    faults.push({ ...parsed, of: optionPlace(option, given.answered) });
    return instead;
  };
  const { project } = situation;
  const app = given.project.app ?? project?.name ?? situation.defaultApp ?? '';
  const known = project !== undefined || missing.includes('app');
  const checkedApp = known ? app : take('app', parseAppName(app), app);
  const platform = project?.platform ?? newPlatform(given, take);
  if (project === undefined && given.project['functions-directory'] !== undefined) {
    take('functions-directory', rejected('one-functions-folder', {}), undefined);
  }
  const completed = { ...situation, app: appSlug(checkedApp), platform };
  const { functions, cards } = completeFunctions(given, completed, take);
  const wanted = given.functions.flatMap(({ dependency = [] }) => dependency);
  const ranges = faults.length > 0 ? {} : take('functions', parseDependencies(wanted), {});
  const packageManager = packageManagerOf(given, situation, take);
  const own = missing.length > 0 ? [missingProblem(missing, given, project)] : [];
  const lacking = combineMissing([...situation.missing, ...own]);
  if (faults.length > 0 && situation.missing.length === 0) {
    throw refusal('invalid-value', { faults, missing: own[0] }, lacking && { missing });
  }
  if (lacking !== undefined) throw lacking;
  return {
    mode: project === undefined ? 'create' : 'add',
    root: project?.root ?? situation.rootFor(checkedApp),
    app: checkedApp,
    platform,
    functions: withSharedRanges(functions, ranges),
    cards,
    packageManager,
    install: given.project.install ?? true,
    allowScripts: given.project['allow-scripts'] ?? false,
    invoke: given.project.invoke ?? true,
  };
}

function completeFunctions({ functions: asked, listedIn }: GivenAnswers, situation: Completed, take: Take) {
  const functions: FunctionAnswers[] = [];
  const cards: CardAnswers[] = [];
  for (const [index, options] of asked.entries()) {
    const of = listedIn === undefined ? '' : `functions[${index}].`;
    const takeIn: Take = (option, parsed, instead) => take(of + option, parsed, instead);
    const there = functionForCard(options, situation.project);
    if (there === undefined) functions.push(completeFunction(options, situation, takeIn));
    else cards.push(completeCard(there, options, situation, takeIn));
  }
  return { functions, cards };
}

/**
 * Gives each package the same range in all functions, because they share a `package.json`: the range that was given,
 * otherwise a template's.
 */
function withSharedRanges(
  functions: readonly FunctionAnswers[],
  given: FunctionAnswers['dependencies'],
): readonly FunctionAnswers[] {
  const byPriority = [given, ...functions.map(({ dependencies }) => dependencies)];
  const rangeOf = (name: string) =>
    byPriority.map((one) => one[name] ?? anyRange).find((range) => range !== anyRange) ?? anyRange;
  return functions.map((one) => {
    const own = Object.keys(one.dependencies).map((name) => [name, rangeOf(name)]);
    return { ...one, dependencies: Object.fromEntries(own) };
  });
}

/** Names the place where a value was given: `--app`, `app in answers.json` or `functions[1].secret`. */
export function optionPlace(option: string, answered: GivenAnswers['answered']): string {
  if (answered?.options.includes(option.replace(/^no-/, ''))) return `${option} in ${answered.file}`;
  return /^functions(\[|$)/.test(option) ? option : `--${option}`;
}

type Take = <Value>(option: string, parsed: Parsed<Value>, instead: Value) => Value;

function newPlatform(given: GivenAnswers, take: Take): Platform {
  const fallback = platforms.find((row) => row.version === defaultPlatform) as Platform;
  const { platform } = given.project;
  return platform === undefined ? fallback : take('platform', parsePlatform(platform), fallback);
}

function packageManagerOf(given: GivenAnswers, { packageManager }: Situation, take: Take): PackageManager {
  const name = given.project['package-manager'];
  if (name === undefined) return packageManager;
  const names: readonly string[] = packageManagers.map((row) => row.name);
  const parsed = parseChoice(name, 'package manager', names);
  return take('package-manager', parsed, packageManager) as PackageManager;
}

function missingOptions(given: GivenAnswers, situation: Situation): readonly string[] {
  const app =
    situation.project === undefined && given.project.app === undefined && situation.defaultApp === undefined;
  const name = given.functions.some(
    (one) => (one.function ?? situation.functionNameFor(one.template ?? defaultTemplate)) === undefined,
  );
  return [...(app ? ['app'] : []), ...(name ? ['function'] : [])];
}

/** The options that can describe a card. Any other option means a whole function. */
const cardOptions: readonly string[] = ['function', 'template', 'card'];

/** The existing function, if only a card for it is requested. */
export function functionForCard(
  options: FunctionOptions,
  project: Project | undefined,
): ExistingFunction | undefined {
  const { function: name, card } = options;
  if (project === undefined || name === undefined || card !== true) return undefined;
  if (Object.keys(options).some((option) => !cardOptions.includes(option))) return undefined;
  const { functions } = project.registeredWith?.([name]) ?? project;
  return functions.find((one) => one.name === name);
}

function completeCard(
  there: ExistingFunction,
  { template }: FunctionOptions,
  { templates }: Situation,
  take: Take,
): CardAnswers {
  if (template === undefined) return { function: there };
  const names = templates.map(({ name }) => name);
  return { function: there, template: take('template', parseChoice(template, 'template', names), template) };
}

/** The situation, with the app's name in the form used in paths. */
interface Completed extends Situation {
  readonly app: string;
  readonly platform: Platform;
}

function completeFunction(options: FunctionOptions, situation: Completed, take: Take): FunctionAnswers {
  const names = situation.templates.map(({ name }) => name);
  const chosen = parseChoice(options.template ?? defaultTemplate, 'template', names);
  const templateName = take('template', chosen, defaultTemplate);
  const template = findTemplate(templateName) as Template;
  const written = options.function ?? situation.functionNameFor(templateName);
  const name =
    written === undefined ? templateName : take('function', parseFunctionName(written), templateName);
  const endpoint = completeEndpoint(options, template, `${situation.app}/${name}`, take);
  const token = options.token ?? template.token;
  if (template.token && !token) {
    take('no-token', rejected('needs-token', { template: templateName }), token);
  }
  const secrets = take('secret', parseSecrets(options.secret ?? template.secrets), []);
  if (template.secrets.length > 0 && options.secret?.length === 0) {
    take('secret', rejected('needs-secret', { template: templateName }), []);
  }
  return {
    name,
    template: templateName,
    secrets,
    token,
    endpoint,
    dependencies: {
      ...take('dependency', parseDependencies(options.dependency ?? []), {}),
      ...dependenciesOf(template, situation.platform),
    },
    card: options.card ?? false,
  };
}

function completeEndpoint(options: FunctionOptions, template: Template, ownPath: string, take: Take) {
  const path = options.endpoint ?? (template.endpoint ? ownPath : undefined);
  if (path === undefined || path === '') {
    if (options.method !== undefined) {
      const parsed = parseMethods(options.method);
      take('method', 'problem' in parsed ? parsed : rejected('methods-without-endpoint', {}), undefined);
    }
    if (template.endpoint) {
      take('endpoint', rejected('needs-path', { template: template.name }), undefined);
    }
    return undefined;
  }
  return {
    path: take('endpoint', parseEndpointPath(path), ''),
    methods: take('method', parseMethods(options.method ?? template.methods), []),
  };
}

const exampleApp = 'my-app';
const exampleFunction = 'my-function';

/** The Problem for options missing from a non-interactive run. `function` is missing if any function has no name. */
function missingProblem(
  missing: readonly string[],
  given: GivenAnswers,
  project: Project | undefined,
): Problem {
  const { listedIn: file, functions } = given;
  const entries = functions.flatMap((one, index) => (one.function === undefined ? [index] : []));
  const names = freeNames(entries.length, given, project);
  const inFile = file === undefined || !missing.includes('function') ? undefined : file;
  const places = entries.map((index) => `functions[${index}]`).join(' and ');
  const options = missing.map((name) =>
    name === 'function' && inFile !== undefined
      ? `"function" of ${places} in ${printable(inFile)}`
      : `--${name}`,
  );
  const additions = entries.map((index, position) => ({ index, name: names[position] ?? '' }));
  const add = inFile === undefined ? undefined : { file: inFile, entries: additions };
  const examples: Record<string, readonly string[]> = { app: [exampleApp], function: names };
  const ofMissing = Object.fromEntries(missing.map((name) => [name, examples[name] ?? []]));
  return refusal('missing-options', { options, add }, { missing, examples: ofMissing });
}

/** The given answers, with example values for the missing ones. */
export function withExamples(
  given: GivenAnswers,
  { function: names = [], ...examples }: Examples,
): GivenAnswers {
  const left = [...names];
  return {
    ...given,
    project: { ...given.project, ...firstOfEach(examples) },
    functions: given.functions.map((one) => {
      const name = one.function ?? left.shift();
      return name === undefined ? one : { ...one, function: name };
    }),
  };
}

function freeNames(count: number, { functions }: GivenAnswers, project: Project | undefined): string[] {
  const files = (project?.functionFiles ?? []).map((file) => file.replace(/(-hsmeta)?\.\w+$/, ''));
  const taken = new Set(
    [...files, ...functions.flatMap((one) => one.function ?? [])].map((name) => name.toLowerCase()),
  );
  const names: string[] = [];
  for (let number = 1; names.length < count; number++) {
    const name = number === 1 ? exampleFunction : `${exampleFunction}-${number}`;
    if (!taken.has(name)) names.push(name);
  }
  return names;
}
