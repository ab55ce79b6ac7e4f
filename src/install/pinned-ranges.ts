import { readFileSync } from 'node:fs';
import path from 'node:path';
import { anyRange } from '../data/limits.ts';
import { jsonSource, scanJson } from '../edit/json-scanner.ts';
import { editedBytes, textOf } from '../plan/changes.ts';
import { installedVersion } from '../project/packages.ts';
import type { Change, Plan } from '../types.ts';

/**
 * The change to `package.json` that replaces the range `*` of the named packages by `^` and their installed version.
 * @param root absolute path of the project
 * @param directory the functions folder, relative to `root`, with `/`
 * @returns the change, or undefined if no range has to be replaced
 */
export function pinnedRanges(root: string, directory: string, names: readonly string[]): Change | undefined {
  if (names.length === 0) return undefined;
  const file = `${directory}/package.json`;
  const before = readFileSync(path.join(root, file));
  const text = textOf(file, before);
  const edits = openRanges(file, text, names).flatMap(({ key, valueStart, end }) => {
    const version = installedVersion(key, path.join(root, directory));
    if (version === undefined) return [];
    return [{ offset: valueStart, length: end - valueStart, content: JSON.stringify(`^${version}`) }];
  });
  if (edits.length === 0) return undefined;
  return { action: 'update', path: file, before, after: editedBytes(before, text, edits) };
}

/** The named packages that a `package.json` lists with the range `*`. */
function openRanges(file: string, text: string, names: readonly string[]) {
  const dependencies = scanJson(jsonSource(file, text))?.entries.find(({ key }) => key === 'dependencies');
  return (dependencies?.container?.entries ?? []).filter(
    ({ key, valueStart, end }) =>
      names.includes(key) && text.slice(valueStart, end) === JSON.stringify(anyRange),
  );
}

/** The packages that functions need in any version, and that the planned `package.json` lists with the range `*`. */
export function packagesOfAnyRange({ answers, functionsDirectory, changes }: Plan): readonly string[] {
  const wanted = answers.functions.flatMap(({ dependencies }) => Object.entries(dependencies));
  const names = wanted.filter(([, range]) => range === anyRange).map(([name]) => name);
  const file = `${functionsDirectory}/package.json`;
  const after = changes.find((change) => change.path === file)?.after;
  if (names.length === 0 || after === undefined) return [];
  return openRanges(file, textOf(file, after), names).map(({ key }) => key);
}
