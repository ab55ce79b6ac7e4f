import type { Found, Rule } from './rule.ts';

export const notStrictJson: Rule = {
  id: 'not-strict-json',
  severity: 'error',
  finds: 'comments, trailing commas or a byte order mark in configuration',
  why: "HubSpot's tools only read strict JSON, although its documentation has samples with trailing commas.",
  source: 'tried with @hubspot/app-functions-dev-server 0.11.1',
  fixable: true,
  warnsIn: ['invoke'],
  find: ({ configs }) =>
    configs
      .filter(({ loose, broken }) => loose && broken === undefined)
      .map(({ path }) => ({ ...looseFile(path), fix: { kind: 'strict-json' } })),
};

export function looseFile(path: string): Found {
  return {
    path,
    message: `${path} has comments, trailing commas or a byte order mark, which HubSpot's tools reject.`,
    hint: 'Remove them, or run check --fix.',
  };
}
