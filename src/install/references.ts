import path from 'node:path';
import { unescape as unescaped } from 'node:querystring';
import { isWithin } from '../args/caller.ts';
import { isElsewhere } from './install-paths.ts';
import { dangerIf, type Examined, type InstallPlace, shownPath, unreadable } from './install-place.ts';
import { readConfiguration } from './npmrc.ts';
import { misdirected } from './servers.ts';
import type { NamedText } from './structured-texts.ts';
import { isPlainGlob } from './workspace.ts';

/** What a file says of where a package or a program is, its name, and the absolute path of the folder that it counts from. */
export type Reference = readonly [...NamedText, from: string];

/** What a dependency may be besides the address of an archive: a range, a tag or another name for a package of a registry or the project, */
const ofRegistry = /^(?:(?:npm|jsr|catalog|runtime|workspace):)?(?:@[^/:\\#?%]+\/)?[^/:\\#?%]*$/;
/** a path, without what npm or Yarn would take for the end of one, */
const ofDisk = /^(?:(?:file|link|portal|workspace):|(?=(?:\.{0,2}|~)[\\/]))(?:(?!::)[^#?])*$/;
/** or what Yarn changes with patches, in which it is escaped. */
const patched = /^patch:@?[^@#]+@([^#]*)#(?:(?!::)[^#&%])*$/;
/** Hosts whose addresses git is given, */
const gitHost =
  /^https?:\/\/(?:[^/@]*@)?(?:www\.|gist\.)?(?:github\.com|gitlab\.com|bitbucket\.org|git\.sr\.ht)[:/]/;
/** but for those of archives. */
const archiveOfHost =
  /^https?:\/\/(?:(?:github\.com|git\.sr\.ht)\/[^/?#]+\/[^/?#]+\/(?:archive|releases|raw)\/|bitbucket\.org\/[^/?#]+\/[^/?#]+\/get\/|gitlab\.com\/[^?#]+\/(?:-\/|archive\.tar\.gz))/;

/**
 * Would git fetch a dependency, whose own scripts then prepare it, would a program make it, or can that not be told? Nobody
 * writes a tab or a line break in one, which are taken out of addresses.
 */
export function fromGit(range: string): boolean {
  const text = range.trim();
  if (/[\t\r\n]|^[^#]+\.git(?:[#?]|$)/.test(text)) return true;
  const [, source] = patched.exec(text) ?? [];
  if (source !== undefined) return isOddlyPatched(unescaped(source));
  if (!/^https?:/.test(text)) return !ofRegistry.test(text) && !ofDisk.test(text);
  const address = URL.canParse(text) ? new URL(text).href : text;
  return gitHost.test(address) && !archiveOfHost.test(address);
}

function isOddlyPatched(source: string): boolean {
  return source.startsWith('patch:') ? fromGit(source) : !ofRegistry.test(source);
}

/** The folder or archive on this disk that a dependency is, as an absolute path; undefined if it is none. */
export function localTarget([, range, folder]: Reference): string | undefined {
  const [, file] =
    /^(?:file:|link:|portal:|workspace:)?(\.{0,2}[\\/].*|~[\\/].*|\.\.?$)/.exec(range.trim()) ??
    /^(?:file|link|portal|workspace(?=:.*[\\/])):(.*)/.exec(range.trim()) ??
    [];
  if (file === undefined) return undefined;
  // A home folder, a drive, and what npm 9 decodes and others take as it is, are nobody's package.
  const isUncertain = /^~[\\/]|^\w:|%[\da-f]{2}/i.test(file);
  return isUncertain ? path.parse(folder).root : path.resolve(folder, file.replaceAll('\\', '/'));
}

/** Is it outside of what came with the project, or a link that leads there? npm makes programs in such a folder executable. */
export function leadsOutside(reference: Reference, { top, root }: InstallPlace): boolean {
  const target = localTarget(reference);
  return (
    target !== undefined && ![top, root].some((one) => isWithin(one, target) && !isElsewhere(target, one))
  );
}

/**
 * What is wrong with where a file says that packages are.
 *
 * @param isFetched has it others that git fetches or a program makes?
 * @param isOutside has it others in folders outside?
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

/** Does a name that the project adds elsewhere, or that a package has in the registry, lead upwards? */
export function isNamedOutside([name, text]: NamedText): boolean {
  const isUpwards = (one: string): boolean => /(?:^|[\\/])\.\.(?:[\\/@]|$)/.test(one);
  return isUpwards(name) || (/^(?:npm|jsr):/.test(text) && isUpwards(text.slice('npm:'.length)));
}

/** Folders outside that a list of workspaces names, or those that only the package manager can tell. */
export function globDangers(name: string, globs: readonly string[]): readonly string[] {
  if (globs.some((glob) => /^!?([\\/]|\w:)|\.\./.test(glob)))
    return [`${name} takes folders outside of it into its workspace`];
  return globs.every(isPlainGlob) ? [] : [unreadable(name)];
}

/** Patches that change what is not in their package, which pnpm 9 lets them; and those that cannot be read. */
export function patchesOutside(
  files: readonly string[],
  folder: string,
  place: InstallPlace,
): readonly string[] {
  return files
    .map((file) => path.resolve(folder, file))
    .flatMap((file) => {
      const text = readConfiguration(file);
      const name = shownPath(file, place);
      if (text === undefined) return [unreadable(name)];
      return dangerIf(patchOfOutside.test(text), `${name} changes files outside of its package`);
    });
}

/** A line of a patch that names a file elsewhere. */
const patchOfOutside =
  /^(?:diff|---|\+\+\+|rename|copy) (?:.*\.\.[\\/]|.*(?<=[ab]\/)[\\/]|(?:from |to )?[\\/](?!dev\/null)|.*\b\w:[\\/])/m;
