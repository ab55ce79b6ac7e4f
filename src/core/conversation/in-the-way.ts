import type { FunctionOptions } from '../../data/options.ts';
import type { Project } from '../../types.ts';
import { printable } from '../report/printable.ts';

/**
 * What already has a function's name, in words, or undefined. Case does not count: two names that differ only in
 * it are one file on Windows and macOS.
 *
 * @param others the other functions of this run
 */
export function whatHasName(
  name: string,
  project: Project | undefined,
  others: readonly FunctionOptions[],
): string | undefined {
  const isSame = (other: string | undefined) => other?.toLowerCase() === name.toLowerCase();
  if (others.some((other) => isSame(other.function))) return 'another function of this run has that name';
  if (project === undefined) return undefined;
  const existing = project.functions.find((one) => isSame(one.name));
  if (existing !== undefined) return `${printable(existing.file)} has that name`;
  const file = project.functionFiles.find(
    (path) => isSame(path.replace(/\.js$/i, '')) && /\.js$/i.test(path),
  );
  if (file !== undefined) return `${printable(file)} is already in ${printable(project.functionsDirectory)}`;
  const uidOwner = project.uids.get(name);
  return uidOwner === undefined ? undefined : `${printable(uidOwner)} has that uid`;
}

/** What already has an endpoint's path, in words, or undefined. */
export function whatHasPath(
  path: string,
  project: Project | undefined,
  others: readonly FunctionOptions[],
): string | undefined {
  const isSame = (other: string | undefined) => other?.replace(/^\//, '') === path;
  const owner =
    others.find((other) => isSame(other.endpoint))?.function ??
    project?.functions.find((one) => isSame(one.endpoint?.path))?.name;
  return owner === undefined
    ? undefined
    : `${printable(owner)} has that path, and the last one deployed wins`;
}
