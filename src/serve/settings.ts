import type { Calls } from './calls.ts';
import type { Journal } from './events.ts';
import type { GuardSettings } from './guard.ts';
import type { LiveProject } from './live-project.ts';

/** Everything needed to answer requests. */
export interface ServeSettings extends LiveProject {
  readonly calls: Calls;
  readonly journal: Journal;
  readonly guard: GuardSettings;
  /** The page has to present it, and so does every call by name if others can reach the server. */
  readonly token: string;
  readonly accountId: number;
  /** True if errors are answered without details, as HubSpot does. */
  readonly asProduction: boolean;
}
