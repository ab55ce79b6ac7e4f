import { isBuiltin } from 'node:module';
import { objectOf } from '../project/json.ts';
import type { Rule } from './rule.ts';

export const dependencyBuiltin: Rule = {
  id: 'dependency-builtin',
  severity: 'suggestion',
  finds: 'a dependency that is built into Node',
  why: 'Node loads its own module of that name, never the package.',
  source: 'how Node resolves modules',
  fixable: true,
  *find({ folders, codes }) {
    const isLoaded = (name: string) =>
      codes.some(({ imports }) => imports.some(({ specifier }) => specifier.startsWith(`${name}/`)));
    for (const { manifest } of folders) {
      for (const name of Object.keys(objectOf(objectOf(manifest?.value)?.dependencies) ?? {})) {
        if (!isBuiltin(name) || isLoaded(name)) continue;
        yield {
          path: manifest?.path ?? '',
          at: ['dependencies', name],
          message: `${name} is built into Node, which never loads the package of that name.`,
          hint: 'Remove it from "dependencies".',
          fix: { kind: 'remove', at: ['dependencies', name] },
        };
      }
    }
  },
};
