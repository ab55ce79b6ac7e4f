import { printable } from '../terminal/text.ts';
import type { ToldWarning } from '../types.ts';
import type { Numbers, RefusalRow, Strings, WarningRow } from './row.ts';

/** The few texts that are loaded at every start. */

/** An internal error has to be reported even if no other text can be loaded. */
export const fault = {
  exit: 'fault',
  means: 'An internal error; nothing changed.',
  words: ({ cause }: { readonly cause: string }) => ({
    message: `Internal error of create-hs-function.\n${cause}`,
    hint: 'Please report it with the lines above.',
  }),
} as const satisfies RefusalRow;

/** Almost every new project has this warning, because of its default platform version, and no other. */
export const platformNotBuilt = {
  means: 'HubSpot no longer builds the platform version.',
  words: ({ version }: { readonly version: string }) =>
    `HubSpot no longer builds ${version}: uploads fail until you run migrate.`,
} as const satisfies WarningRow;

export function unbuiltPlatform(version: string): ToldWarning {
  return { code: 'platform-not-built', message: platformNotBuilt.words({ version }) };
}

/** The same for nearly every invocation, as the default platform version has a Node that few people have. */
export const nodeVersion = {
  means: 'HubSpot runs functions on another Node version.',
  words: ({ here, there, platformVersion }: Numbers<'here' | 'there'> & Strings<'platformVersion'>) =>
    `Runs on Node ${here} here; HubSpot uses Node ${there} for platform version ${printable(platformVersion)} (try --node ${there}).`,
} as const satisfies WarningRow;

export function otherNode(values: Parameters<typeof nodeVersion.words>[0]): ToldWarning {
  return { code: 'node-version', message: nodeVersion.words(values) };
}

/** Each warning once: reading a project and a rule may give the same one. */
export function distinct(warnings: readonly ToldWarning[]): readonly ToldWarning[] {
  return [...new Map(warnings.map((one) => [one.message, one])).values()];
}
