import type { ToldWarning } from '../types.ts';
import type { RefusalRow, WarningRow } from './row.ts';

/** Words that are loaded with the program. */

/** An internal error is told even where no other words can be loaded. */
export const fault = {
  exit: 'fault',
  means: 'An internal error; nothing changed.',
  words: ({ cause }: { readonly cause: string }) => ({
    message: `Internal error of create-hs-function.\n${cause}`,
    hint: 'Please report it with the lines above.',
  }),
} as const satisfies RefusalRow;

/** Most new projects have the default platform version, and this is all that is to be said of it. */
export const platformNotBuilt = {
  means: 'HubSpot no longer builds the platform version.',
  words: ({ version }: { readonly version: string }) =>
    `HubSpot no longer builds ${version}: uploads fail until you run migrate.`,
} as const satisfies WarningRow;

export function unbuiltPlatform(version: string): ToldWarning {
  return { code: 'platform-not-built', message: platformNotBuilt.words({ version }) };
}

/** Warnings in words, each once: reading a project and a rule may say the same. */
export function distinct(warnings: readonly ToldWarning[]): readonly ToldWarning[] {
  return [...new Map(warnings.map((one) => [one.message, one])).values()];
}
