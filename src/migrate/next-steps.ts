import { secretCommand } from '../args/command-line.ts';
import { isSecretName } from '../check/secret-values.ts';
import type { NextStep } from '../types.ts';
import type { Left } from './migration.ts';

/**
 * The steps that remain to be done by hand after a migration, in order. A step without a command is described together with
 * the command that comes before or after it.
 * @param install the command that installs the functions' packages; undefined if they are installed
 * @param restore the command that undoes the migration
 */
export function stepsAfter(left: Left, install: string | undefined, restore: string): readonly NextStep[] {
  return [
    ...(install === undefined
      ? []
      : [{ command: install, why: "Installs the functions' packages.", isObvious: true }]),
    { command: 'hs account use', why: accountWords(left) },
    ...left.newSecrets.map((name) => ({
      command: secretCommand(name),
      why: 'Stores the value in HubSpot, which asks for it. Until now it was in "environment".',
    })),
    { command: 'hs project upload', why: uploadWords(left) },
    ...(left.isPublic ? [] : [{ command: 'hs project install-app', why: installWords(left) }]),
    { command: restore, why: 'Undoes the migration: every file is as it was before.' },
  ];
}

function accountWords({ secrets }: Left): string {
  const names = secrets.filter(isSecretName);
  const known =
    names.length === 0
      ? ''
      : ` Your account has the secrets already (${names.join(', ')}); a test account needs them too: hs secret add.`;
  return `Choose a developer test account to try it in first.${known}`;
}

function uploadWords({ projectName, scopesEmpty, fromProject, webhooks }: Left): string {
  return [
    'Builds and deploys it.',
    ...(scopesEmpty ? ['Add the scopes to app-hsmeta.json first.'] : []),
    ...(fromProject
      ? [
          `Change "name" in hsproject.json to upload it as a new project: HubSpot then creates a new app, and the old one keeps running. Under the name "${projectName}" it replaces the old project, and whether HubSpot then keeps the app's identity is not known.`,
          'If the old project is linked to GitHub, unlink it first.',
        ]
      : []),
    ...(webhooks ? ['The webhooks of a new app are new as well: turn the old ones off.'] : []),
  ].join(' ');
}

function installWords({ cards, endpoints, fromProject }: Left): string {
  return [
    'Without it, and after scopes change, functions have no access token.',
    ...(cards.length > 0 ? [`Then add the cards to records again: ${cards.join(', ')}.`] : []),
    ...(endpoints.length > 0
      ? [`Its endpoints are at /hs/serverless/<path> (the latest deploy wins): ${endpoints.join(', ')}.`]
      : []),
    fromProject
      ? 'At the end, delete the old project in HubSpot.'
      : 'At the end, change callers of old addresses, and delete the old functions before 2027-02-01.',
  ].join(' ');
}
