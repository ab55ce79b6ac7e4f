import path from 'node:path';
import { unescape as unescaped } from 'node:querystring';
import { isWithin } from '../args/caller.ts';
import { memoized } from '../memoized.ts';
import { isElsewhere } from './install-paths.ts';
import { dangerIf, type Examined, type InstallPlace, shownPath, unreadable } from './install-place.ts';
import { readConfiguration } from './npmrc.ts';
import { misdirected } from './servers.ts';
import type { NamedText } from './structured-texts.ts';
import { withoutBraces } from './workspace.ts';

/**
 * A reference to a package or program: its name, its range or path as written, and the absolute folder a path starts from.
 */
export type Reference = readonly [...NamedText, from: string];

/** A dependency that is a range, a tag, or an alias for a package of a registry or the project. */
const ofRegistry = /^(?:(?:npm|jsr|catalog|runtime|workspace):)?(?:@[^/:\\#?%]+\/)?[^/:\\#?%]*$/;
/** A dependency that is a path, without anything that npm or Yarn would cut off. */
const ofDisk = /^(?:(?:file|link|portal|workspace):|(?=(?:\.{0,2}|~)[\\/]))(?:(?!::)[^#?])*$/;
/** A dependency that Yarn patches; the dependency itself is escaped in it. */
const patched = /^patch:@?[^@#]+@([^#]*)#(?:(?!::)[^#&%])*$/;
/** Nobody has more patches of one package, each of which escapes the others once more. */
export const mostLevels = 10;
/** Hosts whose addresses are fetched by git, except for those of archives. */
const gitHost =
  /^https?:\/\/(?:[^/@]*@)?(?:www\.|gist\.)?(?:github\.com|gitlab\.com|bitbucket\.org|git\.sr\.ht)[:/]/;
const archiveOfHost =
  /^https?:\/\/(?:(?:github\.com|git\.sr\.ht)\/[^/?#]+\/[^/?#]+\/(?:archive|releases|raw)\/|bitbucket\.org\/[^/?#]+\/[^/?#]+\/get\/|gitlab\.com\/[^?#]+\/(?:-\/|archive\.tar\.gz))/;

/**
 * Returns true if git would fetch a dependency (whose own scripts then prepare it), if a program would make it, or if this
 * is uncertain. A tab or line break, which nobody writes, makes it uncertain, because they are dropped from addresses.
 */
export function fromGit(range: string): boolean {
  const text = range.trim();
  if (/[\t\r\n]|^[^#]+\.git(?:[#?]|$)/.test(text)) return true;
  if (text.startsWith('patch:')) return isOddlyPatched(text);
  if (!/^https?:/.test(text)) return !ofRegistry.test(text) && !ofDisk.test(text);
  const address = URL.canParse(text) ? new URL(text).href : text;
  return gitHost.test(address) && !archiveOfHost.test(address);
}

function isOddlyPatched(range: string): boolean {
  let text = range;
  for (let level = 0; level < mostLevels; level += 1) {
    const [, source] = patched.exec(text) ?? [];
    if (source === undefined) return true;
    text = unescaped(source);
    if (!text.startsWith('patch:')) return !ofRegistry.test(text);
  }
  return true;
}

/** Returns the absolute path of a dependency that is a local folder or archive, or undefined for other dependencies. */
export function localTarget([, range, folder]: Reference): string | undefined {
  const [, file] =
    /^(?:file:|link:|portal:|workspace:)?(\.{0,2}[\\/].*|~[\\/].*|\.\.?$)/.exec(range.trim()) ??
    /^(?:file|link|portal|workspace(?=:.*[\\/])):(.*)/.exec(range.trim()) ??
    [];
  if (file === undefined) return undefined;
  // Nobody has packages in a home folder, on a drive, or where only npm 9 decodes the path: the root counts as outside.
  const isUncertain = /^~[\\/]|^\w:|%[\da-f]{2}/i.test(file);
  return isUncertain ? path.parse(folder).root : path.resolve(folder, file.replaceAll('\\', '/'));
}

/**
 * Returns true if a package, or the target of its link, did not come with the project. npm makes programs there executable.
 */
export function leadsOutside(reference: Reference, { top, root }: InstallPlace): boolean {
  const target = localTarget(reference);
  return (
    target !== undefined && ![top, root].some((one) => isWithin(one, target) && !isElsewhere(target, one))
  );
}

/**
 * Dangers in where a file says that packages are.
 * @param isFetched true if the file has other packages that git fetches or a program makes
 * @param isOutside true if the file has other packages in folders outside
 */
export function referenceDangers(
  name: string,
  references: readonly Reference[],
  place: Examined,
  isFetched = false,
  isOutside = false,
): readonly string[] {
  const fetched = references.find(([, text]) => fromGit(text));
  return [
    ...dangerIf(
      isFetched || fetched !== undefined,
      `${name} has ${fetched?.[0] || 'a package'} fetched by git, made by a program or named in an unusual way`,
    ),
    ...dangerIf(
      isOutside || references.some((one) => leadsOutside(one, place)),
      `${name} has packages in folders outside`,
    ),
    ...references.flatMap(([, text]) => misdirected(name, text, place.servers)),
  ];
}

/** Returns true if a dependency's name, or the registry name that it is an alias for, leads upwards. */
export function isNamedOutside([name, text]: NamedText): boolean {
  const isUpwards = (one: string): boolean => /(?:^|[\\/])\.\.(?:[\\/@]|$)/.test(one);
  return isUpwards(name) || (/^(?:npm|jsr):/.test(text) && isUpwards(text.slice('npm:'.length)));
}

/**
 * Dangers in a list of workspaces: folders outside, or globs that package managers read in different ways. They differ in
 * `node_modules` and in characters that are not allowed here: some drop quotes, and in some `|` separates alternatives.
 */
export function globDangers(name: string, globs: readonly string[]): readonly string[] {
  const all = withoutBraces(globs);
  if (all?.some((glob) => /^!?(?:[\\/]|\w:)|(?:^!?|[\\/])\.\.(?:[\\/]|$)/.test(glob)))
    return [`${name} takes folders outside of it into its workspace`];
  const isPlain = all?.every((glob) => plainGlob.test(glob));
  return isPlain ? [] : [unreadable(name)];
}

const plainGlob = /^(?:![\w.@+/*{},-]+|(?!.*(?:\.\.|node_modules))[\w.@+/*,-]+)$/;

/** Patches that would change files outside of their package, which pnpm 9 allows, and patches that cannot be read. */
export function patchesOutside(
  files: readonly string[],
  folder: string,
  place: InstallPlace,
): readonly string[] {
  const named = new Set(files.map((file) => path.resolve(folder, file)));
  return [...named].flatMap((file) => {
    const text = readConfiguration(file);
    const name = shownPath(file, place);
    if (text === undefined) return [unreadable(name)];
    return dangerIf(changesOutside(text), `${name} changes files outside of its package`);
  });
}

/**
 * The patches of dependencies like `patch:a@npm%3A1.0.0#./a.patch`, also of patched packages that are patched again. Yarn
 * takes what is before an exclamation mark for options.
 */
export function patchesOfYarn(texts: readonly NamedText[]): readonly string[] {
  return texts
    .filter(([, range]) => range.startsWith('patch:'))
    .map(([, range]) =>
      Array(mostLevels)
        .fill(0)
        .reduce<string>((text) => unescaped(text), range),
    )
    .flatMap((range) => [...range.matchAll(/#((?:(?!::)[^#])+)/g)])
    .flatMap(([, files = '']) => files.split('&'))
    .map((file) => file.replace(/^.*!/s, '').replace(/^~\//, ''));
}

/** Whether a patch names a file elsewhere. Many packages may have the same patch. */
const changesOutside = memoized((text: string): boolean => patchOfOutside.test(text));

/** A line of a patch that names a file elsewhere. */
const patchOfOutside =
  /^(?:diff|---|\+\+\+|rename|copy) (?:.*\.\.[\\/]|.*(?<=[ab]\/)[\\/]|(?:from |to )?[\\/](?!dev\/null)|.*\b\w:[\\/])/m;
