import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { edit: { 'hsproject.json': (text) => `\ufeff${text.replace('{', '{ // ours')}` } },
  finds: ['not-strict-json hsproject.json:1:1'],
  silent: [{}],
};
