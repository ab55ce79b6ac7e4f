import type { SourceReader } from '../check/read-sources.ts';
import type { Platform } from '../data/platforms.ts';
import type { Destination } from './destinations.ts';
import type { LegacyApp } from './legacy-app.ts';
import type { MigrationFiles } from './migration.ts';
import type { NewUids } from './uids.ts';

/** What the plan of a legacy project is made of. */
export interface LegacyTask {
  readonly files: MigrationFiles;
  readonly sourceDirectory: string;
  /** The real name of `hsproject.json`, and what is in it. */
  readonly configFile: string;
  readonly projectName: string;
  readonly platformVersion: string;
  /** Cards without code that are to be left out, by file name, title or `uid`. */
  readonly skippedCards: readonly string[];
  /** How its functions answer today. */
  readonly answers: Platform['answers'];
  /** Reads the functions' code, with the parser of `check`. */
  readonly sources: SourceReader;
  /** The `.gitignore` that should keep `.env` out of git; undefined if git already ignores it. */
  readonly ignoreFile: string | undefined;
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
