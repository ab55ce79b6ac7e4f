import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { PackageManager } from '../data/package-managers.ts';
import type { Environment } from '../types.ts';
import { readText } from '../write/read-file.ts';
import { looksSecret } from './environment.ts';
import { type NpmSetting, readNpmrc } from './npmrc.ts';

/** A folder that is to be installed. */
interface InstallPlace {
  /** Absolute path of the functions folder. */
  readonly directory: string;
  /** Absolute path of the root of the workspace that it belongs to; itself where it belongs to none. */
  readonly root: string;
  /** Absolute path of the topmost folder that came with the project: its repository's, or the project's own. */
  readonly top: string;
  readonly env: Environment;
  /** Names of the project's secrets. */
  readonly secrets: readonly string[];
}

/** What a project says to a package manager. */
export interface ProjectSettings {
  /** What the package manager would run, write outside or send away, and cannot be kept from: a few words each. */
  readonly dangers: readonly string[];
  /** Names of variables that look like secrets, and that a configuration which may have them needs. */
  readonly passed: readonly string[];
  /** Variables with the settings of the workspace above, which the install of one folder would not read. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Settings of npm and pnpm that name a program or a folder; those that an option of ours outweighs are not among them. */
const dangerousNpm = new Set(
  [
    'git node_options script_shell shell onload_script node_gyp python nodedir init_module npm_path',
    'cache logs_dir tmp userconfig globalconfig dir modules_dir virtual_store_dir store_dir cache_dir state_dir',
    'lockfile_dir global_dir global_bin_dir pnpmfile global_pnpmfile use_node_version config_dependencies',
  ].flatMap((names) => names.split(' ')),
);
const dangerousYaml =
  /^(plugins|(.*_)?(folder|path|dir)|(.*_)?pnpmfile|config_dependencies|script_shell|node_options|use_node_version|inject_environment_files)$/;
const dangerousYarnrc = /path|folder|cwd|prefix|shell|mirror/i;
const dangerousBunfig =
  /^\s*["']?(scanner|preload|globalDir|globalBinDir|dir|cache)\b|^\s*\[\s*install\s*\.\s*(security|cache)/m;
/** A dependency that git fetches, and that its own scripts prepare. */
const fromGit = /^(git|github|gitlab|bitbucket|gist)[:+@]|\.git(#|$)|^[\w.-]+\/[\w.-]+(#|$)/;

/** How a registry is reached. */
const registrySetting =
  /^(registry|@.+:registry|\/\/.*|(https?_)?proxy|no_?proxy|ca|cafile|strict_ssl|fetch_.*|before|min_release_age)$/;

/** Hosts of the public registries, which a token of the shell is meant for. */
const publicRegistry = /(?:^|\.)(?:npmjs\.org|yarnpkg\.com|npm\.pkg\.github\.com)$/;

/**
 * Looks through what a project says to a package manager: one from strangers would run its own code, or send a token away,
 * before anybody has looked at it. What an option of the install forbids is not looked for.
 */
export function projectSettings(packageManager: PackageManager, place: InstallPlace): ProjectSettings {
  const own = npmrcSettings(path.join(place.directory, '.npmrc'), place);
  const workspace = workspaceSettings(packageManager, place);
  return {
    dangers: [
      ...own.dangers,
      ...workspace.dangers,
      ...(packageManager === 'pnpm' ? installed(place).flatMap((folder) => pnpmDangers(folder, place)) : []),
      ...(packageManager === 'yarn'
        ? foldersUpTo(place).flatMap((folder) => yarnDangers(folder, place))
        : []),
      ...(packageManager === 'bun' ? installed(place).flatMap((folder) => bunDangers(folder, place)) : []),
      ...installed(place).flatMap(gitDependencies),
    ],
    passed: [...own.passed, ...workspace.passed, ...userVariables(place.env)],
    environment: workspace.environment,
  };
}

/** The folders whose configuration counts: the one to be installed, and the root of its workspace. */
function installed({ directory, root }: InstallPlace): readonly string[] {
  return [...new Set([directory, root])];
}

function npmrcSettings(file: string, place: InstallPlace): Pick<ProjectSettings, 'dangers' | 'passed'> {
  if (userFiles(place.env).includes(file)) return { dangers: [], passed: [] };
  const settings = readNpmrc(file);
  const name = shown(file, place);
  if (settings === undefined) return { dangers: [unreadable(name)], passed: [] };
  const programs = settings
    .filter((one) => dangerousNpm.has(one.name))
    .map(({ key }) => `${name} sets ${key}`);
  const uses = settings.flatMap((setting) => secretUses(setting, place));
  const sent = uses.filter(({ trusted }) => !trusted);
  return {
    dangers: [...programs, ...sent.map(({ variable, to }) => `${name} hands ${variable} to ${to}`)],
    passed: uses
      .map(({ variable }) => variable)
      .filter((one) => !sent.some(({ variable }) => variable === one)),
  };
}

/** Secrets of the shell that a setting uses, and where they go. */
function secretUses({ key, value }: NpmSetting, { env, secrets }: InstallPlace) {
  const host = /^\/\/([^/:]+)/.exec(key)?.[1];
  const trusted = host !== undefined && (publicRegistry.test(host) || userHosts(env).includes(host));
  return variablesIn(`${key}=${value}`)
    .filter((name) => env[name] !== undefined)
    .filter((name) => secrets.includes(name) || looksSecret(name, env[name] ?? ''))
    .map((variable) => ({ variable, trusted, to: host ?? key }));
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^${}?:-]+)/g)].map(([, name = '']) => name);
}

/**
 * The settings of the `.npmrc` beside a workspace's `package.json` above: names of private packages must not go to the
 * public registry instead, also where the folder is not listed there.
 */
function workspaceSettings(packageManager: PackageManager, place: InstallPlace): ProjectSettings {
  const nothing = { dangers: [], passed: [], environment: {} };
  // A workspace that is installed whole reads its root's settings by itself.
  if (place.root !== place.directory)
    return { ...nothing, ...npmrcSettings(path.join(place.root, '.npmrc'), place) };
  const root = workspaceRoot(path.dirname(place.directory));
  // Yarn looks for its configuration in all folders above by itself.
  if (root === undefined || packageManager === 'yarn') return nothing;
  const file = path.join(root, '.npmrc');
  const settings = (readNpmrc(file) ?? []).filter(({ name }) => registrySetting.test(name));
  const found = npmrcSettings(file, place);
  if (settings.length === 0) return nothing;
  if (packageManager !== 'npm') {
    const danger = `${shown(file, place)}, which ${packageManager} does not read here, names another registry`;
    return { ...nothing, dangers: [danger] };
  }
  return {
    dangers: found.dangers,
    passed: found.passed,
    environment: Object.fromEntries(settings.map(({ key, value }) => [`npm_config_${key}`, value])),
  };
}

function workspaceRoot(folder: string): string | undefined {
  if (Object(manifestOf(folder)).workspaces !== undefined) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : workspaceRoot(parent);
}

function pnpmDangers(folder: string, place: InstallPlace): readonly string[] {
  const files = ['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js'].map((name) => path.join(folder, name));
  const named = Object.keys(Object(Object(manifestOf(folder)).pnpm));
  return [
    ...files.filter(existsSync).map((file) => `it would run ${shown(file, place)}`),
    ...yamlDangers(path.join(folder, 'pnpm-workspace.yaml'), place),
    ...named
      .filter((key) => dangerousYaml.test(snakeCase(key)))
      .map((key) => `package.json sets pnpm.${key}`),
  ];
}

function yarnDangers(folder: string, place: InstallPlace): readonly string[] {
  const yarnrc = path.join(folder, '.yarnrc');
  const isUsers = userFiles(place.env).includes(yarnrc);
  const lines = isUsers ? [] : textOf(yarnrc).split(/[\r\n]+/);
  const keys = lines
    .map((line) => line.trim().split(/\s/)[0] ?? '')
    .filter((key) => dangerousYarnrc.test(key));
  return [
    ...keys.map((key) => `${shown(yarnrc, place)} sets ${key}`),
    ...yamlDangers(path.join(folder, '.yarnrc.yml'), place),
  ];
}

function bunDangers(folder: string, place: InstallPlace): readonly string[] {
  const file = path.join(folder, 'bunfig.toml');
  return dangerousBunfig.test(textOf(file)) ? [`${shown(file, place)} names a program or a folder`] : [];
}

/** Names of a YAML file's settings that are dangerous. What is not written plainly is not guessed at. */
function yamlDangers(file: string, place: InstallPlace): readonly string[] {
  if (userFiles(place.env).includes(file)) return [];
  const name = shown(file, place);
  const lines = textOf(file)
    .split(/[\r\n]+/)
    .filter((line) => !/^\s*(#.*)?$|^---\s*$/.test(line));
  const keys = lines
    .filter((line, index) => index === 0 || !/^[\s-]/.test(line))
    .map((line) => /^(["']?)([A-Za-z][\w-]*)\1\s*:/.exec(line)?.[2]);
  if (keys.some((key) => key === undefined)) return [unreadable(name)];
  return keys.filter((key) => dangerousYaml.test(snakeCase(key ?? ''))).map((key) => `${name} sets ${key}`);
}

function snakeCase(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

function gitDependencies(directory: string): readonly string[] {
  const manifest = Object(manifestOf(directory));
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies'].map((key) =>
    Object(manifest[key]),
  );
  return lists
    .flatMap((list) => Object.entries(list))
    .filter(([, range]) => typeof range === 'string' && fromGit.test(range))
    .map(([name]) => `package.json has ${name} fetched by git`);
}

function unreadable(name: string): string {
  return `${name} is written in a way that only the package manager can read`;
}

function manifestOf(folder: string): unknown {
  try {
    return JSON.parse(textOf(path.join(folder, 'package.json')));
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readText(file);
  } catch {
    return '';
  }
}

/** The folder and those above it, as far as they came with the project. */
function foldersUpTo({ directory, top }: InstallPlace): readonly string[] {
  const folders = [directory];
  for (let folder = directory; folder !== top && folder !== path.dirname(folder); ) {
    folder = path.dirname(folder);
    folders.push(folder);
  }
  return folders;
}

/** Relative to what came with the project, where it is in there. */
function shown(file: string, { top }: InstallPlace): string {
  const relative = path.relative(top, file).replaceAll(path.sep, '/');
  return relative.startsWith('../') ? file : relative;
}

/** The user's own configuration, which may be in a repository of dotfiles. */
function userFiles(env: Environment): readonly string[] {
  const home = env.HOME || env.USERPROFILE || homedir();
  const files = ['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml'].map((name) => path.join(home, name));
  return [
    ...files,
    ...[env.npm_config_userconfig, env.npm_config_globalconfig].filter((file) => file !== undefined),
  ];
}

function userVariables(env: Environment): readonly string[] {
  return userFiles(env).flatMap((file) => variablesIn(textOf(file)));
}

function userHosts(env: Environment): readonly string[] {
  return userFiles(env).flatMap((file) =>
    [...textOf(file).matchAll(/\/\/([^/:\s]+)/g)].map(([, host = '']) => host),
  );
}
