import type { FunctionOptions, ProjectOptions } from './data/options.ts';
import type { PackageManager } from './data/package-managers.ts';
import type { Platform } from './data/platforms.ts';
import type { Problem } from './errors.ts';
import type { InstallFault } from './messages/commands.ts';

/**
 * The core types, in the order in which a value meets them. A value only moves down this page: each step
 * takes values of the kinds above and returns a new one of the next kind. A path is relative to the project, with `/`, unless
 * it is said to be absolute.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

// ── 1. What was said: arguments, npm's environment, the answers file, and later the prompts ──────────────

/** What was given so far for a new or extended project. */
export interface GivenAnswers {
  /** The directory argument, as it was typed. */
  readonly directory?: string | undefined;
  readonly project: ProjectOptions;
  /** One entry per function; at least one, possibly empty. */
  readonly functions: readonly FunctionOptions[];
  /** The answers file, as it was named, if it lists the functions. */
  readonly listedIn?: string;
  /** The answers file as messages call it, and the names of the options that only it gives. */
  readonly answered?: { readonly file: string; readonly options: readonly string[] };
}

/** A value that a person wrote and that cannot be used. */
export interface Rejected {
  /** What is wrong and why: a row of `rejections` in `src/messages`, and its values. */
  readonly problem: { readonly code: string; readonly values: unknown };
  /** A correction that would be accepted, if there is an obvious one. */
  readonly proposal?: string | undefined;
}

// ── 2. What is there: the project on disk ────────────────────────────────────────────────────────────────

/** An HTTP endpoint: its path has no leading slash. */
export interface Endpoint {
  readonly path: string;
  readonly methods: readonly string[];
}

/** A function that the project's configuration names. */
export interface ExistingFunction {
  /** The key in `serverless.json`, or the `uid` of its `*-hsmeta.json`. */
  readonly name: string;
  /** Its source file, relative to the project, with `/`. The file may be missing. */
  readonly file: string;
  /** The configuration file that names it, relative to the project, with `/`. */
  readonly configFile: string;
  readonly secrets: readonly string[];
  /** Variables that its configuration gives it in addition to secrets; only `serverless.json` can. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly endpoint?: Endpoint | undefined;
}

/** A card that the project's configuration names. */
export interface ExistingCard {
  readonly configFile: string;
  readonly uid?: string;
  readonly title?: string;
}

/** What a project's configuration names. */
export interface Registered {
  /** Functions of the folder that this run works on. */
  readonly functions: readonly ExistingFunction[];
  /** Every `uid` in use in the project, with the file that uses it; none in layouts where functions have no `uid`. */
  readonly uids: ReadonlyMap<string, string>;
}

/**
 * A HubSpot project as it is on disk. All paths but `root` are relative to `root`, with `/`. What is registered is
 * read when it is first asked for: with thousands of functions that takes longer than all the rest.
 */
export interface Project extends Registered {
  /** Absolute path of the folder that holds `hsproject.json`. */
  readonly root: string;
  /** The configuration's real file name; HubSpot's tools compare it without case. */
  readonly configFile: string;
  readonly name: string;
  /** `srcDir`; `.` if the project's own folder is the source. */
  readonly sourceDirectory: string;
  /** As `hsproject.json` has it; empty if it is missing. */
  readonly platformVersion: string;
  readonly platform: Platform;
  /** The folder that holds `app.json` or `app-hsmeta.json`. */
  readonly appDirectory: string;
  readonly appFile: string;
  /** The folder of functions that this run works on; it may not exist yet. */
  readonly functionsDirectory: string;
  /** Functions of the project's other functions folders; only `.functions` folders can be several. */
  readonly otherFunctions?: readonly ExistingFunction[];
  /** Names of the files and folders that are directly in the functions folder. */
  readonly functionFiles: readonly string[];
  /** The folder of cards; it may not exist yet. */
  readonly cardsDirectory: string;
  /** Names of the files and folders that are directly in the folder of cards. */
  readonly cardFiles: readonly string[];
  readonly cards: readonly ExistingCard[];
  /**
   * All that may have to do with one of these words, compared without case; what is left out certainly does not have them.
   * Cheap, as it searches for the words before it parses. Missing if everything is known anyway.
   */
  readonly registeredWith?: (words: readonly string[]) => Registered;
}

// ── 3. What is wanted ────────────────────────────────────────────────────────────────────────────────────

/** One function as the person wants it; everything is decided. */
export interface FunctionAnswers {
  readonly name: string;
  readonly template: string;
  /** Names of environment variables, without `PRIVATE_APP_ACCESS_TOKEN`. */
  readonly secrets: readonly string[];
  readonly token: boolean;
  readonly endpoint?: Endpoint | undefined;
  /** npm packages with the wanted ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Does a card call it? */
  readonly card: boolean;
}

/** A card for a function that the project has already; nothing of the function is changed. */
export interface CardAnswers {
  readonly function: ExistingFunction;
  /** The template whose responses the card shows; undefined for one that shows any response. */
  readonly template?: string | undefined;
  /** What such a card sends; nothing if that is not known. */
  readonly inputs?: FunctionInputs;
}

/** The names that a function reads of a card's input. */
export interface FunctionInputs {
  /** CRM properties, in `context.propertiesToSend`. */
  readonly properties: readonly string[];
  /** In `context.parameters`. */
  readonly parameters: readonly string[];
}

/** What the person wants; everything is decided, nothing is looked up after this. */
export interface Answers {
  readonly mode: 'create' | 'add';
  /** Absolute path of the project. */
  readonly root: string;
  readonly app: string;
  readonly platform: Platform;
  /** New functions. */
  readonly functions: readonly FunctionAnswers[];
  readonly cards: readonly CardAnswers[];
  readonly packageManager: PackageManager;
  readonly install: boolean;
  readonly allowScripts: boolean;
  readonly invoke: boolean;
}

// ── 4. What should exist, and what has to change for it ──────────────────────────────────────────────────

/** A member that an object in a JSON file should have. */
export interface JsonMember {
  /** Keys from the root to the object that holds the member; missing objects on the way are made. */
  readonly at: readonly string[];
  readonly key: string;
  readonly value: Json;
  readonly ifDifferent: 'conflict' | 'keep';
}

/** A value that a list in a JSON file should hold. */
export interface JsonItem {
  /** Keys from the root to the list; a missing list is made. */
  readonly at: readonly string[];
  readonly item: Json;
}

/** A line of a `.env` file. */
export interface DotenvEntry {
  readonly name: string;
  /** A placeholder, never a real value. */
  readonly placeholder: string;
  /** Where the real value comes from; written as a comment above. */
  readonly comment: string;
}

/** What should exist at one path, decided before its present bytes are known. */
export type PlannedFile = { readonly path: string } & (
  | {
      /** Has to be absent or equal; anything else is a conflict. */
      readonly kind: 'source';
      readonly text: string;
    }
  | {
      /** Written only if nothing is there; an existing file stays. */
      readonly kind: 'starter';
      readonly text: string;
    }
  | {
      /** The whole text of a new file; an existing one only gets these members and items. */
      readonly kind: 'json';
      readonly text: string;
      readonly members: readonly JsonMember[];
      readonly items: readonly JsonItem[];
      /** Do several functions plan it? Then its text lacks what all but the first need. */
      readonly isMerged?: true;
    }
  | {
      readonly kind: 'dotenv';
      readonly header: string;
      readonly entries: readonly DotenvEntry[];
    }
  | {
      readonly kind: 'gitignore';
      /** The whole text of a new file. */
      readonly text: string;
      /** Rules that an existing file has to contain. */
      readonly rules: readonly string[];
    }
);

/** One file before and after. There is no kind that removes a file. */
export interface Change {
  readonly action: 'create' | 'update' | 'unchanged';
  readonly path: string;
  /** Present bytes; undefined if nothing is. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
  /** The file that a created one is made of: it gets its mode and owner. */
  readonly like?: { readonly path: string; readonly bytes: Uint8Array } | undefined;
}

/** A file or folder that gets another place, as it is; `archive` where something else replaces it. */
export interface Move {
  readonly action: 'move' | 'archive';
  /** Both relative to the project, with `/`; `path` is the new place. */
  readonly from: string;
  readonly path: string;
  /** What the plan was made of: then only a file that holds it is moved. */
  readonly before?: Uint8Array | undefined;
}

/** Something worth knowing that stops nothing: the values for its row in `src/messages`, or the text of a rule. */
export type Warning = ({ readonly code: string; readonly values: unknown } | ToldWarning) & {
  /** The function that it is about, if that is not clear. */
  readonly about?: string;
};

/** A warning as text. */
export interface ToldWarning {
  /** A stable word. */
  readonly code: string;
  readonly message: string;
}

// ── 5. Running a function ────────────────────────────────────────────────────────────────────────────────

/** One call of one function; everything that the local runtime needs to know. */
export interface Invocation {
  readonly function: string;
  /** Absolute path of the source file; empty if the configuration names none. */
  readonly file: string;
  /** Absolute path of the functions folder: dependencies are looked up here and nowhere above. */
  readonly functionsDirectory: string;
  /** The file that declares the function, for messages: relative to the project, with `/`. */
  readonly configFile: string;
  /** Declared secrets; the token is given besides. */
  readonly secrets: readonly string[];
  /** Variables that the configuration gives the function beside its secrets. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Set where the call is an HTTP request to it, and not one by name from a UI extension. */
  readonly endpoint?: Endpoint | undefined;
  /** How the function answers; by what it returns if left out. */
  readonly answers?: Platform['answers'];
  /** What the handler is called with. */
  readonly context: Json;
  /** Milliseconds until the function and all its children are killed; 0 for no limit. */
  readonly timeoutMs: number;
  /** The Node program that runs it; the present one if left out. */
  readonly nodePath?: string | undefined;
  readonly inspectPort?: number | undefined;
}

export interface LogLine {
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
}

/** Why an invocation gave no response. */
export interface InvocationFault {
  /** A stable word, such as `timeout`, `threw`, `no-handler`, `missing-package`. */
  readonly code: string;
  /** The values that its text is made of. */
  readonly values: unknown;
  /** Path relative to the functions folder with `/`, line and column counted from 1. */
  readonly at?: { readonly file: string; readonly line: number; readonly column?: number };
  /** The line of code, up to two lines before it, and a mark under the column. */
  readonly excerpt?: string;
  /** Stack trace of the user's own lines. */
  readonly stack?: string;
}

/** The same as text. */
export interface InvocationError extends Omit<InvocationFault, 'values'> {
  readonly message: string;
  readonly hint?: string | undefined;
}

export interface InvocationResult {
  readonly function: string;
  readonly status: 'SUCCESS' | 'ERROR' | 'TIMEOUT';
  /** Milliseconds that the handler ran. */
  readonly durationMs: number;
  /** ISO 8601, UTC: when it ended. */
  readonly endedAt: string;
  /** What the caller gets; null if there is an error. */
  readonly response: Json;
  readonly logs: readonly LogLine[];
  readonly error?: InvocationError | undefined;
  readonly warnings: readonly Warning[];
  /** What the same call gave before a migration; undefined if it could not be made then. */
  readonly before?: InvocationResult;
}

/** Was a run ended early, and by which signal? */
export type Stop = Pick<AbortSignal, 'aborted' | 'reason'>;

/** Packages that a folder needs and that are not installed in it. */
export interface FolderInstall {
  readonly directory: string;
  readonly of: 'functions' | 'cards';
  readonly packages: readonly string[];
}

/** Everything that a run does, decided before its first byte is written. */
export interface Plan {
  readonly answers: Answers;
  /** Undefined if a project is made. */
  readonly project: Project | undefined;
  readonly functionsDirectory: string;
  readonly changes: readonly Change[];
  /** Packages that are not installed, for each folder that lacks some. */
  readonly installs: readonly FolderInstall[];
  /** One for each function, with its fixture as the context. */
  readonly invocations: readonly Invocation[];
  readonly warnings: readonly Warning[];
}

// ── 6. The report: one value, read as text or as JSON ────────────────────────────────────────────────────

export interface InstallResult {
  readonly status: 'done' | 'skipped' | 'failed';
  readonly packageManager: PackageManager;
  /** As a person would type it in the functions folder. */
  readonly command: string;
  readonly durationMs: number;
  readonly problem?: InstallFault;
}

export interface NextStep {
  readonly command: string;
  readonly why: string;
  /** Does the command say it itself? Then a person is not told why. */
  readonly isObvious?: boolean;
}

/** A change as a report lists it. */
export interface ListedChange {
  readonly action: Change['action'] | Move['action'];
  readonly path: string;
  /** Of a move, and of what is archived: the place before. */
  readonly from?: string | undefined;
}

/** How sure a finding is, and what it costs: fails or leaks in production, probably wrong, or worth a thought. */
export type Severity = 'error' | 'warning' | 'suggestion';

/** Something that a rule found in a project. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  /** Counts from 1, as is the column. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
  readonly fixable: boolean;
}

export interface Report {
  readonly mode: 'create' | 'add' | 'invoke' | 'check' | 'dev' | 'migrate';
  readonly dryRun?: boolean;
  /** Did a person see the changes, and agree to them? */
  readonly reviewed?: boolean;
  /** Null if the run stopped before it knew; one that stopped while the project was read knows a part of it. */
  readonly project: {
    readonly directory: string;
    readonly platformVersion?: string | undefined;
    readonly functionsDirectory?: string | undefined;
  } | null;
  readonly changes: readonly ListedChange[];
  /** What was done, where the mode does not say it; for people only. */
  readonly title?: string;
  /** Lines said in place of the invocations; for people only. */
  readonly lines?: readonly string[];
  /** Each changed file's diff, where it was asked for. */
  readonly diffs?: readonly string[];
  readonly install: InstallResult;
  readonly invocations: readonly InvocationResult[];
  /** What `check` found; left out by other commands. */
  readonly findings?: readonly Finding[];
  /** The whole report for a person, where its command words it. */
  readonly text?: string;
  readonly warnings: readonly Warning[];
  readonly next: readonly NextStep[];
  readonly command: string;
  /** What stopped the run, or what it found wrong. */
  readonly error?: Problem | undefined;
}

/** A report as text, ready to be printed. */
export interface ToldReport extends Omit<Report, 'install' | 'warnings' | 'error'> {
  readonly ok: boolean;
  readonly code: number;
  readonly install: Omit<InstallResult, 'problem'> & { readonly problem?: string };
  readonly warnings: readonly ToldWarning[];
  readonly error?:
    | {
        readonly code: string;
        readonly message: string;
        readonly hint?: string | undefined;
        readonly missing?: readonly string[] | undefined;
        readonly conflicts?: readonly string[] | undefined;
      }
    | undefined;
}
