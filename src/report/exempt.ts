import { unmasked } from './mask-tokens.ts';

/** Members that are not masked in some documents, in addition to those that are not masked in any. */
export const exempt = {
  /** For values in reports: findings and diffs are masked where they are made. */
  values: [...unmasked, 'changes', 'diffs', 'findings', 'function', 'project', 'text'],
  /** In `dev`: requests, answers and fixtures are masked for their function. */
  dev: [
    ...unmasked,
    ...'body fixture headers method methods parameters propertiesToSend query url'.split(' '),
  ],
  /** In questions: what may become an answer. */
  questions: [...unmasked, 'byDefault', 'initial', 'proposal', 'value'],
} as const;
