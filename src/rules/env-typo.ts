import type { Rule } from './rule.ts';

export const envTypo: Rule = {
  id: 'env-typo',
  severity: 'error',
  finds: '`process.envNAME`, with the dot missing',
  why: 'The property does not exist, so the value is always undefined, locally and in production.',
  source: 'found in a public project',
  fixable: true,
  *find({ codes }) {
    for (const { path, typos } of codes) {
      for (const { name, offset, line, column } of typos) {
        yield {
          path,
          at: { line, column },
          message: `process.${name} is always undefined: the dot after env is missing.`,
          hint: `Write process.env.${name.slice(3)}.`,
          fix: { kind: 'text', edits: [{ offset: offset + 3, length: 0, content: '.' }] },
        };
      }
    }
  },
};
