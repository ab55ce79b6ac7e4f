import type { Rule } from './rule.ts';

export const duplicateKey: Rule = {
  id: 'duplicate-key',
  severity: 'error',
  finds: 'a key that appears twice in an object',
  why: 'Only the last one counts, so an earlier function or setting is lost.',
  source: "how JSON.parse, and with it HubSpot's tools, read JSON",
  find: ({ configs }) =>
    configs.flatMap(({ path, duplicates }) =>
      duplicates.map(({ key, line, column }) => ({
        path,
        at: { line, column },
        message: `"${key}" appears twice; only this last one counts.`,
        hint: 'Rename or remove one of them.',
      })),
    ),
};
