import { printable } from '../terminal/text.ts';
import type { ToldWarning } from '../types.ts';
import type { Numbers, RefusalRow, Strings, WarningRow } from './row.ts';

/** The few texts that every run loads. */

/** Loaded early, because an internal error must be reported even if no other text can be loaded. */
export const fault = {
  exit: 'fault',
  means: 'An internal error; nothing changed.',
  words: ({ cause }: { readonly cause: string }) => ({
    message: `Internal error of create-hs-function.\n${cause}`,
    hint: 'Please report it with the lines above.',
  }),
} as const satisfies RefusalRow;

/** Loaded early, because almost every new project has this warning (for the default platform version) and no other. */
export const platformNotBuilt = {
  means: 'HubSpot no longer builds the platform version.',
  words: ({ version }: { readonly version: string }) =>
    `HubSpot no longer builds ${version}: uploads fail until you run migrate.`,
} as const satisfies WarningRow;

export function unbuiltPlatform(version: string): ToldWarning {
  return { code: 'platform-not-built', message: platformNotBuilt.words({ version }) };
}

/** Loaded early, because few people run the Node version of the default platform version: most invocations warn of it. */
export const nodeVersion = {
  means: 'HubSpot runs functions on another Node version.',
  words: ({ here, there, platformVersion }: Numbers<'here' | 'there'> & Strings<'platformVersion'>) =>
    `Runs on Node ${here} here; HubSpot uses Node ${there} for platform version ${printable(platformVersion)} (try --node ${there}).`,
} as const satisfies WarningRow;

export function otherNode(values: Parameters<typeof nodeVersion.words>[0]): ToldWarning {
  return { code: 'node-version', message: nodeVersion.words(values) };
}

/** Removes repeated warnings: reading the project and a rule can report the same one. */
export function distinct(warnings: readonly ToldWarning[]): readonly ToldWarning[] {
  return [...new Map(warnings.map((one) => [one.message, one])).values()];
}
