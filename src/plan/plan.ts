import { slug } from '../answers/names.ts';
import { callWords, formatCommand } from '../args/command-line.ts';
import { secretPlaceholder, tokenName } from '../data/limits.ts';
import { currentPlatform } from '../data/platforms.ts';
import { inputProblem } from '../errors.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import type { Layout, ProjectPaths, Registration } from '../project/layout.ts';
import { layoutOf } from '../project/layouts.ts';
import type {
  Answers,
  DotenvEntry,
  FunctionAnswers,
  Json,
  JsonMember,
  PlannedFile,
  Project,
} from '../types.ts';
import {
  findTemplate,
  type ReadmeFunction,
  renderFixture,
  renderFunction,
  renderGitignore,
  renderReadme,
  type Template,
} from './render.ts';

/** Everything that the files are made of. */
interface Task {
  readonly answers: Answers;
  readonly layout: Layout;
  readonly place: ProjectPaths;
  readonly creates: boolean;
  /** Each with its template. */
  readonly functions: readonly { readonly answers: FunctionAnswers; readonly template: Template }[];
}

/**
 * What should exist for these answers: the whole of a new project, or in an existing one only what its new functions
 * need. Paths are relative to the project, with `/`.
 *
 * @param project undefined where a project is made
 * @param ignoreFile the `.gitignore` that should keep `.env` out of git, relative to the project (`../.gitignore` where
 *   the repository has one above); undefined where `.env` is ignored already
 * @throws Problem `unknown-template` or `no-serverless-functions` (code 2)
 */
export function planFiles(
  answers: Answers,
  project: Project | undefined,
  ignoreFile: string | undefined,
): readonly PlannedFile[] {
  const layout = layoutOf(answers.platform);
  const functions = answers.functions.map((one) => ({ answers: one, template: templateOf(one) }));
  const task = { answers, layout, place: project ?? layout.place, creates: project === undefined, functions };
  return [
    ...projectFiles(task),
    ...gitignore(ignoreFile),
    ...appFile(task),
    ...layout.register(task.place, answers.functions).map(registration),
    ...packageFile(task),
    ...installFiles(task),
    ...dotenvFiles(task.place.functionsDirectory, answers.functions, task.creates),
    ...functions.flatMap((one) => functionFiles(task.place, one)),
  ];
}

/** Where the source of a function lies, relative to the project, with `/`. */
export function sourceFile(place: ProjectPaths, name: string): string {
  return `${place.functionsDirectory}/${name}.js`;
}

/** The `uid` of a new app, of at most 64 characters: its name, except where a function has that. */
export function appUid({ app, functions }: Answers): string {
  return functions.some(({ name }) => name === app) ? `${app.slice(0, 60)}_app` : app;
}

function projectFiles({ answers, layout, place, creates, functions }: Task): PlannedFile[] {
  if (!creates) return [];
  const config = {
    name: answers.app,
    srcDir: place.sourceDirectory,
    platformVersion: answers.platform.version,
  };
  const described = functions.map(({ answers: one, template }) => ({
    ...one,
    file: sourceFile(place, one.name),
    sample: template.sample,
  }));
  const readme = projectReadme(answers, described, place.functionsDirectory, layout.secretsAt);
  return [
    { path: 'hsproject.json', kind: 'source', text: jsonText(config) },
    { path: 'README.md', kind: 'starter', text: readme },
  ];
}

function gitignore(ignoreFile: string | undefined): PlannedFile[] {
  if (ignoreFile === undefined) return [];
  const rules = ['.env*', '!.env.example', 'node_modules/'];
  return [{ path: ignoreFile, kind: 'gitignore', text: renderGitignore(), rules }];
}

function appFile({ answers, layout, place, creates, functions }: Task): PlannedFile[] {
  const scopes = [...new Set(functions.flatMap(({ template }) => template.scopes))];
  const text = jsonText(layout.app(answers.app, appUid(answers), scopes));
  if (creates) return [{ path: place.appFile, kind: 'source', text }];
  if (scopes.length === 0) return [];
  const items = scopes.map((item) => ({ at: layout.scopesAt, item }));
  return [{ path: place.appFile, kind: 'json', text, members: [], items }];
}

function registration({ path, at, entries }: Registration): PlannedFile {
  const content = at.reduceRight<Json>((inner, key) => ({ [key]: inner }), entries);
  const members = membersOf(at, entries, 'conflict');
  return { path, kind: 'json', text: jsonText(content), members, items: [] };
}

/** What the package manager needs there, so that it installs into this folder, now or when the person does it. */
function installFiles({ answers, place }: Task): PlannedFile[] {
  const installs = answers.functions.some((one) => Object.keys(one.dependencies).length > 0);
  if (!installs) return [];
  const files = Object.entries(packageManagerRow(answers.packageManager).installFiles);
  return files.map(([name, text]) => ({
    path: `${place.functionsDirectory}/${name}`,
    kind: 'starter',
    text,
  }));
}

function packageFile({ answers, layout, place, creates }: Task): PlannedFile[] {
  const wanted = answers.functions.flatMap((one) => Object.entries(one.dependencies));
  if (!creates && !layout.needsPackageFile && wanted.length === 0) return [];
  const dependencies = Object.fromEntries(wanted.sort(([one], [other]) => (one < other ? -1 : 1)));
  const name = `${slug(answers.app).toLowerCase() || 'app'}-functions`;
  return [
    {
      path: `${place.functionsDirectory}/package.json`,
      kind: 'json',
      text: jsonText({ name, version: '1.0.0', private: true, dependencies }),
      members: membersOf(['dependencies'], dependencies, 'keep'),
      items: [],
    },
  ];
}

function functionFiles(place: ProjectPaths, { answers, template }: Task['functions'][number]): PlannedFile[] {
  return [
    { path: sourceFile(place, answers.name), kind: 'source', text: renderFunction(template, answers) },
    { path: fixtureFile(answers.name), kind: 'starter', text: renderFixture(template, answers) },
  ];
}

function templateOf({ template }: FunctionAnswers): Template {
  const found = findTemplate(template);
  if (found !== undefined) return found;
  throw inputProblem('unknown-template', `There is no template ${template}.`, {
    hint: 'Choose one with --template; --help lists them.',
  });
}

function membersOf(
  at: readonly string[],
  entries: Readonly<Record<string, Json>>,
  ifDifferent: JsonMember['ifDifferent'],
): readonly JsonMember[] {
  return Object.entries(entries).map(([key, value]) => ({ at, key, value, ifDifferent }));
}

/**
 * `.env` for this machine and `.env.example` for the others. The token's place in HubSpot is as HubSpot's
 * documentation says it ("Manage apps in HubSpot").
 *
 * @param always plan the files even where they would say nothing yet
 */
export function dotenvFiles(
  functionsDirectory: string,
  functions: readonly FunctionAnswers[],
  always: boolean,
): readonly PlannedFile[] {
  const entries = [...tokenEntry(functions), ...secretEntries(functions)];
  if (!always && entries.length === 0) return [];
  return [
    {
      path: `${functionsDirectory}/.env`,
      kind: 'dotenv',
      header: 'Values for runs on this machine. Keep this file out of git.',
      entries,
    },
    {
      path: `${functionsDirectory}/.env.example`,
      kind: 'dotenv',
      header:
        'Copy this file to .env and put your values there. It is committed: no real value belongs here.',
      entries,
    },
  ];
}

function tokenEntry(functions: readonly FunctionAnswers[]): DotenvEntry[] {
  if (!functions.some(({ token }) => token)) return [];
  const comment = "The app's access token: upload the project, then open the app's Auth tab in HubSpot";
  return [{ name: tokenName, placeholder: secretPlaceholder, comment }];
}

function secretEntries(functions: readonly FunctionAnswers[]): DotenvEntry[] {
  const names = new Set(functions.flatMap(({ secrets }) => secrets));
  return [...names].map((name) => ({
    name,
    placeholder: secretPlaceholder,
    comment: `The value that you give to: hs secret add ${name}`,
  }));
}

/** Where the context of a function's smoke invocation lies: outside of the source, so that it is never uploaded. */
export function fixtureFile(name: string): string {
  return `fixtures/${name}.json`;
}

const width = 80;

/**
 * A JSON file as people write it and Prettier leaves it: two spaces, one member a line, a list of plain values in one
 * line where it fits into 80 columns, and a final newline.
 */
export function jsonText(value: Json): string {
  const text = JSON.stringify(value, null, 2);
  const joined = text.replace(/^(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm, (whole, head, items, comma) => {
    const line = `${head}[${items.trim().replace(/\n */g, ' ')}]${comma}`;
    return line.length > width ? whole : line;
  });
  return `${joined}\n`;
}

/**
 * The README of a new project.
 *
 * @param functionsDirectory relative to the project, with `/`
 * @param secretsAt where a function's secrets are listed, as Markdown
 */
export function projectReadme(
  answers: Answers,
  functions: readonly ReadmeFunction[],
  functionsDirectory: string,
  secretsAt: string,
): string {
  const { app, platform, packageManager } = answers;
  const { execute, install } = packageManagerRow(packageManager);
  return renderReadme({
    app,
    platform,
    functions,
    functionsDirectory,
    secretsAt,
    commands: {
      add: create(answers, '--function', 'my-function'),
      current: create(answers, '--platform', currentPlatform),
      invoke: formatCommand([...execute, 'create-hs-function', 'invoke'], 'posix'),
      install: formatCommand(install, 'posix'),
    },
  });
}

function create({ packageManager }: Answers, ...options: string[]): string {
  return formatCommand(callWords({ packageManager, version: 'latest' }, [], options), 'posix');
}
