import type { Rule } from './rule.ts';

export const hsmetaPlace: Rule = {
  id: 'hsmeta-place',
  severity: 'error',
  layout: 'hsmeta',
  finds: "a function's `*-hsmeta.json` that does not lie directly in `app/functions`",
  why: "HubSpot's parser passes over it without an error, so the function does not exist.",
  source: 'tried with @hubspot/project-parsing-lib 0.23.0',
  warnsIn: ['invoke'],
  find: ({ misplaced, sourceDirectory }) =>
    misplaced.map(({ path }) => ({
      path,
      message: `HubSpot passes over ${path}: it does not lie directly in ${sourceDirectory === '.' ? '' : `${sourceDirectory}/`}app/functions.`,
      hint: 'Move it there; the file that it names may stay in its sub-folder.',
    })),
};
