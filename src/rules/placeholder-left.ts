import { secretPlaceholder } from '../data/limits.ts';
import { neededBy } from './missing-secret.ts';
import type { Rule } from './rule.ts';

export const placeholderLeft: Rule = {
  id: 'placeholder-left',
  severity: 'suggestion',
  finds: 'secrets in `.env` that still hold the placeholder',
  why: 'Local runs treat the placeholder as not set. `check` reports it only once other values have been filled in.',
  source: 'the placeholder is written by this program',
  warnsIn: ['run'],
  warningCode: 'needs-credential',
  *find({ folders, functions }) {
    for (const { path, env } of folders) {
      if (env === undefined || !(env.isInUse || [...env.names.values()].includes('set'))) continue;
      const own = functions.filter(({ folder }) => folder.path === path);
      const needed = new Set(own.flatMap(neededBy));
      const left = [...env.names].filter(([name, value]) => value === 'placeholder' && needed.has(name));
      const [first] = left;
      if (first === undefined) continue;
      const names = left.map(([name]) => name).join(', ');
      yield {
        path: env.path,
        at: env.places.get(first[0]),
        message: `${names} in ${env.path} ${left.length === 1 ? 'needs a real value' : 'need real values'}; "${secretPlaceholder}" is only a placeholder.`,
        hint: `Set ${left.length === 1 ? 'it' : 'them'}, then run the function again.`,
      };
    }
  },
};
