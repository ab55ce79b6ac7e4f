import path from 'node:path';
import { appSlug } from '../answers/names.ts';
import { parseSecrets } from '../answers/secret-names.ts';
import { callWords, formatCommand } from '../args/command-line.ts';
import { secretPlaceholder, tokenName } from '../data/limits.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { refusal } from '../messages/messages.ts';
import { cardScopes } from '../project/card.ts';
import { fixtureFile, type Layout, type ProjectPaths } from '../project/layout.ts';
import { layoutOf } from '../project/layouts.ts';
import type { Answers, DotenvEntry, FunctionAnswers, PlannedFile, Project } from '../types.ts';
import { installFiles, jsonText, packageFile, registrationFile, type Surroundings } from './json-file.ts';
import { cardFiles, cardItems, wantedCards } from './plan-cards.ts';
import {
  findTemplate,
  renderContextTypes,
  renderFixture,
  renderFunction,
  renderGitignore,
  renderReadme,
  type Template,
} from './render.ts';

interface Task {
  readonly surroundings: Surroundings;
  readonly answers: Answers;
  readonly layout: Layout;
  readonly place: ProjectPaths;
  /** Undefined if a project is made. */
  readonly project: Project | undefined;
  /** Each with its template. */
  readonly functions: readonly { readonly answers: FunctionAnswers; readonly template: Template }[];
}

/**
 * What should exist for these answers: the whole of a new project, or in an existing one only what its new functions
 * need. Paths are relative to the project, with `/`.
 *
 * @param project undefined if a project is made
 * @param ignoreFile the `.gitignore` that should keep `.env` out of git, relative to the project (`../.gitignore` where
 *   the repository has one above); undefined if `.env` is ignored already
 * @throws Problem `unknown-template` or `no-serverless-functions` (code 2)
 */
export async function planFiles(
  answers: Answers,
  project: Project | undefined,
  ignoreFile: string | undefined,
  surroundings: Surroundings = {},
): Promise<readonly PlannedFile[]> {
  const layout = layoutOf(answers.platform);
  const functions = answers.functions.map((one) => ({ answers: one, template: templateOf(one) }));
  const task = { answers, layout, place: project ?? layout.place, project, functions, surroundings };
  return [
    ...projectFiles(task),
    ...(ignoreFile === undefined ? [] : [gitignoreFile(ignoreFile, wantedCards(answers).length > 0)]),
    ...appFile(task),
    ...functionsFolder(task),
    ...functions.flatMap((one) => functionFiles(task.place, one)),
    ...(functions.length === 0
      ? []
      : [{ path: contextTypes, kind: 'starter', text: renderContextTypes() } as const]),
    ...(await cardFiles(answers, layout, task.place, project, surroundings)),
  ];
}

/** Types of the context, for editors: outside of the source, so that they are never uploaded. */
const contextTypes = 'types/context.d.ts';

/** Where the source of a function is, relative to the project, with `/`. */
export function sourceFile(place: ProjectPaths, name: string): string {
  return `${place.functionsDirectory}/${name}.js`;
}

/** The `uid` of a new app, of at most 64 characters: made from its name, and different from those of functions and cards. */
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
    // Packages are not checked: their JavaScript was not written for it.
    compilerOptions: {
      checkJs: true,
      strict: true,
      // With node16, a package.json above with "type": "module" would break the import of the types.
      module: 'preserve',
      target: 'es2022',
      maxNodeModuleJsDepth: 0,
      ...(hasCards ? { jsx: 'react-jsx' } : {}),
    },
    // Lets editors fetch the types of `process`.
    typeAcquisition: { include: ['node'] },
    include: [
      // The functions, even if a later platform version has them in another folder of the app.
      `${path.posix.dirname(place.functionsDirectory)}/**/*.js`,
      ...(hasCards ? [place.cardsDirectory] : []),
      path.posix.dirname(contextTypes),
    ],
  };
  return [
    { path: 'hsproject.json', kind: 'source', text: jsonText(config) },
    { path: 'README.md', kind: 'starter', text: projectReadme({ ...answers, cards: hasCards }) },
    { path: 'jsconfig.json', kind: 'starter', text: jsonText(jsconfig) },
  ];
}

/**
 * The `.gitignore` at a path that keeps `.env` files and packages out of git.
 *
 * @param cards does the project have any?
 */
export function gitignoreFile(path: string, cards: boolean): PlannedFile {
  const rules = ['.env*', '!.env.example', 'node_modules/'];
  return { path, kind: 'gitignore', text: renderGitignore(cards), rules };
}

function appFile({ answers, layout, place, project, functions }: Task): PlannedFile[] {
  const ofCards = wantedCards(answers).length > 0 ? cardScopes : [];
  const scopes = [...new Set([...functions.flatMap(({ template }) => template.scopes), ...ofCards])];
  const cards = cardItems(answers, layout, place, project);
  const listed = cards.map(({ item }) => item);
  // An app needs at least one scope, and all of HubSpot's templates have this one.
  const own = scopes.length === 0 ? ['oauth'] : scopes;
  const text = jsonText(layout.app(answers.app, appUid(answers), own, listed));
  if (project === undefined) return [{ path: place.appFile, kind: 'source', text }];
  const items = [...scopes.map((item) => ({ at: layout.scopesAt, item })), ...cards];
  return items.length === 0 ? [] : [{ path: place.appFile, kind: 'json', text, members: [], items }];
}

/** What the functions share: their registry, their packages, and their secrets. */
function functionsFolder({ answers, layout, place, project, surroundings }: Task): PlannedFile[] {
  const { functions, packageManager, platform } = answers;
  if (functions.length === 0) return [];
  const { functionsDirectory } = place;
  const creates = project === undefined;
  const wanted = Object.fromEntries(functions.flatMap((one) => Object.entries(one.dependencies)));
  const hasPackages = Object.keys(wanted).length > 0;
  // Not an exact version: pnpm and Yarn refuse to install if the project itself asks for another Node.
  const engines = platform.nodeMajor === undefined ? {} : { engines: { node: `>=${platform.nodeMajor}` } };
  // The person chose the version, so `check` need not report it every time.
  const known = platform.built
    ? {}
    : { hsIgnore: { platform: `created for ${platform.version}, which HubSpot no longer builds` } };
  const name = `${appSlug(answers.app)}-functions`;
  const manifest = packageFile(
    functionsDirectory,
    { name, version: '1.0.0', private: true, ...engines, ...(creates && known) },
    wanted,
  );
  const { modulesAbove = false, isMember } = surroundings;
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
 * The other secrets in a new `.env.example`; none if the file exists already. Lists can also contain values that
 * were put there by mistake: those are left out.
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
 * `.env` for this machine and `.env.example` for others. Where to find the token is taken from HubSpot's
 * documentation ("Manage apps in HubSpot").
 *
 * @param always plan the files even if they would be empty
 * @param others gives the secrets of other functions, which `.env.example` names too
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
      header: 'Values for local runs. Never commit this file.',
      entries,
    },
    {
      path: `${functionsDirectory}/.env.example`,
      kind: 'dotenv',
      header: 'Copy this file to .env and set your values there. Never put real values in this file.',
      entries: [...tokenEntry(functions), ...secretEntries([...secrets, ...others()])],
    },
  ];
}

function tokenEntry(functions: readonly FunctionAnswers[]): DotenvEntry[] {
  if (!functions.some(({ token }) => token)) return [];
  const comment = "The app's access token: on its Auth tab in HubSpot, once the app is installed";
  return [{ name: tokenName, placeholder: secretPlaceholder, comment }];
}

function secretEntries(names: readonly string[]): DotenvEntry[] {
  return [...new Set(names)].map((name) => ({
    name,
    placeholder: secretPlaceholder,
    comment: `In HubSpot: hs secret add ${name}`,
  }));
}

interface ReadmeAnswers extends Pick<Answers, 'app' | 'platform' | 'packageManager' | 'functions'> {
  /** Does it have any? */
  readonly cards: boolean;
}

/** The README of a project that is made of these answers. */
export function projectReadme({ app, platform, packageManager, functions, cards }: ReadmeAnswers): string {
  const layout = layoutOf(platform);
  const { appFile, functionsDirectory, cardsDirectory } = layout.place;
  const { execute, install } = packageManagerRow(packageManager);
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
    cards,
    cardsDirectory,
    commands: {
      add: formatCommand(add, 'posix'),
      invoke: command('invoke'),
      dev: command('dev'),
      migrate: command('migrate'),
      install: formatCommand(install, 'posix'),
    },
  });
}
