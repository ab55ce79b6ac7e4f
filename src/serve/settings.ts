import type { Calls } from './calls.ts';
import type { Journal } from './events.ts';
import type { GuardSettings } from './guard.ts';
import type { LiveProject } from './live-project.ts';

/** What answering requests needs to know. */
export interface ServeSettings extends LiveProject {
  readonly calls: Calls;
  readonly journal: Journal;
  readonly guard: GuardSettings;
  /** What the page has to present, as does everyone who calls by name on a server that others can reach. */
  readonly token: string;
  readonly accountId: number;
  /** Are errors answered without details, as HubSpot does? */
  readonly asProduction: boolean;
}
