import { hasVariable } from '../project/layouts/profiles.ts';
import type { Rule } from './rule.ts';

export const unknownFunction: Rule = {
  id: 'unknown-function',
  severity: 'error',
  finds: 'a card that calls a function that does not exist',
  why: 'Every call from the card fails. Only names that are written out in the code are checked.',
  source: 'found in a public project',
  warnsIn: ['migrate'],
  *find({ extensions, functions, folders, components }) {
    const names = new Set(functions.map(({ name }) => name));
    const isUnsure =
      functions.some(({ name }) => hasVariable(name)) ||
      folders.some(({ registry }) => registry?.broken !== undefined) ||
      components.some(({ broken }) => broken !== undefined);
    if (isUnsure) return;
    const hint =
      names.size === 0 ? 'Register it first.' : `The project has: ${[...names].slice(0, 10).join(', ')}.`;
    for (const { path, calls } of extensions) {
      for (const { name, ...at } of calls.filter((call) => !names.has(call.name)))
        yield { path, at, message: `There is no function "${name}" in this project.`, hint };
    }
  },
};
