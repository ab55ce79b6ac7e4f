import type { SourceReader } from '../check/read-sources.ts';
import type { Platform } from '../data/platforms.ts';
import type { Problem } from '../errors.ts';
import type { ProjectFiles } from '../project/files.ts';
import type { Change, ExistingFunction, Move, Warning } from '../types.ts';
import type { Draft } from './settle.ts';

/** A project's files, also as bytes. */
export interface MigrationFiles extends ProjectFiles {
  /** Undefined if nothing is. */
  readonly bytes: (path: string) => Uint8Array | undefined;
}

/** What a plan is made of, wherever the functions come from. */
export interface MigrationTask {
  /** Those of the project, or of the folder that becomes one. */
  readonly files: MigrationFiles;
  /** Reads the functions' code, with the parser of `check`. */
  readonly sources: SourceReader;
  /** The `.gitignore` that should keep `.env` out of git; undefined if git already ignores it. */
  readonly ignoreFile: string | undefined;
}

/** A function before and after the move, to be invoked in both places. */
export interface MigratedFunction {
  readonly before: PlacedFunction;
  readonly after: PlacedFunction;
}

export interface PlacedFunction extends ExistingFunction {
  readonly functionsDirectory: string;
  /** How it answers in this place. */
  readonly answers: Platform['answers'];
}

/** Everything that a migration will do, decided before the first byte is written. Paths are relative to the project. */
export interface Migration {
  /** The platform version that the files are for now, or `design-manager`. */
  readonly from: string;
  readonly to: string;
  /** The folder that keeps what is replaced. */
  readonly archive: string;
  readonly moves: readonly Move[];
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  readonly functions: readonly MigratedFunction[];
  readonly functionsDirectory: string;
  /** What is left to do by hand. */
  readonly left: Left;
  /** Folders with the app's code, and where an old file is to be: for findings in it. */
  readonly appDirectories: readonly string[];
  readonly placeOf: (file: string) => string;
}

/** What the next steps are made of. */
export interface Left {
  readonly projectName: string;
  /** Secrets that HubSpot does not have yet. */
  readonly newSecrets: readonly string[];
  /** Secrets of the functions, which the account has already. */
  readonly secrets: readonly string[];
  readonly cards: readonly string[];
  readonly webhooks: boolean;
  readonly endpoints: readonly string[];
  /** Scopes are missing altogether. */
  readonly scopesEmpty: boolean;
  readonly isPublic: boolean;
  /** There is an old project in the account; design-manager functions have none. */
  readonly fromProject: boolean;
}

/** What should become of the files, and everything in the way of it. */
export interface Drafted
  extends Pick<Migration, 'functions' | 'functionsDirectory' | 'left' | 'appDirectories' | 'placeOf'> {
  readonly draft: Draft;
  readonly refusals: readonly Problem[];
  readonly notes: readonly Warning[];
}
