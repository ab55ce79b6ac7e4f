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

/** A JSON file that registers functions or a card, and what it needs for them. */
export interface Registration {
  readonly path: string;
  /** Keys from the root to the object with the entries. */
  readonly at: readonly string[];
  readonly entries: Readonly<Record<string, Json>>;
}

/** The source of a card, relative to the project, with `/`. */
export function cardFile(place: ProjectPaths, { component }: Card): string {
  return inFolder(place.cardsDirectory, `${component}.jsx`);
}

/** One generation of HubSpot's configuration: how a project is laid out, and how its parts are registered. */
export interface Layout {
  /** Where things are in a new project. */
  readonly place: ProjectPaths;
  /** True if functions are named by a `uid`, which has to be unique in the whole project. */
  readonly uniqueInProject: boolean;
  /** True if HubSpot's tools refuse a project whose functions folder does not have a `package.json`. */
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

/** The facts that a layout's reader needs. */
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

/** The app and its functions, or, if one has to be chosen, the functions folders. */
export type AppReading =
  | { readonly kind: 'several'; readonly candidates: readonly string[] }
  | {
      readonly kind: 'app';
      readonly appDirectory: string;
      readonly appFile: string;
      readonly functionsDirectory: string;
      readonly cardsDirectory: string;
      readonly registry: Registry;
      /** Functions in folders that this run does not work on, read on demand; left out for a layout with a single folder. */
      readonly otherFunctions?: () => readonly ExistingFunction[];
      /** Read on demand. */
      readonly cards: () => readonly ExistingCard[];
      readonly warnings: readonly Warning[];
    };

/**
 * The problem that the project has no app that its platform version builds, to which functions could belong.
 * @param other what is there instead
 */
export function noApp(
  { sourceDirectory, version }: LayoutQuestion,
  appFile: string,
  other: OtherApp | undefined,
): Problem {
  return refusal('no-app', { appFile, sourceDirectory, version, other });
}

/** The registrations in a project's configuration: all of them, or only those that may contain certain words. */
export interface Registry {
  all(): Registered;
  /** Leaves out only what certainly has none of these words, in any letter case. */
  withWords(words: readonly string[]): Registered;
}

export const nothing: Registered = { functions: [], uids: new Map() };

/** Limits of the regular expression: longer words are searched by their beginning, and more words are not searched. */
const longestWord = 100;
const mostWords = 200;

/** Returns whether a JSON text may contain one of these words, in any letter case. With an escape in it, it may. */
export function wordSearch(words: readonly string[]): (text: string) => boolean {
  if (words.length > mostWords) return () => true;
  const beginnings = words.filter((word) => word !== '').map((word) => word.slice(0, longestWord));
  const literals = beginnings.map((word) => word.replace(/[^\w-]/g, '\\$&'));
  if (literals.length === 0) return hasEscape;
  const pattern = new RegExp(literals.join('|'), 'i');
  // As part of the pattern, a single character would keep the engine from skipping ahead by a word's length.
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
 * An endpoint of either layout; undefined without a path. The documented keys are `method` in `serverless.json` and
 * `methods` in `*-hsmeta.json`; people mix them up, and write a single method as a plain string.
 */
export function endpointOf(value: Json | undefined): Endpoint | undefined {
  const fields = objectOf(value);
  const path = stringOf(fields?.path)?.replace(/^\/+/, '');
  if (fields === undefined || path === undefined || path === '') return undefined;
  const methods = fields.methods ?? fields.method;
  return { path, methods: typeof methods === 'string' ? [methods] : stringsOf(methods) };
}

/** Path of the fixture with a function's test context: outside of the source, so that it is never uploaded. */
export function fixtureFile(name: string): string {
  return `fixtures/${name}.json`;
}
