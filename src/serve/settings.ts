import type { Json } from '../types.ts';
import type { Calls } from './calls.ts';
import type { Journal, ProjectState } from './events.ts';
import type { GuardSettings } from './guard.ts';
import type { Served } from './project.ts';

/** What answering requests needs to know. */
export interface ServeSettings {
  readonly project: () => Served;
  readonly state: () => ProjectState;
  /** Called when somebody opens the page, which then shows what `check` finds. */
  readonly onPage: () => void;
  readonly calls: Calls;
  readonly journal: Journal;
  readonly guard: GuardSettings;
  /** What the page has to present, as does everyone who calls by name on a server that others can reach. */
  readonly token: string;
  readonly accountId: number;
  /** Are errors answered without details, as HubSpot does? */
  readonly asProduction: boolean;
  /** A function's fixture; null if it has none. */
  readonly fixtureOf: (name: string) => Json;
}
