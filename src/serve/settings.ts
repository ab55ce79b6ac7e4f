import type { Json } from '../types.ts';
import type { Calls } from './calls.ts';
import type { Journal, ProjectState } from './events.ts';
import type { GuardSettings } from './guard.ts';
import type { Served } from './project.ts';

/** What answering requests needs to know. */
export interface ServeSettings {
  readonly project: () => Served;
  readonly state: () => ProjectState;
  /** Is told that somebody looks at the page, which then wants to know what `check` finds. */
  readonly onPage: () => void;
  readonly calls: Calls;
  readonly journal: Journal;
  readonly guard: GuardSettings;
  /** What the page has to show, and on a server that others reach, everyone who calls by name. */
  readonly token: string;
  readonly accountId: number;
  /** Are errors answered without a word, as HubSpot does? */
  readonly asProduction: boolean;
  /** A function's fixture; null where it has none. */
  readonly fixtureOf: (name: string) => Json;
}
