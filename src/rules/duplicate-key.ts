import type { Rule } from './rule.ts';

export const duplicateKey: Rule = {
  id: 'duplicate-key',
  severity: 'error',
  finds: 'a key that an object has twice',
  why: 'Only the last one counts, so the function or setting above it does not exist.',
  source: "how JSON.parse, and with it HubSpot's tools, read JSON",
  find: ({ configs }) =>
    configs.flatMap(({ path, duplicates }) =>
      duplicates.map(({ key, line, column }) => ({
        path,
        at: { line, column },
        message: `"${key}" is there twice, and only this last one counts.`,
        hint: 'Rename or remove one of them.',
      })),
    ),
};
