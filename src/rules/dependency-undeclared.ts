import { isBuiltin } from 'node:module';
import type { FunctionFacts } from '../check/facts.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { objectOf, stringOf } from '../project/json.ts';
import { packageOf } from '../run/package-name.ts';
import { type Found, inFunctions, type Rule } from './rule.ts';

/** Packages that HubSpot's CMS runtime includes. Whether the runtime of projects has them is not documented. */
const preloaded = new Set(['@hubspot/api-client', 'axios', 'request']);
const lists = ['dependencies', 'optionalDependencies', 'peerDependencies'];

export const dependencyUndeclared: Rule = {
  id: 'dependency-undeclared',
  severity: 'error',
  finds: "a package that the functions folder's `package.json` does not list",
  why: 'HubSpot installs only what that file lists. Locally the package may be found in a folder above. For packages that the CMS runtime includes, this is a warning.',
  source: "HubSpot's documentation of dependencies; found in public projects",
  fixable: true,
  warnsIn: ['migrate'],
  find: inFunctions(undeclaredIn),
};

/** Specifiers that do not name a package: a file, an entry in `imports` of `package.json`, a Node.js module or a URL. */
const otherImport = /^(?:\.{0,2}\/|\.{1,2}$|#|(?:node|file|data):|[a-z]:\\)/i;

function* undeclaredIn({ folder, codes }: FunctionFacts): Generator<Found> {
  const { manifest } = folder;
  const fields = objectOf(manifest?.value) ?? {};
  if (manifest?.broken !== undefined) return;
  // A package with `exports` can import its own files by its name.
  const own = fields.exports === undefined ? [] : [stringOf(fields.name) ?? ''];
  const listed = new Set([...own, ...lists.flatMap((list) => Object.keys(objectOf(fields[list]) ?? {}))]);
  const forDevelopment = objectOf(fields.devDependencies) ?? {};
  // Determined only when needed, because it takes long and few projects need it.
  let add: readonly string[] | undefined;
  for (const { path, imports } of codes) {
    for (const { specifier, optional, line, column } of imports) {
      const name = packageOf.exec(specifier)?.[0];
      const place = { path, at: { line, column } };
      if (name === undefined && !optional && !otherImport.test(specifier)) {
        const message = `No package can have the name "${specifier}", so the function cannot be loaded.`;
        yield { ...place, message, hint: 'Correct the name; HubSpot does not resolve aliases of bundlers.' };
      }
      if (name === undefined || optional || isBuiltin(specifier) || listed.has(name)) continue;
      listed.add(name);
      const range = stringOf(forDevelopment[name]);
      const version = folder.installed(name);
      add ??= packageManagerRow(folder.packageManager()).add;
      yield {
        ...place,
        severity: preloaded.has(name) ? 'warning' : 'error',
        message:
          range === undefined
            ? `The package ${name} is not listed in ${folder.path}/package.json, so HubSpot does not install it.`
            : `The package ${name} is listed under "devDependencies" only, which HubSpot does not install.`,
        hint: `Run in ${folder.path}: ${[...add, name].join(' ')}`,
        fix: {
          kind: 'add-member',
          path: `${folder.path}/package.json`,
          at: ['dependencies'],
          key: name,
          value: range ?? (version === undefined ? '*' : `^${version}`),
        },
      };
    }
  }
}
