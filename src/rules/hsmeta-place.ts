import type { Rule } from './rule.ts';

export const hsmetaPlace: Rule = {
  id: 'hsmeta-place',
  severity: 'error',
  layout: 'hsmeta',
  finds: "a function's `*-hsmeta.json` that is not directly in `app/functions`",
  why: "HubSpot's parser skips it without an error, so the function does not exist.",
  source: 'tried with @hubspot/project-parsing-lib 0.23.0',
  warnsIn: ['invoke'],
  find: ({ misplaced, sourceDirectory }) =>
    misplaced.map(({ path }) => ({
      path,
      message: `HubSpot skips ${path}: it is not directly in ${sourceDirectory === '.' ? '' : `${sourceDirectory}/`}app/functions.`,
      hint: 'Move it there; its source file may stay in the subfolder.',
    })),
};
