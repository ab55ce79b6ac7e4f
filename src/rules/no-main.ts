import type { Rule } from './rule.ts';

export const noMain: Rule = {
  id: 'no-main',
  severity: 'error',
  finds: 'a function file that does not export `main`',
  why: 'HubSpot calls the export named main, and no HubSpot tool checks it before the upload.',
  source: "HubSpot's documentation; its local runtime answers INVALID_FUNCTION",
  warnsIn: ['migrate'],
  *find({ functions }) {
    for (const { name, code } of functions) {
      if (code?.exportsMain !== false) continue;
      const message = `${name} does not export main as a function.`;
      yield { path: code.path, message, hint: 'Export it: exports.main = async (context) => { … }' };
    }
  },
};
