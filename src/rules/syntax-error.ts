import type { Rule } from './rule.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  severity: 'error',
  finds: 'code or configuration that cannot be parsed',
  why: 'A function with a syntax error cannot be loaded, and HubSpot refuses configuration that is not JSON.',
  source: "JavaScript's and JSON's grammar",
  warnsIn: ['migrate'],
  *find({ codes, configs }) {
    const hint = 'Fix the syntax here.';
    for (const { path, syntaxError: at } of codes) {
      if (at?.reason !== undefined)
        yield { path, at, message: `This is not valid JavaScript: ${at.reason}.`, hint };
      else if (at !== undefined) {
        const message = 'This is too long or nested too deep to be checked.';
        yield { path, at, severity: 'warning', message, hint: 'Split it, or use less nesting.' };
      }
    }
    for (const { path, broken: at } of configs) {
      if (at !== undefined) yield { path, at, message: `This is ${at.reason}.`, hint };
    }
  },
};
