import { readFileSync } from 'node:fs';
import path from 'node:path';
import { anyRange } from '../data/limits.ts';
import { jsonSource, scanJson } from '../edit/json-scanner.ts';
import { editedBytes, textOf } from '../plan/changes.ts';
import { installedVersion } from '../project/packages.ts';
import type { Answers, Change } from '../types.ts';

/**
 * The change that gives packages which were installed with any range the range of the version that is there.
 *
 * @param root absolute path of the project
 * @param directory of the functions, relative to it, with `/`
 * @returns undefined if nothing is to be changed
 */
export function pinnedRanges(root: string, directory: string, names: readonly string[]): Change | undefined {
  if (names.length === 0) return undefined;
  const file = `${directory}/package.json`;
  const before = readFileSync(path.join(root, file));
  const text = textOf(file, before);
  const dependencies = scanJson(jsonSource(file, text))?.entries.find(({ key }) => key === 'dependencies');
  const edits = (dependencies?.container?.entries ?? []).flatMap(({ key, valueStart, end }) => {
    const version = installedVersion(key, path.join(root, directory));
    const isOpen = names.includes(key) && text.slice(valueStart, end) === JSON.stringify(anyRange);
    if (!isOpen || version === undefined) return [];
    return [{ offset: valueStart, length: end - valueStart, content: JSON.stringify(`^${version}`) }];
  });
  if (edits.length === 0) return undefined;
  return { action: 'update', path: file, before, after: editedBytes(before, text, edits) };
}

/** The packages that functions want in any version. */
export function packagesOfAnyRange({ functions }: Answers): readonly string[] {
  const wanted = functions.flatMap(({ dependencies }) => Object.entries(dependencies));
  return [...new Set(wanted.filter(([, range]) => range === anyRange).map(([name]) => name))];
}
