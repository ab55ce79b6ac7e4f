import type { Rule } from './rule.ts';

export const packageJsonMissing: Rule = {
  id: 'package-json-missing',
  severity: 'error',
  finds: 'a functions folder without `package.json`',
  why: 'On 2026.03 and later every HubSpot tool refuses the project. In older versions it only lists dependencies.',
  source: 'tried with @hubspot/project-parsing-lib 0.23.0; hubspot-cli#1550',
  fixable: true,
  find: ({ folders, functions, layout, spelling }) =>
    folders
      .filter((folder) => folder.manifest === undefined && functions.some((one) => one.folder === folder))
      // One of another case is named by letter-case.
      .filter(({ path }) => spelling(`${path}/package.json`) === undefined)
      .map(({ path }) => ({
        path: `${path}/package.json`,
        severity: layout === 'hsmeta' ? 'error' : 'suggestion',
        message:
          layout === 'hsmeta'
            ? `${path} has no package.json, and HubSpot refuses the project without it.`
            : `${path} has no package.json to list packages in.`,
        hint: 'Create it, or run check --fix.',
        fix: {
          kind: 'create',
          value: { name: 'functions', version: '1.0.0', private: true, dependencies: {} },
        },
      })),
};
