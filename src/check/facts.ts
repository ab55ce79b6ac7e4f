import type { PackageManager } from '../data/package-managers.ts';
import type { Platform } from '../data/platforms.ts';
import type { Loose } from '../edit/json-scanner.ts';
import type { JsonObject } from '../project/json.ts';
import type { SiblingEndpoint } from '../project/siblings.ts';
import type { Endpoint, Json } from '../types.ts';

/** Keys and indexes from the root of a JSON file to one of its values. */
export type KeyPath = readonly (string | number)[];

/** Line and column, both starting at 1. Columns count UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * What rules check: a project on disk, read once. Paths are relative to the project, with `/`. Contains no secret values.
 */
export interface Facts {
  readonly layout: Platform['layout'];
  readonly platformVersion: string;
  /** The platform version's table row, or undefined if this program does not know the version. */
  readonly platform: Platform | undefined;
  readonly sourceDirectory: string;
  /** `hsproject.json`. */
  readonly projectFile: ConfigFile;
  /** `app.json` or `app-hsmeta.json`. */
  readonly app: ConfigFile | undefined;
  /** The path of `public-app.json`, if the project has no other app. */
  readonly publicApp: string | undefined;
  readonly configs: readonly ConfigFile[];
  readonly folders: readonly FunctionsFolder[];
  /** The JavaScript files of all functions, without duplicates. */
  readonly codes: readonly Code[];
  readonly functions: readonly FunctionFacts[];
  /** The `*-hsmeta.json` files that HubSpot's parser reads, including those of functions. */
  readonly components: readonly ConfigFile[];
  /** The `*-hsmeta.json` files of functions that the parser skips because they are not directly in the functions folder. */
  readonly misplaced: readonly ConfigFile[];
  /** Configuration files of the other layout, which this platform version ignores. */
  readonly ignored: readonly string[];
  /** Files of cards and other extensions that call functions. */
  readonly extensions: readonly Extension[];
  /** Endpoints of other projects in the repository. */
  readonly siblings: readonly SiblingEndpoint[];
  /** `.env` files above the functions folder. */
  readonly outerEnv: readonly EnvFile[];
  /** Returns a path in the letter case that it has on disk, or undefined if the path does not exist. */
  spelling(path: string): string | undefined;
}

/** A JSON file of the project. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  /** Null if the text is not JSON. */
  readonly value: Json;
  /** The reason why the file cannot be parsed, even with comments and trailing commas. Continues the sentence "it is …". */
  readonly broken?: Position & { readonly reason: string };
  readonly loose?: Loose | undefined;
  /** Keys that appear twice in an object, with the position of the second one. */
  readonly duplicates: readonly (Position & { readonly key: string })[];
}

/** A functions folder and the files that belong to it. */
export interface FunctionsFolder {
  readonly path: string;
  /** `serverless.json`. */
  readonly registry: ConfigFile | undefined;
  /** `package.json`. */
  readonly manifest: ConfigFile | undefined;
  /** The `package.json` that makes Node treat `.js` files in this folder as ES modules, if one exists. */
  readonly moduleManifest: string | undefined;
  /** The version of an installed package; undefined if it is not installed. */
  installed(name: string): string | undefined;
  /** The package manager that would install its packages. */
  packageManager(): PackageManager;
  /** The `.env.local` or `.env` file, if there is one. */
  readonly env: EnvFile | undefined;
  /** The `.gitignore` that should keep `.env` out of git; undefined if git already ignores it. */
  readonly ignoreFile: string | undefined;
  /** The name of a `.env`, `.env.local` or the like that git would take; undefined if there is none but a tracked `.env`. */
  readonly exposedEnv: string | undefined;
  /**
   * The git command, in words, that untracks its `.env`, to be run in the project's folder; undefined if git does not track
   * it.
   */
  readonly envTracked: readonly string[] | undefined;
}

/** The names in a `.env` file and the state of their values. */
export interface EnvFile {
  readonly path: string;
  readonly names: ReadonlyMap<string, 'empty' | 'placeholder' | 'set'>;
  readonly places: ReadonlyMap<string, Position>;
  /** The system's error code if the file cannot be read, such as `EACCES`; `UTF-16` if it has no values because of that. */
  readonly failure?: string | undefined;
  /** Set if a run uses these values, so they matter now. The file itself might not exist. */
  readonly isInUse?: boolean;
}

/** A function declared in the configuration. */
export interface FunctionFacts {
  /** The key in `serverless.json`, or the `uid`; empty if there is none. */
  readonly name: string;
  readonly folder: FunctionsFolder;
  readonly configFile: ConfigFile;
  /** The object with its settings: `appFunctions.<name>`, or `config`. */
  readonly config: JsonObject;
  readonly at: KeyPath;
  /** The path of its source file as written in the configuration. */
  readonly written: string | undefined;
  /** The same path relative to the project; empty if the configuration does not name one. */
  readonly file: string;
  /** Whether it is a readable regular file or a link to one, ignoring letter case. */
  readonly isFile: boolean;
  /** Declared names in their original order. Items that are not strings become ''. */
  readonly secrets: readonly string[];
  readonly secretsKey: 'secrets' | 'secretKeys';
  readonly endpoint: Endpoint | undefined;
  /** Its source file, if it is readable JavaScript. */
  readonly code: Code | undefined;
  /** Its source file and all project files that it loads. */
  readonly codes: readonly Code[];
}

/** The facts about a JavaScript file that rules need. */
export interface Code {
  readonly path: string;
  readonly text: string;
  /** Whether it is bundled or minified. Rules about code skip such files. */
  readonly bundled: boolean;
  /** Set if the file cannot be parsed. `reason` is undefined if the code is too long or nested too deep. */
  readonly syntaxError: (Position & { readonly reason: string | undefined }) | undefined;
  readonly reads: readonly EnvironmentRead[];
  /**
   * Whether the code might read any variable, because it uses `process.env` as a whole or with a computed name, or might
   * reach it in a way that is not followed.
   */
  readonly readsUnknown: boolean;
  readonly imports: readonly Import[];
  /** Occurrences of `process.envNAME`, where the dot is missing. */
  readonly typos: readonly (Position & { readonly name: string; readonly offset: number })[];
  /** Whether it exports `main`; undefined if uncertain. */
  readonly exportsMain: boolean | undefined;
  /** Where it first assigns to `exports` or `module.exports`. */
  readonly commonjs: Position | undefined;
  /** Members of the context that `main` reads. */
  readonly context: readonly ContextRead[];
  /** Calls of `main`'s second parameter. */
  readonly sendCalls: readonly (Position & { readonly name: string })[];
  /**
   * Where `main` first uses its second parameter without testing it, to call it, pass it on or for anything else; null if
   * it does not, undefined if that is uncertain, or if the parameter has a default.
   */
  readonly callback: Position | null | undefined;
  readonly environmentNames: readonly EnvironmentName[];
  /** Environment variables whose value is logged. */
  readonly logged: readonly (Position & { readonly name: string })[];
  /** Object literals without `statusCode` that `main` returns. */
  readonly bareReturns: readonly Position[];
  /** String methods called on a value of `context.params`. */
  readonly textParams: readonly (Position & { readonly name: string; readonly method: string })[];
}

/** A place where code mentions an environment variable, to read or to set it. */
export interface EnvironmentName {
  readonly name: string;
  /** Offsets of the name as written: an identifier, or a string including its quotes. */
  readonly start: number;
  readonly end: number;
  /** Whether it also names the local variable, as in `const { NAME } = process.env`. */
  readonly isShorthand: boolean;
}

export interface EnvironmentRead extends Position {
  readonly name: string;
  /** Whether it is outside any function. */
  readonly topLevel: boolean;
  /**
   * Whether the code works without the value: it has a default, sets the variable itself, or only checks whether it exists.
   */
  readonly hasDefault: boolean;
}

export interface Import extends Position {
  /** The specifier as written in the code. */
  readonly specifier: string;
  /** Whether it is loaded inside a `try` block, so its absence is handled. */
  readonly optional: boolean;
  /** The project file that it refers to, relative to the project; undefined for packages and for files that do not exist. */
  readonly target?: string | undefined;
  /** Whether the specifier has the same letter case as the file on disk. */
  readonly isSpelled?: boolean;
}

export interface ContextRead extends Position {
  /** For example `query` in `context.query`. */
  readonly member: string;
  /** For example `id` in `context.query.id`. */
  readonly key: string | undefined;
  /** The text to replace in order to read another member instead; undefined if unclear. */
  readonly rename:
    | { readonly offset: number; readonly length: number; readonly shorthand: boolean }
    | undefined;
}

/** A file of a card or another extension, and the functions it calls by a literal name. */
export interface Extension {
  readonly path: string;
  readonly text: string;
  readonly calls: readonly (Position & { readonly name: string })[];
}
