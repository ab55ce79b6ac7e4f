import type { SourceReader } from '../check/read-sources.ts';
import type { Platform } from '../data/platforms.ts';
import type { Problem } from '../errors.ts';
import type { ProjectFiles } from '../project/files.ts';
import type { Change, ExistingFunction, Move, Warning } from '../types.ts';
import type { Draft } from './settle.ts';

/** A project's files, with access to their bytes. */
export interface MigrationFiles extends ProjectFiles {
  /** Returns a file's bytes, or undefined if the file does not exist. */
  readonly bytes: (path: string) => Uint8Array | undefined;
}

/** The input for every kind of migration. */
export interface MigrationTask {
  /** The files of the project, or of the folder that will become one. */
  readonly files: MigrationFiles;
  /** Reads the functions' code with the parser that `check` uses. */
  readonly sources: SourceReader;
  /** The `.gitignore` that should keep the secrets among these new files out of git; undefined if none has to. */
  readonly ignoreFile: (
    files: readonly { readonly path: string; readonly from?: string }[],
  ) => string | undefined;
}

/** A function before and after the move, so that it can be invoked in both places. */
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
  /** The platform version before the migration, or `design-manager`. */
  readonly from: string;
  readonly to: string;
  /** The folder that keeps replaced files. */
  readonly archive: string;
  readonly moves: readonly Move[];
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  readonly functions: readonly MigratedFunction[];
  readonly functionsDirectory: string;
  /** The steps that remain to be done by hand. */
  readonly left: Left;
  /** Folders with the app's code, and a function that maps old paths to new ones. Used to report findings in this code. */
  readonly appDirectories: readonly string[];
  readonly placeOf: (file: string) => string;
}

/** The information for the next steps. */
export interface Left {
  readonly projectName: string;
  /** Secrets that are not stored in HubSpot yet. */
  readonly newSecrets: readonly string[];
  /** Secrets of the functions that the account already has. */
  readonly secrets: readonly string[];
  readonly cards: readonly string[];
  readonly webhooks: boolean;
  readonly endpoints: readonly string[];
  /** Whether the app has no scopes at all. */
  readonly scopesEmpty: boolean;
  readonly isPublic: boolean;
  /** Whether there is an old project in the account. Design-manager functions have none. */
  readonly fromProject: boolean;
}

/** The planned changes to the files, and all conflicts that prevent them. */
export interface Drafted
  extends Pick<Migration, 'functions' | 'functionsDirectory' | 'left' | 'appDirectories' | 'placeOf'> {
  readonly draft: Draft;
  readonly refusals: readonly Problem[];
  readonly notes: readonly Warning[];
}
