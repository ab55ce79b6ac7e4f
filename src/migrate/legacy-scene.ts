import type { Platform } from '../data/platforms.ts';
import type { Destination } from './destinations.ts';
import type { LegacyApp } from './legacy-app.ts';
import type { MigrationTask } from './migration.ts';
import type { NewUids } from './uids.ts';

/** The input for a migration of a legacy project. */
export interface LegacyTask extends MigrationTask {
  readonly sourceDirectory: string;
  /** The actual file name of `hsproject.json`, and its values. */
  readonly configFile: string;
  readonly projectName: string;
  readonly platformVersion: string;
  /** Cards without code to leave out, by file name, title or `uid`. */
  readonly skippedCards: readonly string[];
  /** How its functions currently answer. */
  readonly answers: Platform['answers'];
}

/** A legacy app with the future names and places of its parts. */
export interface LegacyScene {
  readonly task: LegacyTask;
  readonly app: LegacyApp;
  readonly uids: NewUids;
  readonly place: Destination;
  /** The new functions folder, relative to the project. */
  readonly functionsDirectory: string;
}
