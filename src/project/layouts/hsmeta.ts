import { posix } from 'node:path';
import { hsmetaEnding } from '../../data/limits.ts';
import { unlessProblem } from '../../errors.ts';
import { refusal, warning } from '../../messages/messages.ts';
import type { UnsuitableApp } from '../../messages/project.ts';
import type { Endpoint, ExistingCard, ExistingFunction, Json, Registered, Warning } from '../../types.ts';
import { cardLocation, cardObjectType } from '../card.ts';
import {
  inFolder,
  levels,
  type ProjectFiles,
  readableJson,
  readJson,
  refuseLinksOutside,
  resolveIn,
} from '../files.ts';
import { objectOf, stringOf, stringsOf } from '../json.ts';
import {
  type AppReading,
  cardFile,
  endpointOf,
  type Layout,
  type LayoutQuestion,
  noApp,
  once,
  type Registry,
  wordSearch,
} from '../layout.ts';
import { hasVariable, type Profile, readProfiles, withProfile } from './profiles.ts';
import { appJson, functionsFolders, serverlessJsonName } from './serverless-json.ts';

const appHsmetaJson = 'app-hsmeta.json';
/**
 * Components are in a folder of `srcDir` (`app`), or in a folder of that (`app/functions`, `app/cards`); HubSpot skips
 * deeper ones (`@hubspot/project-parsing-lib` 0.23.0, `locateHsMetaFiles`).
 */
export const componentReach = { depth: 2, followLinks: true };

/**
 * Reads the app and the functions of a project of 2026.03 or later: `app/app-hsmeta.json` under `srcDir`, and in
 * `app/functions` one `*-hsmeta.json` per function.
 * @throws Problem `no-app`, `several-apps`, `unsuitable-app`, `symlink-outside`, `invalid-json` (code 3),
 *   `functions-directory` (code 2)
 */
export function readHsmetaApp(question: LayoutQuestion): AppReading {
  const { files, sourceDirectory, version, chosen } = question;
  const appDirectory = inFolder(sourceDirectory, 'app');
  const functionsDirectory = inFolder(appDirectory, 'functions');
  if (chosen !== undefined && !chosen.meanings.includes(functionsDirectory)) {
    throw refusal('functions-directory', { typed: chosen.typed, only: functionsDirectory, version });
  }
  refuseLinksOutside(files, [appDirectory, functionsDirectory]);

  const profiles = once(() => readProfiles(files, sourceDirectory));
  const { app, warnings } = onlyApp(question, appDirectory);
  refuseLinksOutside(files, [app.path]);
  const unsuitable = whyUnsuitable(withProfile(app.value, profiles()));
  if (unsuitable !== undefined) {
    throw refusal('unsuitable-app', { appFile: app.path, ...unsuitable }, { conflicts: [app.path] });
  }
  const sources = once(() =>
    componentFolders(question, appDirectory, functionsDirectory)
      .flatMap((folder) => componentFiles(files, folder))
      .map((path) => ({ path, text: files.read(path) ?? '' })),
  );
  return {
    kind: 'app',
    appDirectory,
    appFile: app.path,
    functionsDirectory,
    cardsDirectory: inFolder(appDirectory, 'cards'),
    cards: once(() => cardsOf(sources())),
    registry: registryOf(sources, profiles, sourceDirectory, functionsDirectory),
    warnings: [
      ...warnings,
      ...sources().flatMap((source) => profileWarnings(source, profiles)),
      ...sources().flatMap((source) => (source.path === app.path ? [] : looseWarnings(source))),
      ...otherLayout(files, appDirectory).map((ignored) =>
        warning('ignored-layout', { ignored, appFile: app.path, version }),
      ),
    ],
  };
}

/** Folders that may have components; the app's own count even if git ignores them. */
function componentFolders({ files, sourceDirectory }: LayoutQuestion, ...own: string[]): readonly string[] {
  return [...new Set([...own, ...[...levels(files, sourceDirectory, componentReach)].flat()])];
}

/** Paths of the configurations of components directly in a folder. */
export function componentFiles(files: ProjectFiles, folder: string): readonly string[] {
  const names = files.names(folder).filter((name) => name.endsWith(hsmetaEnding));
  return names.map((name) => inFolder(folder, name));
}

interface Source {
  readonly path: string;
  readonly text: string;
}

/** A warning if a file is not strict JSON. */
function looseWarnings({ path, text }: Source): readonly Warning[] {
  return unlessProblem(() => readJson(path, text).warnings) ?? [];
}

/** Warnings that a component has variables, or that some of them have no certain value. */
function profileWarnings({ path, text }: Source, profiles: () => readonly Profile[]): Warning[] {
  if (!hasVariable(text)) return [];
  const unresolved = new Map<string, boolean>();
  withProfile(readableJson(path, text) ?? null, profiles(), ({ name, differs }) =>
    unresolved.set(name, differs),
  );
  const files = profiles().map((profile) => profile.path);
  if (unresolved.size === 0) return [warning('profile-values', { path, files })];
  return [...unresolved].map(([name, differs]) =>
    warning('profile-variable', { path, name, differs, files }),
  );
}

function registryOf(
  sources: () => readonly Source[],
  profiles: () => readonly Profile[],
  sourceDirectory: string,
  functionsDirectory: string,
): Registry {
  const register = (chosen: readonly Source[]): Registered => {
    const components = chosen.map(({ path, text }) => {
      const { value } = readJson(path, text);
      return { path, value: hasVariable(text) ? withProfile(value, profiles()) : value };
    });
    return {
      functions: components
        .filter(({ path }) => posix.dirname(path) === functionsDirectory)
        .flatMap((component) => functionOfComponent(sourceDirectory, component) ?? []),
      uids: uidsOf(components),
    };
  };
  return {
    all: once(() => register(sources())),
    withWords(words) {
      const hasWord = wordSearch(words);
      return register(sources().filter(({ text }) => hasWord(text) || hasVariable(text)));
    },
  };
}

/** The cards among components. Only files that may be cards are parsed. */
function cardsOf(sources: readonly Source[]): readonly ExistingCard[] {
  return sources
    .filter(({ text }) => text.includes('card'))
    .map(({ path, text }) => ({ path, value: readableJson(path, text) }))
    .filter((component) => typeOf(component) === 'card')
    .map((component) => {
      const uid = uidOf(component);
      const title = stringOf(objectOf(objectOf(component.value)?.config)?.name);
      return { configFile: component.path, ...(uid && { uid }), ...(title && { title }) };
    });
}

/** HubSpot allows one app per project in this layout (`singularComponent` in `@hubspot/project-parsing-lib` 0.23.0). */
function onlyApp(question: LayoutQuestion, appDirectory: string) {
  const apps = componentFiles(question.files, appDirectory)
    .map((path) => ({ path, ...readJson(path, question.files.read(path) ?? '') }))
    .filter((component) => typeOf(component) === 'app');
  const [app] = apps;
  if (app === undefined) {
    const [other] = otherLayout(question.files, appDirectory);
    const older = other === undefined ? undefined : ({ path: other, kind: 'older-layout' } as const);
    throw noApp(question, `app/${appHsmetaJson}`, older);
  }
  if (apps.length === 1) return { app, warnings: app.warnings };
  const paths = apps.map(({ path }) => path);
  throw refusal('several-apps', { paths }, { conflicts: paths });
}

/** The file of each `uid`; if one is used twice, the first. */
function uidsOf(components: readonly Component[]): ReadonlyMap<string, string> {
  const uids = new Map<string, string>();
  for (const component of components) {
    const uid = uidOf(component);
    if (uid !== undefined && !uids.has(uid)) uids.set(uid, component.path);
  }
  return uids;
}

/** Paths of the older layout's configuration files in the app's folder. */
function otherLayout(files: ProjectFiles, appDirectory: string): readonly string[] {
  const app = files.names(appDirectory).includes(appJson) ? [inFolder(appDirectory, appJson)] : [];
  const registries = functionsFolders(files, appDirectory)
    .map((folder) => inFolder(folder, serverlessJsonName))
    .filter((path) => files.read(path) !== undefined);
  return [...app, ...registries];
}

/** A component's configuration: `{uid, type, config}`. */
interface Component {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly value: Json;
}

function uidOf(component: Component): string | undefined {
  return stringOf(objectOf(component.value)?.uid);
}

function typeOf(component: Component): string | undefined {
  return stringOf(objectOf(component.value)?.type);
}

/**
 * The function that a component describes; undefined if it is not a function or has no `uid`.
 * @param sourceDirectory the folder that `entrypoint` starts from, with a leading slash
 */
export function functionOfComponent(
  sourceDirectory: string,
  component: Component,
): ExistingFunction | undefined {
  const name = uidOf(component);
  if (name === undefined || typeOf(component) !== 'app-function') return undefined;
  const config = objectOf(objectOf(component.value)?.config) ?? {};
  const entrypoint = stringOf(config.entrypoint);
  const endpoint = endpointOf(config.endpoint);
  return {
    name,
    file: entrypoint === undefined ? '' : resolveIn(sourceDirectory, entrypoint.replace(/^\//, '')),
    configFile: component.path,
    secrets: stringsOf(config.secretKeys),
    endpoint,
  };
}

/**
 * Returns why an app cannot have serverless functions, or undefined if it can. HubSpot allows them only in apps with
 * static auth and private distribution.
 */
function whyUnsuitable(app: Json): Omit<UnsuitableApp, 'appFile'> | undefined {
  const config = objectOf(objectOf(app)?.config) ?? {};
  const type = objectOf(config.auth)?.type;
  const { distribution } = config;
  // Some projects write it in capitals; HubSpot's runtime lower-cases it (`@hubspot/ui-extensions-dev-server` 2.1.2).
  const isPrivate = stringOf(distribution)?.toLowerCase() === 'private';
  const wrong = [
    { field: 'config.auth.type', value: type, should: 'static', is: type === 'static' },
    { field: 'config.distribution', value: distribution, should: 'private', is: isPrivate },
  ].find(({ is }) => !is);
  if (wrong === undefined) return undefined;
  const { field, value, should } = wrong;
  return { field, value: value === undefined ? undefined : JSON.stringify(value), needed: `"${should}"` };
}

/**
 * Platform version 2026.03 and later: every component has a `*-hsmeta.json` of its own with a `uid`. Functions need
 * static auth and private distribution (HubSpot's documentation; `@hubspot/project-parsing-lib` 0.23.0).
 */
export const hsmeta: Layout = {
  place: {
    sourceDirectory: 'src',
    appFile: 'src/app/app-hsmeta.json',
    functionsDirectory: 'src/app/functions',
    cardsDirectory: 'src/app/cards',
  },
  uniqueInProject: true,
  needsPackageFile: true,
  secretsAt: "the list `secretKeys` in the function's `-hsmeta.json`",
  scopesAt: ['config', 'auth', 'requiredScopes'],

  app: (name, uid, scopes) => ({
    uid,
    type: 'app',
    config: {
      name,
      description: `Serverless functions of ${name}`,
      ...privateAppConfig(scopes, []),
    },
  }),

  register: (place, functions) =>
    functions.map(({ name, secrets, endpoint }) => {
      const file = posix.relative(place.sourceDirectory, `${place.functionsDirectory}/${name}.js`);
      const path = `${place.functionsDirectory}/${name}${hsmetaEnding}`;
      return { path, at: [], entries: functionComponent(name, `/${file}`, secrets, endpoint) };
    }),

  registerCard: (place, card) => ({
    path: inFolder(place.cardsDirectory, `${card.uid}${hsmetaEnding}`),
    at: [],
    entries: {
      uid: card.uid,
      type: 'card',
      config: {
        name: card.title,
        description: card.description,
        location: cardLocation,
        entrypoint: `/${posix.relative(place.sourceDirectory, cardFile(place, card))}`,
        objectTypes: [cardObjectType],
      },
    },
  }),
  cardsOfApp: undefined,
};

/** The configuration of a private app with static auth, the only kind that may have functions. */
export function privateAppConfig(scopes: readonly string[], fetchOrigins: readonly string[]) {
  return {
    distribution: 'private',
    auth: {
      type: 'static',
      requiredScopes: scopes,
      optionalScopes: [],
      conditionallyRequiredScopes: [],
    },
    permittedUrls: { fetch: fetchOrigins, iframe: [], img: [] },
  };
}

/**
 * The content of a function's configuration file.
 * @param entrypoint path of the source from `srcDir`, with a leading slash
 */
export function functionComponent(
  uid: string,
  entrypoint: string,
  secretKeys: readonly string[],
  endpoint: Endpoint | undefined,
): Record<string, Json> {
  return {
    uid,
    type: 'app-function',
    config: {
      entrypoint,
      secretKeys,
      ...(endpoint && { endpoint: { path: endpoint.path, methods: endpoint.methods } }),
    },
  };
}
