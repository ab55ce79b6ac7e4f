import type { Rule } from './rule.ts';

export const unusedIgnore: Rule = {
  id: 'unused-ignore',
  severity: 'warning',
  finds: 'an ignore comment or entry without a reason, or one that hides nothing',
  why: 'An ignore that outlives its finding hides the next one, and a reason tells the next reader why it is there.',
  fixable: true,
  source: 'what ESLint does for its own comments',
  // `findingsIn` reports these: whether an ignore hides something is known only after all other rules have run.
  find: () => [],
};
