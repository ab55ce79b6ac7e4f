import { posix } from 'node:path';
import type { Rule } from './rule.ts';

export const localImport: Rule = {
  id: 'local-import',
  severity: 'warning',
  finds: 'code that loads another file of the project',
  why: 'HubSpot only ships the function\'s file and its packages. Other files are found locally, but the deployed function fails with "Cannot find module".',
  source:
    "HubSpot's documentation of 2023.2 and 2025.1; four projects that failed once deployed, two of them on 2026.03",
  warnsIn: ['run', 'migrate'],
  *find({ functions }) {
    for (const { code, folder } of functions) {
      if (code === undefined) continue;
      const said = new Set<string>();
      for (const { specifier, target, line, column } of code.imports) {
        if (target === undefined || said.has(specifier)) continue;
        said.add(specifier);
        const isOutside = posix.relative(folder.path, target).startsWith('../');
        yield {
          path: code.path,
          at: { line, column },
          message: isOutside
            ? `"${specifier}" is outside the functions folder, which is all that HubSpot builds.`
            : `"${specifier}" is another file of the project: HubSpot ships only the function's own file and its packages.`,
          hint: 'Bundle the function into one file, move the code into it, or make it a package (npm workspaces on 2026.03 and later).',
        };
      }
    }
  },
};
