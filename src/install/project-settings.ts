import { existsSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../args/caller.ts';
import { allowedSettings } from '../data/install-settings.ts';
import type { PackageManager } from '../data/package-managers.ts';
import { foldersAbove } from '../project/same-file.ts';
import { namesIn } from '../write/read-file.ts';
import { folderDangers } from './folder-dangers.ts';
import { isElsewhere } from './install-paths.ts';
import {
  dangerIf,
  type Examined,
  effectOf,
  type InstallPlace,
  installedFolders,
  leadsElsewhere,
  shownPath,
  topOf,
  unreadable,
} from './install-place.ts';
import { withLocalPackages } from './manifests.ts';
import { membersOf } from './members.ts';
import { readConfiguration } from './npmrc.ts';
import {
  type Configuration,
  type ConfigurationName,
  hiddenCharacter,
  registryKey,
  settingsReaders,
} from './read-settings.ts';
import {
  globDangers,
  isNamedOutside,
  patchesOfYarn,
  patchesOutside,
  referenceDangers,
} from './references.ts';
import { redirections, variablesIn, variableUses } from './sent-values.ts';
import { publicRegistries } from './servers.ts';
import { readUser } from './user-configuration.ts';
import { packagesOfYaml } from './workspace.ts';

/** The effects of a project's configuration on an install. */
export interface ProjectSettings {
  /**
   * Things that the package manager would run, write elsewhere or send away, and cannot be prevented from; one short phrase
   * each.
   */
  readonly dangers: readonly string[];
  /** Names of variables that are passed on even if they look like secrets: a configuration that may have them uses them. */
  readonly passed: readonly string[];
}

/** What a package manager reads in a folder. */
interface Reading {
  readonly names: readonly ConfigurationName[];
  /** Names of files that only the package manager itself can read, or that it runs. */
  readonly others?: RegExp;
  /** True if it reads them in all folders above, too. */
  readonly above: boolean;
}

const read: Readonly<Record<PackageManager, Reading>> = {
  npm: { names: ['.npmrc'], above: false },
  // Node takes a file for the name that pnpm asks for if its own name is longer (`.pnpmfile.cjs.js`).
  pnpm: {
    names: ['.npmrc', 'pnpm-workspace.yaml'],
    others: /^(?:\.?pnpmfile(?:\..*)?|package\.(?:yaml|json5))$/i,
    above: false,
  },
  // Yarn takes variables from .env.yarn, even for the addresses in its settings. Yarn 1 also reads a yarn.json and its own
  // record of a package, and replaces what is in a folder .pnp.
  yarn: {
    names: ['.npmrc', '.yarnrc', '.yarnrc.yml'],
    others: /^(?:\.env\.yarn|\.yarn-metadata\.json|yarn\.json|\.pnp)$/i,
    above: true,
  },
  // Bun also reads pnpm's configuration.
  bun: { names: ['.npmrc', 'bunfig.toml', 'pnpm-workspace.yaml'], above: false },
};

/**
 * Checks what an install would do because of the project's files: a stranger's project could run its own code, write
 * elsewhere or send something away before anybody has looked at it. Only settings known to be harmless are allowed, and
 * whatever cannot be read with certainty is a danger. What our install options prevent anyway is not checked.
 */
export function projectSettings(packageManager: PackageManager, given: InstallPlace): ProjectSettings {
  const place = { ...given, packageManager };
  const { root, env } = place;
  const { names, others, above }: Reading = read[packageManager];
  const members = membersOf(root, topOf(place));
  const own = installedFolders(place);
  const packages = withLocalPackages([...own, ...(members?.folders ?? [])], place);
  // pnpm reads an .npmrc in every folder of a workspace, and other manifests in every package of the project.
  const installed = packageManager === 'pnpm' ? packages.folders : own;
  const folders = above ? foldersAbove(place.directory) : installed;
  const files = folders.flatMap((folder) => names.map((kind) => ({ kind, file: path.join(folder, kind) })));
  const user = readUser(env);
  const found = files
    .filter(({ file }) => !user.files.includes(file))
    .map(({ kind, file }) => readFile(kind, file, place));
  const configurations = found.filter((one) => typeof one !== 'string');
  const uses = variableUses(configurations, env, user.servers);
  // Files above the project may be the user's, too: their servers are trusted if no token or variable would be sent.
  const isAbove = (file: string): boolean => !isWithin(topOf(place), file);
  const more = files.map(({ file }) => file).filter(isAbove);
  const around = more.length === 0 ? user : readUser(env, more);
  const isTrusted = !user.hasToken && uses.length === 0;
  const ofBoth = { ...around, servers: isTrusted ? around.servers : user.servers };
  const servers = [...around.servers, ...user.serversOfShell, ...(uses.length === 0 ? [] : publicRegistries)];
  const examined = { ...place, servers, user: { ...ofBoth, hasToken: uses.length > 0 || around.hasToken } };
  const sent = uses.filter(({ trusted }) => !trusted);
  const dangers = [
    ...found.filter((one) => typeof one === 'string'),
    ...configurations.flatMap((one) => [
      ...forbidden(one, examined),
      ...redirections(one, isAbove(one.folder) ? user : ofBoth, servers),
      ...yamlDangers(one, examined),
    ]),
    ...sent.map(({ variable, name, to }) => `${name} hands ${variable} to ${to}`),
    ...[...folders, ...packages.folders]
      .flatMap((folder) => entriesLike(others, folder))
      .filter((file) => !isAbove(file))
      .map(
        (file) =>
          `it would ${/pnpmfile/i.test(path.basename(file)) ? 'run' : 'read'} ${shownPath(file, place)}`,
      ),
    ...(packageManager === 'pnpm' ? unlistedBelow(examined) : []),
    ...folderDangers(examined, members, packages),
  ];
  return {
    dangers: [...new Set(dangers)],
    passed: [
      ...uses.map(({ variable }) => variable).filter((one) => !sent.some(({ variable }) => variable === one)),
      ...user.texts.flatMap((text) => variablesIn(text, env)),
    ],
  };
}

/** Absolute paths of what is in a folder under such a name. */
function entriesLike(names: RegExp | undefined, folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => names?.test(name))
    .map((name) => path.join(folder, name));
}

/** A configuration file; a danger instead if it cannot be read with certainty or leads out of the project. */
function readFile(kind: ConfigurationName, file: string, place: InstallPlace): Configuration | string {
  const name = shownPath(file, place);
  if (isWithin(place.top, file) && isElsewhere(file, place.top)) return leadsElsewhere(name);
  const text = readConfiguration(file);
  const settings =
    text === undefined || (!/ya?ml$/.test(kind) && hiddenCharacter.test(text.replace(/^[ \t]*[;#].*/gm, '')))
      ? undefined
      : settingsReaders[kind](text);
  const folder = path.dirname(file);
  return text === undefined || settings === undefined
    ? unreadable(name)
    : { kind, name, folder, text, settings };
}

function forbidden({ kind, name, folder, settings }: Configuration, place: Examined): readonly string[] {
  const isOfNpm = kind === '.npmrc' && place.packageManager === 'npm';
  const allowed = allowedSettings[isOfNpm ? '.npmrc of npm' : kind];
  const isRc = kind === '.npmrc' || kind === '.yarnrc';
  // Yarn's own place for a cache that is not shared. Only archives are in that of Yarn 4.
  const ownCache = /^\s*(["']?)(?:\.\/)?\.yarn\/cache\1\s*$/;
  const isInstalled = installedFolders(place).includes(folder);
  return settings
    .filter((setting) => !allowed.has(setting.name))
    .filter(({ key }) => !isRc || !registryKey.test(key))
    .filter(({ name: one, value }) => one !== 'cachefolder' || !isInstalled || isRc || !ownCache.test(value))
    .filter(
      ({ name: one, value }) => !/^(enable)?strictssl$/.test(one) || !/^\s*["']?true["']?\s*$/.test(value),
    )
    .map((setting) => `${name} sets ${setting.key}, which ${effectOf(setting.name)}`);
}

/** Dangers in a YAML file: folders outside, packages from elsewhere, and patches. */
function yamlDangers({ name, folder, text, settings }: Configuration, place: Examined): readonly string[] {
  const textsOf = (names: RegExp) =>
    settings.filter((one) => names.test(one.name)).flatMap(({ texts = [] }) => texts);
  const packages = textsOf(/^(overrides|catalogs?|packageextensions)$/);
  // Keys are texts without a name.
  const isOddName = packages.some(([key, one]) => isNamedOutside(key === '' ? [one, ''] : ['', one]));
  const references = packages.filter(([key]) => key !== '').map((one) => [...one, folder] as const);
  const globs = textsOf(/^packages$/).map(([, one]) => one);
  const isAsRead = globs.length === 0 || globs.join('\n') === packagesOfYaml(text).join('\n');
  const patches = textsOf(/^patcheddependencies$/)
    .filter(([key]) => key !== '')
    .map(([, file]) => file);
  return [
    ...(isAsRead ? globDangers(name, globs) : [unreadable(name)]),
    ...dangerIf(isOddName, `${name} has a dependency whose name is not one of a package`),
    ...referenceDangers(name, references, place),
    ...patchesOutside([...patches, ...patchesOfYarn(packages)], folder, place),
  ];
}

/**
 * pnpm 9 and 10 apply the settings of a workspace above even to a folder that it does not list. An install of that folder
 * alone does not read them, so the names of private packages would go to the public registry.
 */
function unlistedBelow({ directory, root, user, ...place }: Examined): readonly string[] {
  const workspace = foldersAbove(path.dirname(directory)).find((folder) =>
    existsSync(path.join(folder, 'pnpm-workspace.yaml')),
  );
  if (
    root !== directory ||
    workspace === undefined ||
    existsSync(path.join(directory, 'pnpm-workspace.yaml'))
  )
    return [];
  return (['.npmrc', 'pnpm-workspace.yaml'] as const).flatMap((kind) => {
    const file = path.join(workspace, kind);
    const settings = user.files.includes(file) ? [] : settingsReaders[kind](readConfiguration(file) ?? '');
    return dangerIf(
      settings?.some(({ key, name }) => /^registr(y|ies)$/.test(name) || registryKey.test(key)) ?? true,
      `${shownPath(file, place)}, which an install of this folder alone does not read, names a registry`,
    );
  });
}
