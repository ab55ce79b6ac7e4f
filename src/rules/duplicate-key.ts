import type { Rule } from './rule.ts';

export const duplicateKey: Rule = {
  id: 'duplicate-key',
  severity: 'error',
  finds: 'a key that appears twice in an object',
  why: 'Only the last one counts, so an earlier function or setting is lost.',
  source: "how JSON.parse, and with it HubSpot's tools, read JSON",
  *find({ configs }) {
    for (const { path, duplicates } of configs) {
      for (const { key, ...at } of duplicates) {
        const message = `"${key}" appears twice; only this last one counts.`;
        yield { path, at, message, hint: 'Rename or remove one of them.' };
      }
    }
  },
};
