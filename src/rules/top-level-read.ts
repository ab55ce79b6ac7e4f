import { tokenName } from '../data/limits.ts';
import type { Rule } from './rule.ts';

export const topLevelRead: Rule = {
  id: 'top-level-read',
  severity: 'warning',
  finds: 'a secret that is read once, while the file is loaded',
  why: 'HubSpot keeps a loaded file for later calls and sets the environment for each, so a value read at the top level is stale or undefined.',
  source: "HubSpot's documentation; seen in its local runtime",
  warnsIn: ['run', 'migrate'],
  *find({ functions }) {
    for (const { codes, secrets } of functions) {
      const left = new Set([...secrets, tokenName]);
      for (const { path, reads } of codes) {
        for (const { name, topLevel, ...at } of reads) {
          if (!topLevel || !left.delete(name)) continue;
          yield {
            path,
            at,
            message: `process.env.${name} is read at the top level, once when the file is loaded: in production it can be stale or undefined.`,
            hint: 'Read it inside main.',
          };
        }
      }
    }
  },
};
