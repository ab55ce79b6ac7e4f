import type { Platform } from '../data/platforms.ts';
import type { Destination } from './destinations.ts';
import type { LegacyApp } from './legacy-app.ts';
import type { MigrationTask } from './migration.ts';
import type { NewUids } from './uids.ts';

/** What the plan of a legacy project is made of. */
export interface LegacyTask extends MigrationTask {
  readonly sourceDirectory: string;
  /** The real name of `hsproject.json`, and what is in it. */
  readonly configFile: string;
  readonly projectName: string;
  readonly platformVersion: string;
  /** Cards without code that are to be left out, by file name, title or `uid`. */
  readonly skippedCards: readonly string[];
  /** How its functions answer today. */
  readonly answers: Platform['answers'];
}

/** A legacy app with the names and places that its parts will have. */
export interface LegacyScene {
  readonly task: LegacyTask;
  readonly app: LegacyApp;
  readonly uids: NewUids;
  readonly place: Destination;
  /** The new one, relative to the project. */
  readonly functionsDirectory: string;
}
