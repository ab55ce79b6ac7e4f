import { objectOf } from '../project/json.ts';
import type { Rule } from './rule.ts';

export const packageJsonMissing: Rule = {
  id: 'package-json-missing',
  severity: 'error',
  finds: 'a functions folder without `package.json`, or with one that is not a JSON object',
  why: 'On 2026.03 and later every HubSpot tool refuses the project. In older versions it only lists dependencies.',
  source: 'tried with @hubspot/project-parsing-lib 0.23.0; hubspot-cli#1550',
  fixable: true,
  *find({ folders, functions, layout, spelling }) {
    for (const folder of folders.filter((one) => functions.some((two) => two.folder === one))) {
      const { path: directory, manifest } = folder;
      const path = `${directory}/package.json`;
      if (manifest !== undefined) {
        const isObject = manifest.broken !== undefined || objectOf(manifest.value) !== undefined;
        if (!isObject) yield { path, message: `${path} is not a JSON object.`, hint: 'Write {} there.' };
        continue;
      }
      // `letter-case` reports a file whose name differs in case.
      if (spelling(path) !== undefined) continue;
      yield {
        path,
        severity: layout === 'hsmeta' ? 'error' : 'suggestion',
        message:
          layout === 'hsmeta'
            ? `${directory} has no package.json, and HubSpot refuses the project without it.`
            : `${directory} has no package.json to list packages in.`,
        hint: 'Create it, or run check --fix.',
        fix: {
          kind: 'create',
          value: { name: 'functions', version: '1.0.0', private: true, dependencies: {} },
        },
      };
    }
  },
};
