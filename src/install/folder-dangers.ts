import path from 'node:path';
import { foldersAbove } from '../project/same-file.ts';
import { isLink } from '../write/read-file.ts';
import {
  type Installed,
  isEndless,
  keptByYarn,
  linksBeside,
  pipesIn,
  placesBeside,
  strayLinks,
} from './install-paths.ts';
import { type Examined, leadsElsewhere, shownPath, topOf } from './install-place.ts';
import { lockfileDangers } from './lockfiles.ts';
import { installedDangers, manifestDangers, type Packages, programLinks, unclearRoots } from './manifests.ts';
import type { Members } from './members.ts';

/** Lists the dangers in the folders that are installed together: packages that git fetches, scripts, links and pipes. */
export function folderDangers(
  place: Examined,
  members: Members | undefined,
  packages: Packages,
): readonly string[] {
  const { folders } = packages;
  const top = topOf(place);
  const pipes = pipesIn(
    folders.filter((folder) => folder !== place.root),
    top,
  );
  if (members === undefined || pipes === undefined)
    return [`${shownPath(place.root, place)} has too many folders to be looked through`];
  const kept = folders.flatMap(keptByYarn);
  const read = [...kept, ...placesRead(folders, packages.installed, place.root)];
  const endless = new Set([...pipes, ...read.filter(isEndless)]);
  const stray = strayLinks(packages.installed, folders, top);
  const out = new Set([
    ...folders.flatMap((folder) => linksBeside(folder, top)),
    // Yarn empties folders in there, so any link is a danger.
    ...kept.filter(isLink),
    ...stray.ofOthers,
    ...members.outside,
  ]);
  return [
    ...folders.flatMap((folder) => manifestDangers(folder, place)),
    ...programLinks(folders, place),
    ...(place.packageManager === 'pnpm' ? [] : unclearRoots(place)),
    ...installedDangers(packages, place),
    ...packages.lockfiles
      .filter(({ file }) => !out.has(file) && !endless.has(file))
      .flatMap((lockfile) => lockfileDangers(lockfile, place)),
    ...[...out].map((link) => leadsElsewhere(shownPath(link, place))),
    ...stray.ofPackages.map(
      (link) =>
        `${shownPath(link, place)} is a link, but not to a package of the project (unlink or delete it first)`,
    ),
    ...members.toPackages.map((link) => `${shownPath(link, place)} is a link that leads to packages`),
    ...[...endless].map((file) => `${shownPath(file, place)} is not a file`),
  ];
}

/** Lists the paths that package managers read. An install would wait forever if one of them were a pipe. */
function placesRead(
  folders: readonly string[],
  { packages, others }: Installed,
  root: string,
): readonly string[] {
  const beside = folders.flatMap((folder) => [folder, ...placesBeside(folder)]);
  // Package managers look for a workspace in all folders above.
  const manifests = [...packages, ...foldersAbove(root)].map((folder) => path.join(folder, 'package.json'));
  return [...beside, ...packages, ...others, ...manifests];
}
