import type { Platform } from '../../../data/platforms.ts';
import { inputProblem } from '../../../errors.ts';
import type { FunctionAnswers, Json } from '../../../types.ts';
import { hsmeta } from './hsmeta.ts';
import { serverlessJson } from './serverless-json.ts';

/** Where things of a project lie, relative to it, with `/`. A `Project` is one; a layout says it for a new project. */
export interface Place {
  /** `srcDir`; `.` where the project's own folder is the source. */
  readonly sourceDirectory: string;
  readonly appFile: string;
  readonly functionsDirectory: string;
}

/** A JSON file that registers functions, and what it has to hold for them. */
export interface Registration {
  readonly path: string;
  /** Keys from the root to the object that holds the entries. */
  readonly at: readonly string[];
  readonly entries: Readonly<Record<string, Json>>;
}

/** One generation of HubSpot's configuration: how a project of it is laid out, and how functions are registered. */
export interface Layout {
  /** Where things lie in a new project. */
  readonly place: Place;
  /** Are functions named by a `uid`, which has to be unique in the whole project? */
  readonly uniqueInProject: boolean;
  /** Do HubSpot's tools refuse a project whose functions folder has no `package.json`? */
  readonly needsPackageFile: boolean;
  /** Where a function's secrets are listed, as Markdown. */
  readonly secretsAt: string;
  /** Keys from the root of the app's file to the list of its scopes. */
  readonly scopesAt: readonly string[];
  /** The content of a new app's file. */
  app(name: string, uid: string, scopes: readonly string[]): Json;
  /** What registers these functions. */
  register(place: Place, functions: readonly FunctionAnswers[]): readonly Registration[];
}

const layouts: Readonly<Record<NonNullable<Platform['layout']>, Layout>> = {
  'serverless-json': serverlessJson,
  hsmeta,
};

/**
 * The layout of a platform version.
 *
 * @throws Problem `no-serverless-functions` (code 2) for a version without functions
 */
export function layoutOf(platform: Platform): Layout {
  if (platform.layout !== undefined) return layouts[platform.layout];
  throw inputProblem(
    'no-serverless-functions',
    `Platform version ${platform.version} has no serverless functions.`,
    { hint: 'Choose another one with --platform; --help lists them.' },
  );
}
