import type { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import type { OtherApp } from '../messages/project.ts';
import type {
  Endpoint,
  ExistingCard,
  ExistingFunction,
  FunctionAnswers,
  Json,
  Registered,
  Warning,
} from '../types.ts';
import type { Card } from './card.ts';
import { inFolder, type ProjectFiles } from './files.ts';
import { objectOf, stringOf, stringsOf } from './json.ts';

/** Places in a project, relative to it, with `/`. A `Project` has them; a layout has those of a new project. */
export interface ProjectPaths {
  /** `srcDir`; `.` if the project's own folder is the source. */
  readonly sourceDirectory: string;
  readonly appFile: string;
  readonly functionsDirectory: string;
  readonly cardsDirectory: string;
}

/** A JSON file that registers functions, and what it has to hold for them. */
export interface Registration {
  readonly path: string;
  /** Keys from the root to the object that holds the entries. */
  readonly at: readonly string[];
  readonly entries: Readonly<Record<string, Json>>;
}

/** The source of a card, relative to the project, with `/`. */
export function cardFile(place: ProjectPaths, { component }: Card): string {
  return inFolder(place.cardsDirectory, `${component}.jsx`);
}

/** One generation of HubSpot's configuration: how a project of it is laid out, and how its parts are registered. */
export interface Layout {
  /** Where things are in a new project. */
  readonly place: ProjectPaths;
  /** Are functions named by a `uid`, which has to be unique in the whole project? */
  readonly uniqueInProject: boolean;
  /** Do HubSpot's tools refuse a project whose functions folder has no `package.json`? */
  readonly needsPackageFile: boolean;
  /** Where a function's secrets are listed, as Markdown. */
  readonly secretsAt: string;
  /** Keys from the root of the app's file to the list of its scopes. */
  readonly scopesAt: readonly string[];
  /** The content of a new app's file; its cards are listed by `cardsOfApp`. */
  app(name: string, uid: string, scopes: readonly string[], cards: readonly Json[]): Json;
  /** What registers these functions. */
  register(place: ProjectPaths, functions: readonly FunctionAnswers[]): readonly Registration[];
  /** A card's own configuration file. */
  registerCard(place: ProjectPaths, card: Card): Registration;
  /** Where the app's file lists cards, and what it lists for one; undefined if HubSpot finds them by their folder. */
  readonly cardsOfApp:
    | { readonly at: readonly string[]; readonly entry: (appFile: string, configFile: string) => Json }
    | undefined;
}

/** What a layout's reader has to know. */
export interface LayoutQuestion {
  readonly files: ProjectFiles;
  /** `srcDir`, relative to the project, with `/`. */
  readonly sourceDirectory: string;
  /** The platform version that decides, for messages. */
  readonly version: string;
  /**
   * `--functions-directory`: what was typed, and the folders that it can mean, relative to the project with `/` (as
   * seen from the working directory, and from the project).
   */
  readonly chosen: { readonly typed: string; readonly meanings: readonly string[] } | undefined;
}

/** The app and its functions, or the folders of functions of which one has to be chosen. */
export type AppReading =
  | { readonly kind: 'several'; readonly candidates: readonly string[] }
  | {
      readonly kind: 'app';
      readonly appDirectory: string;
      readonly appFile: string;
      readonly functionsDirectory: string;
      readonly cardsDirectory: string;
      readonly registry: Registry;
      /** Functions of the folders that this run does not work on; left out where there is one folder only. */
      readonly otherFunctions?: () => readonly ExistingFunction[];
      /** Read on demand. */
      readonly cards: () => readonly ExistingCard[];
      readonly warnings: readonly Warning[];
    };

/**
 * Serverless functions belong to an app, and the project has none that its platform version builds.
 *
 * @param other what is there instead
 */
export function noApp(
  { sourceDirectory, version }: LayoutQuestion,
  appFile: string,
  other: OtherApp | undefined,
): Problem {
  return refusal('no-app', { appFile, sourceDirectory, version, other });
}

/** What the configuration of a project registers: everything, or what may involve some words. */
export interface Registry {
  all(): Registered;
  /** What is left out certainly has none of these words, in any case. */
  withWords(words: readonly string[]): Registered;
}

export const nothing: Registered = { functions: [], uids: new Map() };

/** Beyond these, a regular expression would be too large: long words are searched by their beginning. */
const longestWord = 100;
const mostWords = 200;

/** May a JSON text hold one of these words, in any case? With an escape in it, it may. */
export function wordSearch(words: readonly string[]): (text: string) => boolean {
  if (words.length > mostWords) return () => true;
  const beginnings = words.filter((word) => word !== '').map((word) => word.slice(0, longestWord));
  const literals = beginnings.map((word) => word.replace(/[^\w-]/g, '\\$&'));
  if (literals.length === 0) return hasEscape;
  const pattern = new RegExp(literals.join('|'), 'i');
  // Among the words, the single character would keep the engine from skipping ahead by a word's length.
  return (text) => hasEscape(text) || pattern.test(text);
}

function hasEscape(text: string): boolean {
  return text.includes('\\');
}

/** Reads on first use, and caches the result. */
export function once<Value>(read: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}

/**
 * An endpoint of either layout, or undefined without a path. The documented keys are `method` in `serverless.json` and
 * `methods` in `*-hsmeta.json`; people mix them up, and write one method as a plain string.
 */
export function endpointOf(value: Json | undefined): Endpoint | undefined {
  const fields = objectOf(value);
  const path = stringOf(fields?.path)?.replace(/^\/+/, '');
  if (fields === undefined || path === undefined || path === '') return undefined;
  const methods = fields.methods ?? fields.method;
  return { path, methods: typeof methods === 'string' ? [methods] : stringsOf(methods) };
}

/** Where the context of a function's smoke invocation is: outside of the source, so that it is never uploaded. */
export function fixtureFile(name: string): string {
  return `fixtures/${name}.json`;
}
