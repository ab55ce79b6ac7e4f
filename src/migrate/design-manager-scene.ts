import type { OldEndpoint } from './design-manager.ts';
import type { CallingFiles } from './find-callers.ts';
import type { MigrationFiles, MigrationTask } from './migration.ts';
import type { MovedCode } from './moved-code.ts';

/** The input for a migration of design-manager functions into a project. */
export interface DesignManagerTask extends MigrationTask {
  /** The folder of functions: relative to the project if it is inside, otherwise relative to the root of `outside`. */
  readonly folder: string;
  /** The files outside the project that the folder is read from; undefined if the folder is inside the project. */
  readonly outside: OutsideFiles | undefined;
  readonly calling: CallingFiles;
  readonly project: ReceivingProject;
  readonly version: string;
  readonly fixCallers: boolean;
}

/** The files outside the project, which are copied with their modes. */
interface OutsideFiles extends MigrationFiles {
  readonly modeOf: (path: string) => number | undefined;
}

/** The project that receives the functions. */
export interface ReceivingProject {
  readonly name: string;
  readonly sourceDirectory: string;
  readonly functionsDirectory: string;
  /** Names and endpoint paths that are already taken. */
  readonly uids: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  /** The display name of the app, if a new project is created. */
  readonly newApp?: string;
}

/** Design-manager functions with their future names and places. */
export interface DesignManagerScene {
  readonly task: DesignManagerTask;
  /** The files that the functions folder is read from. */
  readonly source: MigrationFiles;
  readonly endpoints: readonly OldEndpoint[];
  readonly codes: readonly MovedCode[];
}
