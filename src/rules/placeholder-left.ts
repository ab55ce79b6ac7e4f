import { secretPlaceholder, tokenName } from '../data/limits.ts';
import type { Rule } from './rule.ts';

export const placeholderLeft: Rule = {
  id: 'placeholder-left',
  severity: 'suggestion',
  finds: 'a secret in `.env` that still holds the placeholder',
  why: 'The function runs locally with a value that no service accepts. Said only once other values have been filled in.',
  source: 'the placeholder is written by this program',
  find: ({ folders, functions }) =>
    folders.flatMap(({ path, env }) => {
      if (env === undefined || ![...env.names.values()].includes('set')) return [];
      const needed = new Set([
        tokenName,
        ...functions.filter(({ folder }) => folder.path === path).flatMap(({ secrets }) => secrets),
      ]);
      return [...env.names]
        .filter(([name, value]) => value === 'placeholder' && needed.has(name))
        .map(([name]) => ({
          path: env.path,
          at: env.places.get(name),
          message: `${name} still holds the placeholder "${secretPlaceholder}".`,
          hint: `Set its real value in ${env.path}.`,
        }));
    }),
};
