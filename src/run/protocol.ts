import { logLimitBytes } from '../data/limits.ts';
import type { Platform } from '../data/platforms.ts';
import type { Json, LogLine } from '../types.ts';
import type { Emptied, Unserialisable } from './serialise.ts';

/**
 * The protocol between the two processes of an invocation. The parent writes one line with what to load, and one with what
 * to call it with. The child answers with messages: lines of JSON after its length in bytes, between two copies of the
 * run's key, which the function's code cannot guess. So anything that the function writes into a message invalidates it.
 */

/** Variables without which Windows opens no sockets and has no temporary folder. */
export const neededByWindows = ['SystemRoot', 'TEMP', 'TMP'];

/** Everything that the child needs to load a function; sent over the channel, never on a command line. */
export interface LoadRequest {
  /** Absolute path of the function's file. */
  readonly file: string;
  /** Absolute path of the functions folder, without symbolic links: the working directory. */
  readonly functionsDirectory: string;
  /** Secrets, and other variables from the function's configuration: its environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of its secrets, set or not; reading one while the file is loaded is reported. */
  readonly secretNames: readonly string[];
  /** True if the file is an ES module. */
  readonly module: boolean;
  /** Names of the packages that the function's own files may load: those that production would have. */
  readonly packages: readonly string[];
  /** Absolute path of the file with which Yarn's Plug'n'Play resolves packages, if it is used. */
  readonly plugAndPlay: string | undefined;
  /** True if `import` must be limited to these packages, too. On Node 20, this takes another thread. */
  readonly guardImports: boolean;
  /** True if the child should report which files it has loaded. */
  readonly tellsFiles?: boolean;
  readonly answers: Platform['answers'];
  /** Port of the debugger to wait for. */
  readonly inspectPort: number | undefined;
}

/** The arguments for calling the handler, once the function is loaded. */
export interface CallRequest {
  readonly context: Json;
}

/** Something that was thrown, as far as it could be read. */
export interface Thrown {
  readonly isError: boolean;
  /** Class of an error; kind of any other value, such as `string`. */
  readonly name: string;
  /** An error's message; any other value as `util.inspect` shows it. */
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  /** Files that required a missing module, the nearest first. */
  readonly requireStack?: readonly string[];
  readonly cause?: Thrown;
}

/** A secret that the function's code read while its file was being loaded, and the stack trace. */
export interface EarlyRead {
  readonly name: string;
  readonly stack: string;
}

/** How an invocation ended, seen from inside. */
export type Outcome =
  /** `text` is the response as JSON; `emptied` are the first few values that JSON dropped. */
  | { readonly kind: 'returned'; readonly text: string; readonly emptied: readonly Emptied[] }
  | { readonly kind: 'unserialisable'; readonly found: Unserialisable }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'threw'; readonly phase: Phase; readonly thrown: Thrown }
  | { readonly kind: 'uncaught'; readonly rejection: boolean; readonly thrown: Thrown }
  | {
      readonly kind: 'no-handler';
      /** `typeof` of `main` and of what the file exports, and the names that it exports. */
      readonly main: string;
      readonly exported: string;
      readonly names: readonly string[];
    }
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stack: string }
  | { readonly kind: 'never-settled'; readonly phase: Phase }
  | { readonly kind: 'no-debugger'; readonly port: number };

/** The phase of a run: loading the file, or running its handler. */
export type Phase = 'load' | 'run';

export type Message =
  /** The child is running, and now loads the function. */
  | { readonly kind: 'ready' }
  /** A secret was read while the file was being loaded; the first line of the trace is the place. */
  | ({ readonly kind: 'early-read' } & EarlyRead)
  /** The function is loaded, from these files and those that it has imported. */
  | { readonly kind: 'loaded'; readonly files: readonly string[] }
  /** The function is loaded, and its handler is called. */
  | { readonly kind: 'called' }
  /** A heartbeat: the event loop is not blocked. */
  | { readonly kind: 'alive'; readonly memoryBytes: number }
  /** One call of `console`. */
  | { readonly kind: 'log'; readonly level: LogLine['level']; readonly text: string; readonly cut: boolean }
  /** A piece of what was written to `process.stdout` or `process.stderr`. */
  | { readonly kind: 'output'; readonly level: LogLine['level']; readonly text: string }
  | {
      readonly kind: 'outcome';
      /** Milliseconds since the handler was called. */
      readonly durationMs: number;
      /** Resident memory of the process. */
      readonly memoryBytes: number;
      readonly outcome: Outcome;
    }
  /** Something was thrown after the outcome. */
  | { readonly kind: 'late'; readonly thrown: Thrown }
  /** Nothing follows; the child waits to be killed. */
  | { readonly kind: 'end' };

/** Characters of output after which the child sends no more: more than the parent can use. */
export const outputLimit = 2 * logLimitBytes;
