import { secretPlaceholder, tokenName } from '../../data/secrets.ts';
import type { DotenvEntry, FunctionAnswers, PlannedFile } from '../../types.ts';

/**
 * `.env` for this machine and `.env.example` for the others. The token's place in HubSpot is as HubSpot's
 * documentation says it ("Manage apps in HubSpot").
 *
 * @param always plan the files even where they would say nothing yet
 */
export function dotenvFiles(
  functionsDirectory: string,
  functions: readonly FunctionAnswers[],
  always: boolean,
): readonly PlannedFile[] {
  const entries = [...tokenEntry(functions), ...secretEntries(functions)];
  if (!always && entries.length === 0) return [];
  return [
    {
      path: `${functionsDirectory}/.env`,
      kind: 'dotenv',
      header: 'Values for runs on this machine. Keep this file out of git.',
      entries,
    },
    {
      path: `${functionsDirectory}/.env.example`,
      kind: 'dotenv',
      header:
        'Copy this file to .env and put your values there. It is committed: no real value belongs here.',
      entries,
    },
  ];
}

function tokenEntry(functions: readonly FunctionAnswers[]): DotenvEntry[] {
  if (!functions.some(({ token }) => token)) return [];
  const comment = "The app's access token: upload the project, then open the app's Auth tab in HubSpot";
  return [{ name: tokenName, placeholder: secretPlaceholder, comment }];
}

function secretEntries(functions: readonly FunctionAnswers[]): DotenvEntry[] {
  const names = new Set(functions.flatMap(({ secrets }) => secrets));
  return [...names].map((name) => ({
    name,
    placeholder: secretPlaceholder,
    comment: `The value that you give to: hs secret add ${name}`,
  }));
}
