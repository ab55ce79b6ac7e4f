import type { Loose } from '../edit/json-scanner.ts';
import { orList } from '../messages/shown.ts';
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
      .flatMap(({ path, loose }) => (loose === undefined ? [] : [looseFile({ path, ...loose })]))
      .map((found) => ({ ...found, fix: { kind: 'strict-json' } })),
};

export function looseFile({ path, line, column, kinds }: Loose & { readonly path: string }): Found {
  return {
    path,
    at: { line, column },
    message: `HubSpot's tools reject JSON with ${orList(kinds)}.`,
    hint: 'Make it strict JSON, or run check --fix.',
  };
}
