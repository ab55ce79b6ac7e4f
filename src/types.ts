import type { FunctionOptions, ProjectOptions } from './data/options.ts';
import type { PackageManager } from './data/package-managers.ts';
import type { Platform } from './data/platforms.ts';
import type { Problem } from './errors.ts';
import type { InstallFault } from './messages/commands.ts';

/**
 * The core types, in the order in which a run produces them. Values only flow down this page: each step takes values of the
 * types above and returns a new value of a later type. Paths are relative to the project, with `/`, unless marked absolute.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

// ── 1. Input: arguments, npm's environment, the answers file, and later the prompts ──────────────────────

/** The answers known so far for a new or extended project. */
export interface GivenAnswers {
  /** The directory argument, as typed. */
  readonly directory?: string | undefined;
  readonly project: ProjectOptions;
  /** One entry per function; at least one, possibly empty. */
  readonly functions: readonly FunctionOptions[];
  /** The answers file, named as the user named it, if it lists the functions. */
  readonly listedIn?: string;
  /** The answers file as messages name it, and the options that only this file sets. */
  readonly answered?: { readonly file: string; readonly options: readonly string[] };
}

/** A value entered by a person that cannot be used. */
export interface Rejected {
  /** The reason: a code from `rejections` in `src/messages`, and the values for its text. */
  readonly problem: { readonly code: string; readonly values: unknown };
  /** A corrected value that would be accepted, if there is an obvious one. */
  readonly proposal?: string | undefined;
}

// ── 2. The project on disk ───────────────────────────────────────────────────────────────────────────────

/** An HTTP endpoint. Its path has no leading slash. */
export interface Endpoint {
  readonly path: string;
  readonly methods: readonly string[];
}

/** A function declared in the project's configuration. */
export interface ExistingFunction {
  /** The key in `serverless.json`, or the `uid` of its `*-hsmeta.json`. */
  readonly name: string;
  /** Its source file, relative to the project, with `/`. The file might not exist. */
  readonly file: string;
  /** The configuration file that declares it, relative to the project, with `/`. */
  readonly configFile: string;
  readonly secrets: readonly string[];
  /** Variables set by its configuration, besides secrets. Only `serverless.json` supports them. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly endpoint?: Endpoint | undefined;
}

/** A card declared in the project's configuration. */
export interface ExistingCard {
  readonly configFile: string;
  readonly uid?: string;
  readonly title?: string;
}

/** The functions and `uid`s that a project's configuration declares. */
export interface Registered {
  /** Functions in the folder that this run works on. */
  readonly functions: readonly ExistingFunction[];
  /** Every `uid` used in the project, with the file that uses it. Empty in layouts whose functions have no `uid`. */
  readonly uids: ReadonlyMap<string, string>;
}

/**
 * A HubSpot project on disk. All paths except `root` are relative to `root`, with `/`. The registered functions and uids are
 * read on first access, because with thousands of functions this takes longer than everything else.
 */
export interface Project extends Registered {
  /** Absolute path of the folder that contains `hsproject.json`. */
  readonly root: string;
  /** The actual file name of `hsproject.json`. HubSpot's tools ignore its letter case. */
  readonly configFile: string;
  readonly name: string;
  /** `srcDir`; `.` if the project folder itself is the source. */
  readonly sourceDirectory: string;
  /** The value in `hsproject.json`; empty if missing. */
  readonly platformVersion: string;
  readonly platform: Platform;
  /** The folder that contains `app.json` or `app-hsmeta.json`. */
  readonly appDirectory: string;
  readonly appFile: string;
  /** The functions folder that this run works on. It might not exist yet. */
  readonly functionsDirectory: string;
  /** Functions in the project's other functions folders. Only `.functions` folders can exist more than once. */
  readonly otherFunctions?: readonly ExistingFunction[];
  /** Names of the files and folders directly inside the functions folder. */
  readonly functionFiles: readonly string[];
  /** The cards folder. It might not exist yet. */
  readonly cardsDirectory: string;
  /** Names of the files and folders directly inside the cards folder. */
  readonly cardFiles: readonly string[];
  readonly cards: readonly ExistingCard[];
  /**
   * Everything registered that might match one of these words, ignoring case. Anything left out certainly does not match.
   * Cheap, because files are searched for the words before they are parsed. Undefined if everything is known already.
   */
  readonly registeredWith?: (words: readonly string[]) => Registered;
}

// ── 3. The decisions ─────────────────────────────────────────────────────────────────────────────────────

/** One function as the person wants it, with every choice made. */
export interface FunctionAnswers {
  readonly name: string;
  readonly template: string;
  /** Names of environment variables, without `PRIVATE_APP_ACCESS_TOKEN`. */
  readonly secrets: readonly string[];
  readonly token: boolean;
  readonly endpoint?: Endpoint | undefined;
  /** npm packages with the requested version ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Whether a card calls it. */
  readonly card: boolean;
}

/** A card for an existing function. The function itself is not changed. */
export interface CardAnswers {
  readonly function: ExistingFunction;
  /** The template whose responses the card shows; undefined for a card that shows any response. */
  readonly template?: string | undefined;
  /** The inputs that the card sends; undefined if unknown. */
  readonly inputs?: FunctionInputs;
}

/** The names of the inputs that a function reads from a card's call. */
export interface FunctionInputs {
  /** CRM properties, in `context.propertiesToSend`. */
  readonly properties: readonly string[];
  /** In `context.parameters`. */
  readonly parameters: readonly string[];
}

/** Everything the person wants, with every choice made. Nothing is looked up after this. */
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

// ── 4. The files that should exist, and the changes to get there ─────────────────────────────────────────

/** A member that an object in a JSON file should have. */
export interface JsonMember {
  /** Keys from the root to the object that holds the member. Missing objects on the way are created. */
  readonly at: readonly string[];
  readonly key: string;
  readonly value: Json;
  readonly ifDifferent: 'conflict' | 'keep';
}

/** A value that a list in a JSON file should contain. */
export interface JsonItem {
  /** Keys from the root to the list. A missing list is created. */
  readonly at: readonly string[];
  readonly item: Json;
}

/** A line of a `.env` file. */
export interface DotenvEntry {
  readonly name: string;
  /** A placeholder, never a real value. */
  readonly placeholder: string;
  /** Where to find the real value; written as a comment above the line. */
  readonly comment: string;
}

/** What should exist at one path, decided before the current content is known. */
export type PlannedFile = { readonly path: string } & (
  | {
      /** Must be missing or identical; anything else is a conflict. */
      readonly kind: 'source';
      readonly text: string;
    }
  | {
      /** Written only if the file does not exist; an existing file is left unchanged. */
      readonly kind: 'starter';
      readonly text: string;
    }
  | {
      /** The whole text of a new file. An existing file only gets these members and items. */
      readonly kind: 'json';
      readonly text: string;
      readonly members: readonly JsonMember[];
      readonly items: readonly JsonItem[];
      /** Set if several functions plan this file. Its text then lacks what all but the first function need. */
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
      /** Rules that an existing file must contain. */
      readonly rules: readonly string[];
    }
);

/** One file before and after. No action removes a file. */
export interface Change {
  readonly action: 'create' | 'update' | 'unchanged';
  readonly path: string;
  /** Current content; undefined if the file does not exist. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
  /** The file that a new one is made from. The new file gets its mode and owner. */
  readonly basedOn?: { readonly path: string; readonly bytes: Uint8Array } | undefined;
  /** The mode of the file outside the project that a new one is a copy of. The umask can only restrict it. */
  readonly mode?: number | undefined;
}

/** A file or folder that is moved unchanged; `archive` if something else takes its place. */
export interface Move {
  readonly action: 'move' | 'archive';
  /** Both relative to the project, with `/`; `path` is the new place. */
  readonly from: string;
  readonly path: string;
  /** The content that the plan is based on. If set, the file is moved only while it still has this content. */
  readonly before?: Uint8Array | undefined;
}

/**
 * Something worth knowing that does not stop the run: a code with the values for its text in `src/messages`, or a rule's own
 * text.
 */
export type Warning = ({ readonly code: string; readonly values: unknown } | ToldWarning) & {
  /** The function concerned, if it is not obvious. */
  readonly about?: string;
};

/** A warning as text. */
export interface ToldWarning {
  /** A stable identifier. */
  readonly code: string;
  readonly message: string;
}

// ── 5. Running a function ────────────────────────────────────────────────────────────────────────────────

/** One call of one function: everything the local runtime needs to know. */
export interface Invocation {
  readonly function: string;
  /** Absolute path of the source file; empty if the configuration does not name one. */
  readonly file: string;
  /** Absolute path of the functions folder. Dependencies are looked up in this folder and not in its parents. */
  readonly functionsDirectory: string;
  /** The file that declares the function, relative to the project, with `/`. Used in messages. */
  readonly configFile: string;
  /** Declared secrets, not including the access token. */
  readonly secrets: readonly string[];
  /** Variables that the configuration sets for the function, besides secrets. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Set if the call is an HTTP request, rather than a call by name from a UI extension. */
  readonly endpoint?: Endpoint | undefined;
  /** How the function answers. If left out, this depends on what it returns. */
  readonly answers?: Platform['answers'];
  /** What the handler is called with. */
  readonly context: Json;
  /** Milliseconds until the function and all its child processes are killed; 0 for no limit. */
  readonly timeoutMs: number;
  /** The Node executable that runs it; defaults to the current one. */
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
  /** A stable identifier, such as `timeout`, `threw`, `no-handler`, `missing-package`. */
  readonly code: string;
  /** The values for its text. */
  readonly values: unknown;
  /** Path relative to the functions folder, with `/`. Line and column start at 1. */
  readonly at?: { readonly file: string; readonly line: number; readonly column?: number };
  /** The line of code, up to two lines before it, and a marker under the column. */
  readonly excerpt?: string;
  /** The part of the stack trace that is in the user's own code. */
  readonly stack?: string;
}

/** An invocation fault as text. */
export interface InvocationError extends Omit<InvocationFault, 'values'> {
  readonly message: string;
  readonly hint?: string | undefined;
}

export interface InvocationResult {
  readonly function: string;
  readonly status: 'SUCCESS' | 'ERROR' | 'TIMEOUT';
  /** Milliseconds that the handler ran. */
  readonly durationMs: number;
  /** When it ended: ISO 8601, UTC. */
  readonly endedAt: string;
  /** What the caller gets; null if there is an error. */
  readonly response: Json;
  readonly logs: readonly LogLine[];
  readonly error?: InvocationError | undefined;
  readonly warnings: readonly Warning[];
  /** The result of the same call before a migration; undefined if the call could not be made then. */
  readonly before?: InvocationResult;
}

/** Whether a run was stopped early, and by which signal. */
export type Stop = Pick<AbortSignal, 'aborted' | 'reason'>;

/** Packages that a folder needs but that are not installed in it. */
export interface FolderInstall {
  readonly directory: string;
  readonly kind: 'functions' | 'cards';
  readonly packages: readonly string[];
}

/** Everything that a run will do, decided before the first byte is written. */
export interface Plan {
  readonly answers: Answers;
  /** Undefined if a new project is created. */
  readonly project: Project | undefined;
  readonly functionsDirectory: string;
  readonly changes: readonly Change[];
  /** For each folder that lacks packages, the packages to install. */
  readonly installs: readonly FolderInstall[];
  /** One for each function, with its fixture as the context. */
  readonly invocations: readonly Invocation[];
  readonly warnings: readonly Warning[];
}

// ── 6. The report: one value, shown as text or as JSON ───────────────────────────────────────────────────

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
  /** Set if the command is self-explanatory. The text report then leaves out `why`. */
  readonly isObvious?: boolean;
}

/** A change as a report lists it. */
export interface ListedChange {
  readonly action: Change['action'] | Move['action'];
  readonly path: string;
  /** The previous path, for a moved or archived file. */
  readonly from?: string | undefined;
}

/** How serious a finding is: fails or leaks in production, probably wrong, or worth considering. */
export type Severity = 'error' | 'warning' | 'suggestion';

/** Something that a rule found in a project. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  /** Starts at 1, as does the column. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
  readonly fixable: boolean;
}

export interface Report {
  readonly mode: 'create' | 'add' | 'invoke' | 'check' | 'dev' | 'migrate';
  readonly dryRun?: boolean;
  /** Whether a person saw the changes and agreed to them. */
  readonly reviewed?: boolean;
  /** Null if the run stopped before this was known; partial if it stopped while reading the project. */
  readonly project: {
    readonly directory: string;
    readonly platformVersion?: string | undefined;
    readonly functionsDirectory?: string | undefined;
  } | null;
  readonly changes: readonly ListedChange[];
  /** A title for text output, if the mode does not say what was done. */
  readonly title?: string;
  /** Lines shown instead of the invocations; for text output only. */
  readonly lines?: readonly string[];
  /** The diff of each changed file, if requested. */
  readonly diffs?: readonly string[];
  readonly install: InstallResult;
  readonly invocations: readonly InvocationResult[];
  /** The findings of `check`; undefined for other commands. */
  readonly findings?: readonly Finding[];
  /** The complete text output, for commands that write their own. */
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
