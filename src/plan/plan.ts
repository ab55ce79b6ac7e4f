import path from 'node:path';
import { appSlug } from '../answers/names.ts';
import { parseSecrets } from '../answers/secret-names.ts';
import { callWords, formatCommand } from '../args/command-line.ts';
import { dotenvComments } from '../data/dotenv-comments.ts';
import { secretPlaceholder, tokenName } from '../data/limits.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { refusal } from '../messages/messages.ts';
import { cardScopes } from '../project/card.ts';
import { fixtureFile, type ProjectPaths } from '../project/layout.ts';
import { layoutOf } from '../project/layouts.ts';
import type { Answers, DotenvEntry, FunctionAnswers, PlannedFile, Project } from '../types.ts';
import { type FolderFacts, installFiles, jsonText, packageFile, registrationFile } from './json-file.ts';
import { cardFiles, cardItems, type PlanTask, wantedCards } from './plan-cards.ts';
import {
  findTemplate,
  renderFile,
  renderFixture,
  renderFunction,
  renderReadme,
  type Template,
} from './render.ts';

interface Task extends PlanTask {
  /** Each function with its template. */
  readonly functions: readonly { readonly answers: FunctionAnswers; readonly template: Template }[];
}

/**
 * The files that should exist for these answers: a whole new project or, in an existing project, only what its new functions
 * need. Paths are relative to the project, with `/`.
 * @param project undefined if a new project is created
 * @param ignoreFile the `.gitignore` that should keep `.env` out of git, relative to the project (`../.gitignore` if the
 * repository has one above); undefined if `.env` is already ignored
 * @throws Problem `unknown-template` or `no-serverless-functions` (code 2)
 */
export async function planFiles(
  answers: Answers,
  project: Project | undefined,
  ignoreFile: string | undefined,
  folderFacts: FolderFacts = {},
): Promise<readonly PlannedFile[]> {
  const layout = layoutOf(answers.platform);
  const functions = answers.functions.map((one) => ({ answers: one, template: templateOf(one) }));
  const task = { answers, layout, place: project ?? layout.place, project, functions, folderFacts };
  return [
    ...projectFiles(task),
    ...(ignoreFile === undefined ? [] : [gitignoreFile(ignoreFile, wantedCards(answers).length > 0)]),
    ...appFile(task),
    ...functionsFolder(task),
    ...functions.flatMap((one) => functionFiles(task.place, one)),
    ...(functions.length === 0
      ? []
      : [{ path: contextTypes, kind: 'starter', text: renderFile('project/context.d.ts', {}) } as const]),
    ...(await cardFiles(task)),
  ];
}

/** Types of the context for editors. Outside the source directory, so that they are never uploaded. */
const contextTypes = 'types/context.d.ts';

/** The path of a function's source file, relative to the project, with `/`. */
export function sourceFile(place: ProjectPaths, name: string): string {
  return `${place.functionsDirectory}/${name}.js`;
}

/**
 * The `uid` of a new app, at most 64 characters. Derived from its name, and different from those of its functions and cards.
 */
export function appUid(answers: Answers): string {
  const uid = appSlug(answers.app);
  const names = answers.functions.map(({ name }) => name);
  const taken = [...names, ...wantedCards(answers).map((card) => card.uid)];
  return taken.includes(uid) ? `${uid.slice(0, 60)}_app` : uid;
}

function projectFiles({ answers, place, project }: Task): PlannedFile[] {
  if (project !== undefined) return [];
  const config = {
    name: appSlug(answers.app),
    srcDir: place.sourceDirectory,
    platformVersion: answers.platform.version,
  };
  const hasCards = wantedCards(answers).length > 0;
  const jsconfig = {
    // Packages are not type-checked, because their JavaScript was not written for it.
    compilerOptions: {
      checkJs: true,
      strict: true,
      // With node16, a package.json above with "type": "module" would break the import of the types.
      module: 'preserve',
      target: 'es2022',
      maxNodeModuleJsDepth: 0,
      ...(hasCards ? { jsx: 'react-jsx' } : {}),
    },
    // Makes editors download the types of `process`.
    typeAcquisition: { include: ['node'] },
    include: [
      // Includes the functions even if a later platform version has them in another folder of the app.
      `${path.posix.dirname(place.functionsDirectory)}/**/*.js`,
      ...(hasCards ? [place.cardsDirectory] : []),
      path.posix.dirname(contextTypes),
    ],
  };
  return [
    { path: 'hsproject.json', kind: 'source', text: jsonText(config) },
    { path: 'README.md', kind: 'starter', text: projectReadme({ ...answers, hasCards }) },
    { path: 'jsconfig.json', kind: 'starter', text: jsonText(jsconfig) },
  ];
}

/**
 * A `.gitignore` that keeps `.env` files and packages out of git.
 * @param hasCards whether the project has cards
 */
export function gitignoreFile(path: string, hasCards: boolean): PlannedFile {
  const rules = ['.env*', '!.env.example', 'node_modules/'];
  return { path, kind: 'gitignore', text: renderFile('project/gitignore', { hasCards }), rules };
}

function appFile(task: Task): PlannedFile[] {
  const { answers, layout, place, project, functions } = task;
  const ofCards = wantedCards(answers).length > 0 ? cardScopes : [];
  const scopes = [...new Set([...functions.flatMap(({ template }) => template.scopes), ...ofCards])];
  const cards = cardItems(task);
  const listed = cards.map(({ item }) => item);
  // An app needs at least one scope, and all of HubSpot's templates have this one.
  const own = scopes.length === 0 ? ['oauth'] : scopes;
  const text = jsonText(layout.app(answers.app, appUid(answers), own, listed));
  if (project === undefined) return [{ path: place.appFile, kind: 'source', text }];
  const items = [...scopes.map((item) => ({ at: layout.scopesAt, item })), ...cards];
  return items.length === 0 ? [] : [{ path: place.appFile, kind: 'json', text, members: [], items }];
}

/** The files that functions share: their registry, packages and secrets. */
function functionsFolder({ answers, layout, place, project, folderFacts }: Task): PlannedFile[] {
  const { functions, packageManager, platform } = answers;
  if (functions.length === 0) return [];
  const { functionsDirectory } = place;
  const creates = project === undefined;
  const wanted = Object.fromEntries(functions.flatMap((one) => Object.entries(one.dependencies)));
  const hasPackages = Object.keys(wanted).length > 0;
  // Not an exact version: pnpm and Yarn would refuse to install if the project itself required another Node.
  const engines = platform.nodeMajor === undefined ? {} : { engines: { node: `>=${platform.nodeMajor}` } };
  // The user chose this version, so `check` does not need to report it every time.
  const known = platform.built
    ? {}
    : { hsIgnore: { platform: `created for ${platform.version}, which HubSpot no longer builds` } };
  const name = `${appSlug(answers.app)}-functions`;
  const manifest = packageFile(
    functionsDirectory,
    { name, version: '1.0.0', private: true, ...engines, ...(creates && known) },
    wanted,
  );
  const { modulesAbove = false, isMember } = folderFacts;
  const needsManifest = creates || layout.needsPackageFile || hasPackages || modulesAbove;
  return [
    ...layout.register(place, functions).map(registrationFile),
    ...(needsManifest ? [manifest] : []),
    ...(hasPackages && !isMember?.(functionsDirectory)
      ? installFiles(functionsDirectory, packageManager)
      : []),
    ...dotenvFiles(functionsDirectory, functions, creates, () => secretsOf(project)),
  ];
}

/**
 * The other functions' secrets for a new `.env.example`; empty if the file already exists. Leaves out values that ended up
 * in lists by mistake.
 */
function secretsOf(project: Project | undefined): readonly string[] {
  if (project === undefined || project.functionFiles.includes('.env.example')) return [];
  return project.functions
    .flatMap(({ secrets }) => secrets)
    .filter((name) => 'value' in parseSecrets([name]));
}

function functionFiles(place: ProjectPaths, { answers, template }: Task['functions'][number]): PlannedFile[] {
  const types = path.posix.relative(place.functionsDirectory, contextTypes.replace(/\.d\.ts$/, ''));
  return [
    { path: sourceFile(place, answers.name), kind: 'source', text: renderFunction(template, answers, types) },
    { path: fixtureFile(answers.name), kind: 'starter', text: renderFixture(template, answers) },
  ];
}

function templateOf({ template }: FunctionAnswers): Template {
  const found = findTemplate(template);
  if (found !== undefined) return found;
  throw refusal('unknown-template', { template });
}

/**
 * `.env` for local values and `.env.example` for other developers. Where to find the token comes from HubSpot's
 * documentation ("Manage apps in HubSpot").
 * @param always whether to plan the files even if they would be empty
 * @param others returns the secrets of other functions, which `.env.example` lists too
 */
function dotenvFiles(
  functionsDirectory: string,
  functions: readonly FunctionAnswers[],
  always: boolean,
  others: () => readonly string[],
): readonly PlannedFile[] {
  const secrets = functions.flatMap((one) => one.secrets);
  const entries = [...tokenEntry(functions), ...secretEntries(secrets)];
  if (!always && entries.length === 0) return [];
  return [
    {
      path: `${functionsDirectory}/.env`,
      kind: 'dotenv',
      header: dotenvComments.values,
      entries,
    },
    {
      path: `${functionsDirectory}/.env.example`,
      kind: 'dotenv',
      header: dotenvComments.example,
      entries: [...tokenEntry(functions), ...secretEntries([...secrets, ...others()])],
    },
  ];
}

function tokenEntry(functions: readonly FunctionAnswers[]): DotenvEntry[] {
  if (!functions.some(({ token }) => token)) return [];
  return [{ name: tokenName, placeholder: secretPlaceholder, comment: dotenvComments.token }];
}

function secretEntries(names: readonly string[]): DotenvEntry[] {
  return [...new Set(names)].map((name) => ({
    name,
    placeholder: secretPlaceholder,
    comment: `${dotenvComments.secret}${name}`,
  }));
}

interface ReadmeAnswers extends Pick<Answers, 'app' | 'platform' | 'packageManager' | 'functions'> {
  /** Whether the project has cards. */
  readonly hasCards: boolean;
}

/** The README of a project created from these answers. */
export function projectReadme({ app, platform, packageManager, functions, hasCards }: ReadmeAnswers): string {
  const layout = layoutOf(platform);
  const { appFile, functionsDirectory, cardsDirectory } = layout.place;
  const { execute } = packageManagerRow(packageManager);
  const command = (name: string) => formatCommand([...execute, 'create-hs-function', name], 'posix');
  const add = callWords(packageManager, [], ['--function', 'my-function']);
  const examples = functions.map((answers) => ({ answers, template: templateOf(answers) }));
  return renderReadme(examples, {
    app,
    platform,
    functionsDirectory,
    secretsAt: layout.secretsAt,
    appFile,
    scopesKey: layout.scopesAt.at(-1) ?? '',
    hasCards,
    cardsDirectory,
    commands: {
      add: formatCommand(add, 'posix'),
      invoke: command('invoke'),
      dev: command('dev'),
      migrate: command('migrate'),
      install: formatCommand([packageManager, 'install'], 'posix'),
    },
  });
}
