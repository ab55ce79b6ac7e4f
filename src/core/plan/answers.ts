import type { FunctionOptions } from '../../data/options.ts';
import type { PackageManager } from '../../data/package-managers.ts';
import { defaultPlatform, type Platform, platforms } from '../../data/platforms.ts';
import { inputProblem } from '../../errors.ts';
import type { Answers, FunctionAnswers, GivenAnswers, Project } from '../../types.ts';
import { parseChoice, parseMethods, parsePlatform } from '../values/choices.ts';
import { parseDependencies } from '../values/dependencies.ts';
import { parseEndpointPath } from '../values/endpoint-path.ts';
import { parseAppName, parseFunctionName } from '../values/names.ts';
import { type Parsed, refusalText } from '../values/parsed.ts';
import { parseSecrets } from '../values/secrets.ts';
import { missingProblem } from './missing-options.ts';
import { findTemplate, type Template } from './template.ts';

/** What the answers are completed with: what is there, and who called. */
export interface Situation {
  /** The project that is added to; undefined where a new one is made. */
  readonly project: Project | undefined;
  /** The app's name where none is given; undefined where it has to be said. */
  readonly defaultApp: string | undefined;
  /** The function's name where none is given; undefined where it has to be said. */
  readonly defaultFunction: string | undefined;
  /** Absolute path of the new project, once its app's name is known. */
  readonly rootFor: (app: string) => string;
  readonly packageManager: PackageManager;
  readonly templates: readonly Template[];
}

/** A function's name where a new project's first function is given none. */
export const firstFunction = 'hello';

/** The template where none is given. */
export const defaultTemplate = 'hello';

/**
 * What a person wants, from what was said and the defaults for the rest.
 *
 * @throws Problem (code 2) that lists every value that cannot be used, or every option that is missing
 */
export function completeAnswers(given: GivenAnswers, situation: Situation): Answers {
  const faults: string[] = [];
  const missing = missingOptions(given, situation);
  const take = <Value>(option: string, parsed: Parsed<Value>, instead: Value): Value => {
    if ('value' in parsed) return parsed.value;
    faults.push(`--${option}: ${refusalText(parsed)}`);
    return instead;
  };
  const { project } = situation;
  const app = given.project.app ?? project?.name ?? situation.defaultApp ?? '';
  const known = project !== undefined || missing.includes('app');
  const checkedApp = known ? app : take('app', parseAppName(app), app);
  const platform = project?.platform ?? newPlatform(given, take);
  if (project === undefined && given.project['functions-directory'] !== undefined) {
    const problem = 'A new project has one functions folder, made where its platform version wants it.';
    take('functions-directory', { problem }, undefined);
  }
  const functions = given.functions.map((options) => completeFunction(options, situation, take));
  const lack = missing.length > 0 ? missingProblem(missing, given, project) : undefined;
  if (faults.length > 0) {
    const said = lack === undefined ? faults : [...faults, lack.message];
    throw inputProblem('invalid-value', said.join('\n'), lack && { missing });
  }
  if (lack !== undefined) throw lack;
  return {
    mode: project === undefined ? 'create' : 'add',
    root: project?.root ?? situation.rootFor(checkedApp),
    app: checkedApp,
    platform,
    functions,
    packageManager: situation.packageManager,
    install: given.project.install ?? true,
    invoke: given.project.invoke ?? true,
  };
}

type Take = <Value>(option: string, parsed: Parsed<Value>, instead: Value) => Value;

function newPlatform(given: GivenAnswers, take: Take): Platform {
  const fallback = platforms.find((row) => row.version === defaultPlatform) as Platform;
  const { platform } = given.project;
  return platform === undefined ? fallback : take('platform', parsePlatform(platform), fallback);
}

/** Names of the options that have no default here and are not given. */
function missingOptions(given: GivenAnswers, situation: Situation): readonly string[] {
  const app =
    situation.project === undefined && given.project.app === undefined && situation.defaultApp === undefined;
  const name =
    situation.defaultFunction === undefined && given.functions.some((one) => one.function === undefined);
  return [...(app ? ['app'] : []), ...(name ? ['function'] : [])];
}

function completeFunction(options: FunctionOptions, situation: Situation, take: Take): FunctionAnswers {
  const names = situation.templates.map(({ name }) => name);
  const templateName = take(
    'template',
    parseChoice(options.template ?? defaultTemplate, 'template', names),
    defaultTemplate,
  );
  const template = findTemplate(templateName) as Template;
  const written = options.function ?? situation.defaultFunction;
  const name =
    written === undefined ? firstFunction : take('function', parseFunctionName(written), firstFunction);
  const endpoint = completeEndpoint(options, template, name, take);
  const token = options.token ?? template.token;
  if (template.token && !token) {
    take('no-token', { problem: `The template ${templateName} calls HubSpot and needs the token.` }, token);
  }
  const secrets = take('secret', parseSecrets(options.secret ?? template.secrets), []);
  if (template.secrets.length > 0 && options.secret?.length === 0) {
    take('secret', { problem: `The template ${templateName} reads a secret: name at least one.` }, []);
  }
  return {
    name,
    template: templateName,
    secrets,
    token,
    ...(endpoint === undefined ? {} : { endpoint }),
    dependencies: {
      ...template.dependencies,
      ...take('dependency', parseDependencies(options.dependency ?? []), {}),
    },
  };
}

function completeEndpoint(options: FunctionOptions, template: Template, name: string, take: Take) {
  const path = options.endpoint ?? (template.endpoint ? name : undefined);
  if (path === undefined || path === '') {
    if (options.method !== undefined) {
      take('method', { problem: 'Methods belong to an endpoint; give its path with --endpoint.' }, undefined);
    }
    if (template.endpoint) {
      take('endpoint', { problem: `The template ${template.name} needs a path.` }, undefined);
    }
    return undefined;
  }
  return {
    path: take('endpoint', parseEndpointPath(path), ''),
    methods: take('method', parseMethods(options.method ?? template.methods), []),
  };
}
