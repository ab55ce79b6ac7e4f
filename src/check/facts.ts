import type { PackageManager } from '../data/package-managers.ts';
import type { Platform } from '../data/platforms.ts';
import type { JsonObject } from '../project/json.ts';
import type { SiblingEndpoint } from '../project/siblings.ts';
import type { Endpoint, Json } from '../types.ts';

/** Keys and indexes from the root of a JSON file to a value in it. */
export type KeyPath = readonly (string | number)[];

/** Line and column, counted from 1; columns in UTF-16 code units, as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * What rules look at: a project as it is on disk, read once. Paths are relative to the project, with `/`. No secret
 * value is part of it.
 */
export interface Facts {
  readonly layout: Platform['layout'];
  readonly platformVersion: string;
  /** Undefined if the version is not known here. */
  readonly platform: Platform | undefined;
  readonly sourceDirectory: string;
  /** `hsproject.json`. */
  readonly projectFile: ConfigFile;
  /** `app.json` or `app-hsmeta.json`. */
  readonly app: ConfigFile | undefined;
  /** The path of `public-app.json` where there is no other app. */
  readonly publicApp: string | undefined;
  readonly configs: readonly ConfigFile[];
  readonly folders: readonly FunctionsFolder[];
  /** The JavaScript files of all functions, each once. */
  readonly codes: readonly Code[];
  readonly functions: readonly FunctionFacts[];
  /** `*-hsmeta.json` files that HubSpot's parser reads, the functions' too. */
  readonly components: readonly ConfigFile[];
  /** `*-hsmeta.json` files of functions that it skips, as they are not directly in the functions folder. */
  readonly misplaced: readonly ConfigFile[];
  /** Configuration of the other layout, which this platform version ignores. */
  readonly ignored: readonly string[];
  /** Files of cards and other extensions that call functions. */
  readonly extensions: readonly Extension[];
  /** Endpoints of the other projects in the repository. */
  readonly siblings: readonly SiblingEndpoint[];
  /** `.env` files above the functions folder, and the names in them. */
  readonly outerEnv: readonly EnvFile[];
  /** A path as it is spelled on disk, compared without case; undefined if there is none. */
  spelling(path: string): string | undefined;
}

/** A JSON file of the project. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  /** Null if the text is not JSON. */
  readonly value: Json;
  /** Why it cannot be read (it is …), not even with comments and trailing commas. */
  readonly broken?: Position & { readonly reason: string };
  /** It has comments, trailing commas or a byte order mark. */
  readonly loose: boolean;
  /** Keys that appear twice in an object, at the second one. */
  readonly duplicates: readonly (Position & { readonly key: string })[];
}

/** A folder of functions, and what is beside them. */
export interface FunctionsFolder {
  readonly path: string;
  /** `serverless.json`. */
  readonly registry: ConfigFile | undefined;
  /** `package.json`. */
  readonly manifest: ConfigFile | undefined;
  /** Whether Node treats a `.js` file here as an ES module, and the file that says so. */
  readonly moduleManifest: string | undefined;
  /** The version of an installed package; undefined if it is not installed. */
  installed(name: string): string | undefined;
  /** What would install its packages. */
  packageManager(): PackageManager;
  /** `.env`, where it is there. */
  readonly env: EnvFile | undefined;
  /** The `.gitignore` that should keep `.env` out of git; undefined if git already ignores it. */
  readonly ignoreFile: string | undefined;
  /** Words of the command that has git forget its `.env`, in the project's folder; undefined if git does not track it. */
  readonly envTracked: readonly string[] | undefined;
}

/** Names in a `.env` file, and what is known of their values. */
export interface EnvFile {
  readonly path: string;
  readonly names: ReadonlyMap<string, 'empty' | 'placeholder' | 'set'>;
  readonly places: ReadonlyMap<string, Position>;
  /** Why the file cannot be read, as the system says it, such as `EACCES`. */
  readonly failure?: string | undefined;
  /** A run uses its values, so they matter now; the file need not exist. */
  readonly isInUse?: boolean;
}

/** A function that the configuration names. */
export interface FunctionFacts {
  /** The key in `serverless.json`, or the `uid`; empty if there is none. */
  readonly name: string;
  readonly folder: FunctionsFolder;
  readonly configFile: ConfigFile;
  /** The object with its settings: `appFunctions.<name>`, or `config`. */
  readonly config: JsonObject;
  readonly at: KeyPath;
  /** Its source file, as the configuration writes it. */
  readonly written: string | undefined;
  /** The same relative to the project; empty if the configuration names none. */
  readonly file: string;
  /** Is it a regular file that may be read, or a link to one, in whatever letter case? */
  readonly isFile: boolean;
  /** Declared names, at their indexes; empty if something else is in the list. */
  readonly secrets: readonly string[];
  readonly secretsKey: 'secrets' | 'secretKeys';
  readonly endpoint: Endpoint | undefined;
  /** Its source file, where it is JavaScript that can be read. */
  readonly code: Code | undefined;
  /** The same and the files of the project that it loads. */
  readonly codes: readonly Code[];
}

/** What a JavaScript file says, as far as rules ask for it. */
export interface Code {
  readonly path: string;
  readonly text: string;
  /** It is bundled or minified: rules about code skip it. */
  readonly bundled: boolean;
  /** Why it cannot be parsed; without a reason if it is nested too deep for that. */
  readonly syntaxError: (Position & { readonly reason: string | undefined }) | undefined;
  readonly reads: readonly EnvironmentRead[];
  /**
   * Any variable may be read: `process.env` is used as a whole, or with a computed name, or may be reached by a way that
   * is not followed.
   */
  readonly readsUnknown: boolean;
  readonly imports: readonly Import[];
  /** `process.envNAME`, with the dot missing. */
  readonly typos: readonly (Position & { readonly name: string; readonly offset: number })[];
  /** Does it export `main`? Undefined if that is not certain. */
  readonly exportsMain: boolean | undefined;
  /** It assigns to `exports` or `module.exports`. */
  readonly commonjs: Position | undefined;
  /** Members of the context that `main` reads. */
  readonly context: readonly ContextRead[];
  /** Calls of `main`'s second parameter. */
  readonly sendCalls: readonly (Position & { readonly name: string })[];
  readonly environmentNames: readonly EnvironmentName[];
  /** Environment variables whose value is logged. */
  readonly logged: readonly (Position & { readonly name: string })[];
  /** Object literals without `statusCode` that `main` returns. */
  readonly bareReturns: readonly Position[];
  /** String methods called on a value of `context.params`. */
  readonly textParams: readonly (Position & { readonly name: string; readonly method: string })[];
}

/** A place where code names an environment variable, to read or to set it. */
export interface EnvironmentName {
  readonly name: string;
  /** Offsets of what is written there: the name, or a string with its quotes. */
  readonly start: number;
  readonly end: number;
  /** Is it also the name of the local variable, as in `const { NAME } = process.env`? */
  readonly isShorthand: boolean;
}

export interface EnvironmentRead extends Position {
  readonly name: string;
  /** It is outside of any function. */
  readonly topLevel: boolean;
  /** The code does without the value: it has another one, sets it itself, or only asks whether it is there. */
  readonly hasDefault: boolean;
}

export interface Import extends Position {
  /** As it is written. */
  readonly specifier: string;
  /** It is loaded in a `try`, and its absence is caught. */
  readonly optional: boolean;
  /** The project's file that it means, relative to the project; undefined for packages, and where there is none. */
  readonly target?: string | undefined;
  /** The file has the same case on disk. */
  readonly isSpelled?: boolean;
}

export interface ContextRead extends Position {
  /** `query` of `context.query`. */
  readonly member: string;
  /** `id` of `context.query.id`. */
  readonly key: string | undefined;
  /** What to replace to read another member instead; undefined if that is unclear. */
  readonly rename:
    | { readonly offset: number; readonly length: number; readonly shorthand: boolean }
    | undefined;
}

/** A file of a card or another extension, and the functions that it calls by a name that is written in it. */
export interface Extension {
  readonly path: string;
  readonly text: string;
  readonly calls: readonly (Position & { readonly name: string })[];
}
