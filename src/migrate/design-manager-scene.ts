import type { OldEndpoint } from './design-manager.ts';
import type { MigrationFiles, MigrationTask } from './migration.ts';
import type { Code } from './moved-code.ts';

/** Where the functions go. */
export interface DesignManagerTask extends MigrationTask {
  /** The folder of functions; relative to the project where it is inside, else to the files that it is read from. */
  readonly folder: string;
  /** Undefined if the folder is in the project. */
  readonly outside: MigrationFiles | undefined;
  readonly project: ReceivingProject;
  readonly version: string;
  readonly fixCallers: boolean;
}

/** The project that gets the functions. */
export interface ReceivingProject {
  readonly name: string;
  readonly sourceDirectory: string;
  readonly functionsDirectory: string;
  /** What is taken. */
  readonly uids: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  /** How HubSpot shows the app of a project that is made. */
  readonly newApp?: string;
}

/** Design-manager functions with the names and places that they will have. */
export interface DesignManagerScene {
  readonly task: DesignManagerTask;
  /** The files that the folder of functions is read from. */
  readonly source: MigrationFiles;
  readonly endpoints: readonly OldEndpoint[];
  readonly codes: readonly Code[];
}
