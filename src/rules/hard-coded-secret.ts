import { positions } from '../check/positions.ts';
import { secretValuesIn } from '../check/secret-values.ts';
import { inCodes, type Rule } from './rule.ts';

export const hardCodedSecret: Rule = {
  id: 'hard-coded-secret',
  severity: 'error',
  finds: 'an access token or key in the code',
  why: 'Everyone who can read the repository has it. The history keeps it, so it must be revoked.',
  source: 'found in a public project; token formats as their issuers document them',
  warnsIn: ['migrate'],
  find: inCodes(({ text, bundled }) => {
    const place = positions(text);
    return (bundled ? [] : secretValuesIn(text)).map(({ offset, kind }) => ({
      at: place(offset),
      message: `This looks like ${kind}, written into the code.`,
      hint: 'Revoke it, store a new one with hs secret add NAME, and read process.env.NAME.',
    }));
  }),
};
