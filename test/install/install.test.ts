import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PackageManager } from '../../src/data/package-managers.ts';
import { packageManagerRow } from '../../src/install/choose-package-manager.ts';
import * as installing from '../../src/install/install.ts';
import { workspaceOf } from '../../src/install/workspace.ts';
import { installFaults } from '../../src/messages/commands.ts';
import { faultText } from '../../src/messages/shown.ts';
import { toldWarnings } from '../../src/messages/words.ts';
import { needsInstall } from '../../src/project/packages.ts';
import { part } from '../extent.ts';
import { hasLinks } from '../left-out.ts';
import { call, machine, programsOf, type ToolName, toolNames } from '../package-managers.ts';
import { makePackage, type Registry, startRegistry } from '../registry.ts';

const tiny = makePackage({ name: '@made-up/tiny', version: '1.0.0' }, { 'index.js': 'module.exports = 1;' });
const scripted = makePackage(
  {
    name: 'scripted',
    version: '1.0.0',
    hasInstallScript: true,
    scripts: { postinstall: 'touch "$HOME/RAN-package"' },
  },
  { 'index.js': '' },
);

/** An install, with the texts of its result. */
async function install(options: installing.InstallOptions) {
  const { result, warnings } = await installing.install(options);
  const { problem, ...rest } = result;
  const words = problem === undefined ? {} : { problem: faultText(installFaults, problem) };
  return {
    result: { ...rest, ...words } as typeof rest & { problem?: string },
    warnings: toldWarnings(warnings),
  };
}

let registry: Registry;
let top: string;

beforeAll(async () => {
  registry = await startRegistry([tiny, scripted]);
  top = realpathSync(mkdtempSync(path.join(tmpdir(), 'install-')));
  await programsOf('npm11');
}, 300_000);

afterAll(async () => {
  await registry.close();
  rmSync(top, { recursive: true, force: true });
});

/**
 * A functions folder with the files that the plan would have written.
 * @param members the folders of a workspace in the parent folder; undefined for no workspace
 */
function functionsFolder(
  packageManager: PackageManager,
  dependencies: Record<string, string>,
  members?: string,
): string {
  const root = mkdtempSync(path.join(top, 'project-'));
  const folder = path.join(root, 'src', 'app', 'app.functions');
  mkdirSync(folder, { recursive: true });
  if (members !== undefined) {
    const manifest = { name: 'above', version: '1.0.0', private: true, workspaces: [members] };
    writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(root, 'pnpm-workspace.yaml'), `packages:\n  - ${members}\n`);
  }
  const manifest = { name: 'functions', version: '1.0.0', private: true, dependencies };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  if (workspaceOf(folder, packageManager).kind !== 'member') writeInstallFiles(folder, packageManager);
  return folder;
}

function writeInstallFiles(folder: string, packageManager: PackageManager): void {
  for (const [name, text] of Object.entries(packageManagerRow(packageManager).installFiles ?? {})) {
    writeFileSync(path.join(folder, name), text);
  }
}

async function optionsFor(
  tool: ToolName,
  directory: string,
  packages: readonly string[],
): Promise<installing.InstallOptions> {
  const home = path.join(top, `home-${tool}`);
  mkdirSync(home, { recursive: true });
  const env = machine(await programsOf(tool), home, registry.url);
  return { directory, packageManager: nameOf(tool), packages, env, secrets: [] };
}

function nameOf(tool: ToolName): PackageManager {
  return tool.replace(/\d+$/, '') as PackageManager;
}

/** A machine whose only npm is a shell script. */
function machineWithScript(script: string): Record<string, string> {
  const programs = mkdtempSync(path.join(top, 'programs-'));
  writeFileSync(path.join(programs, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${programs}:/usr/bin:/bin`, HOME: programs };
}

function scriptOptions(
  script: string,
  more: Partial<installing.InstallOptions> = {},
): installing.InstallOptions {
  const directory = functionsFolder('npm', {});
  return {
    directory,
    packageManager: 'npm',
    packages: [],
    env: machineWithScript(script),
    secrets: [],
    ...more,
  };
}

describe.each(part(toolNames, 5))('%s', (tool) => {
  const packageManager = nameOf(tool);

  test("puts a function's package into the functions folder, also below a workspace that does not list it", async () => {
    const directory = functionsFolder(packageManager, { '@made-up/tiny': '^1.0.0' }, 'packages/*');
    const root = path.resolve(directory, '../../..');
    const before = readdirSync(root);
    const seen: string[] = [];
    const options = await optionsFor(tool, directory, ['@made-up/tiny']);
    const { result, warnings } = await install({ ...options, onProgress: (line) => seen.push(line) });
    expect(result).toEqual({
      status: 'done',
      packageManager,
      command: `${packageManager} install`,
      durationMs: expect.any(Number),
    });
    expect(warnings).toEqual([]);
    expect(needsInstall(directory, ['@made-up/tiny'])).toEqual([]);
    expect(readdirSync(root)).toEqual(before);
    expect(seen.length).toBeGreaterThan(0);
  });

  test('runs no script of the folder or of a package, unless it is asked to', async () => {
    const directory = functionsFolder(packageManager, { scripted: '1.0.0' });
    const options = await optionsFor(tool, directory, ['scripted']);
    const home = options.env.HOME ?? '';
    const manifest = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
    const script = 'touch "$HOME/RAN-own"';
    const scripts = { preinstall: script, install: script, postinstall: script, prepare: script };
    writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ ...manifest, scripts }));
    const { result, warnings } = await install(options);
    expect(result).toMatchObject({ status: 'done' });
    expect(readdirSync(home).filter((name) => name.startsWith('RAN'))).toEqual([]);
    expect(warnings).toMatchObject([
      { code: 'install-scripts', message: expect.stringContaining('scripted') },
    ]);
    await install({ ...options, allowScripts: true });
    expect(existsSync(path.join(home, 'RAN-own'))).toBe(true);
  });

  test('has git fetch nothing, also where the project was not looked at before', async () => {
    const repository = path.join(mkdtempSync(path.join(top, 'git-')), 'fetched');
    mkdirSync(repository);
    const ran = path.join(top, `RAN-prepare-${tool}`);
    const fetched = { name: 'fetched', version: '1.0.0', scripts: { prepare: `touch "${ran}"` } };
    writeFileSync(path.join(repository, 'package.json'), JSON.stringify(fetched));
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      [...author, 'commit', '-qm', 'a'],
    ])
      execFileSync('git', ['-C', repository, ...args]);
    const folder = functionsFolder(nameOf(tool), { fetched: `git+file://${repository}` });
    const { result } = await install(await optionsFor(tool, folder, []));
    expect(result.status).toBe('failed');
    expect(existsSync(ran)).toBe(false);
    expect(existsSync(path.join(folder, 'node_modules/fetched'))).toBe(false);
  });

  test('installs the workspace that the folder belongs to, whose root has the only lockfile', async () => {
    const directory = functionsFolder(packageManager, { '@made-up/tiny': '^1.0.0' }, 'src/app/*');
    const root = path.resolve(directory, '../../..');
    const { result } = await install(await optionsFor(tool, directory, ['@made-up/tiny']));
    expect(result.status, result.problem).toBe('done');
    const { lockfiles } = packageManagerRow(packageManager);
    const locked = [root, directory].map((folder) =>
      lockfiles.filter((name) => existsSync(path.join(folder, name))),
    );
    expect(locked).toEqual([[lockfiles[0]], []]);
  });

  test('installs the workspaces that lie in the folder itself, without running their scripts', async () => {
    const directory = functionsFolder(packageManager, { '@made-up/tiny': '^1.0.0', '@shop/price': '1.0.0' });
    const range = ['npm', 'yarn1'].some((one) => tool.startsWith(one)) ? '1.0.0' : 'workspace:*';
    const dependencies = { '@made-up/tiny': '^1.0.0', '@shop/price': range };
    const manifest = {
      name: 'functions',
      version: '1.0.0',
      private: true,
      workspaces: ['packages/*'],
      dependencies,
    };
    writeFileSync(path.join(directory, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(directory, 'pnpm-workspace.yaml'), 'packages: ["packages/*"]\n');
    mkdirSync(path.join(directory, 'packages', 'price'), { recursive: true });
    const scripts = { prepare: 'touch "$HOME/RAN-member"', postinstall: 'touch "$HOME/RAN-member"' };
    const price = JSON.stringify({ name: '@shop/price', version: '1.0.0', scripts });
    writeFileSync(path.join(directory, 'packages', 'price', 'package.json'), price);
    const names = ['@made-up/tiny', '@shop/price'];
    const options = await optionsFor(tool, directory, names);
    const { result } = await install(options);
    expect(result.status, result.problem).toBe('done');
    expect(needsInstall(directory, names)).toEqual([]);
    expect(existsSync(path.join(options.env.HOME ?? '', 'RAN-member'))).toBe(false);
  });

  test('shows why a package cannot be installed, and asks no other registry', async () => {
    const directory = functionsFolder(packageManager, { 'no-such-package': '1.0.0' });
    const { result } = await install(await optionsFor(tool, directory, ['no-such-package']));
    expect(result.status).toBe('failed');
    expect(result.problem).toMatch(/^It ended with code \d+:\n/);
    expect(result.problem).toContain('no-such-package');
    expect(result.problem).toMatch(/404|not found/i);
    expect(result.problem).not.toMatch(/^at .*:\d+:\d+/m);
  });
});

const callsOf: ReadonlyArray<[ToolName, PackageManager]> = [
  ['npm11', 'npm'],
  ['pnpm10', 'pnpm'],
  ['yarn4', 'yarn'],
  ['bun', 'bun'],
];

test.each(callsOf)(
  'what a call by npm left behind does not stop %s from installing',
  async (tool, packageManager) => {
    const directory = functionsFolder(packageManager, { '@made-up/tiny': '^1.0.0' });
    const options = await optionsFor(tool, directory, ['@made-up/tiny']);
    const left = {
      npm_config_dry_run: 'true',
      npm_config_global: 'true',
      npm_config_prefix: path.join(top, 'elsewhere'),
      npm_config_workspace: 'none',
      npm_config_package_lock_only: 'true',
      npm_config_omit: 'prod',
      npm_config_json: 'true',
      npm_command: 'init',
      CI: 'true',
    };
    const { result } = await install({ ...options, env: { ...options.env, ...left } });
    expect(result).toMatchObject({ status: 'done' });
    expect(needsInstall(directory, ['@made-up/tiny'])).toEqual([]);
  },
);

test.each(['NPM_CONFIG_DRY_RUN', 'NPM_CONFIG_PACKAGE_LOCK_ONLY'])(
  'npm is not said to have installed what %s of the user keeps from being installed',
  async (name) => {
    const directory = functionsFolder('npm', { '@made-up/tiny': '^1.0.0' });
    const options = await optionsFor('npm11', directory, ['@made-up/tiny']);
    const { result } = await install({ ...options, env: { ...options.env, [name]: 'true' } });
    expect(result).toMatchObject({
      status: 'failed',
      problem: 'npm install succeeded, but did not install @made-up/tiny.',
    });
  },
);

test.each(callsOf)('%s hands no secret to install scripts', async (tool, packageManager) => {
  const directory = functionsFolder(packageManager, {});
  const scripts = { postinstall: 'env > seen.txt' };
  writeFileSync(
    path.join(directory, 'package.json'),
    JSON.stringify({ name: 'functions', version: '1.0.0', scripts }),
  );
  writeFileSync(path.join(directory, '.env'), 'API_KEY=canary\n');
  const options = await optionsFor(tool, directory, []);
  const { result } = await install({
    ...options,
    allowScripts: true,
    env: { ...options.env, API_KEY: 'canary', PRIVATE_APP_ACCESS_TOKEN: 'canary' },
    secrets: ['API_KEY'],
  });
  expect(result.status, result.problem).toBe('done');
  const seen = readFileSync(path.join(directory, 'seen.txt'), 'utf8');
  expect(seen).toContain('PATH=');
  expect(seen).not.toContain('canary');
});

test.each<[ToolName, string?]>([
  ...(['pnpm9', 'pnpm10', 'pnpm11', 'pnpm12', 'yarn3', 'yarn4'] as const).map((one): [ToolName] => [one]),
  ['pnpm9', '.npmrc'],
  ['pnpm10', '.npmrc'],
  ['pnpm10', 'pnpm-workspace.yaml'],
  ['pnpm11', 'pnpm-workspace.yaml'],
  ['pnpm12', 'pnpm-workspace.yaml'],
])(
  '%s itself installs, also where the project names another release of it, and wants that in %s',
  async (tool, name) => {
    const directory = functionsFolder(nameOf(tool), { '@made-up/tiny': '^1.0.0' });
    if (name === '.npmrc')
      writeFileSync(path.join(directory, name), 'manage-package-manager-versions=true\n');
    else if (name)
      writeFileSync(path.join(directory, name), 'managePackageManagerVersions: true\npackages: []\n');
    const file = path.join(directory, 'package.json');
    const other = `${nameOf(tool)}@9.0.0`;
    const manifest = { ...JSON.parse(readFileSync(file, 'utf8')), packageManager: other };
    writeFileSync(file, JSON.stringify(manifest));
    const asked = registry.requests.length;
    const { result } = await install(await optionsFor(tool, directory, ['@made-up/tiny']));
    expect(result.status, result.problem).toBe('done');
    expect(registry.requests.slice(asked).filter((one) => /^@?(pnpm|yarnpkg)\b.*\.tgz$/.test(one))).toEqual(
      [],
    );
  },
);

test.each<[ToolName, string, string]>([
  ['pnpm10', '.npmrc', 'git-branch-lockfile=true\nmerge-git-branch-lockfiles=true\n'],
  ['pnpm12', 'pnpm-workspace.yaml', 'gitBranchLockfile: true\nmergeGitBranchLockfiles: true\npackages: []\n'],
])('%s neither reads nor removes the lockfile of a branch, although %s says so', async (tool, name, text) => {
  const directory = functionsFolder('pnpm', { '@made-up/tiny': '^1.0.0' });
  for (const one of ['objects', 'refs']) mkdirSync(path.join(directory, '.git', one), { recursive: true });
  writeFileSync(path.join(directory, '.git/HEAD'), 'ref: refs/heads/feature\n');
  writeFileSync(path.join(directory, name), text);
  const lockfile = path.join(directory, 'pnpm-lock.feature.yaml');
  writeFileSync(lockfile, 'broken: [');
  const options = await optionsFor(tool, directory, ['@made-up/tiny']);
  const { result } = await install({ ...options, project: directory });
  expect(result.status, result.problem).toBe('done');
  expect(readFileSync(lockfile, 'utf8')).toBe('broken: [');
  expect(existsSync(path.join(directory, 'pnpm-lock.yaml'))).toBe(true);
});

test('bun keeps nothing for other projects of what it gets for a project, and links to nothing that is removed', async () => {
  const options = await optionsFor('bun', '', ['@made-up/tiny']);
  for (const configuration of ['', '[install]\nglobalStore = true\nlinker = "isolated"\n']) {
    const directory = functionsFolder('bun', { '@made-up/tiny': '1.0.0' });
    const env = { ...options.env, HOME: mkdtempSync(path.join(top, 'home-')) };
    writeFileSync(path.join(env.HOME, '.bunfig.toml'), configuration);
    const { result } = await install({ ...options, directory, project: directory, env });
    expect(result.status, result.problem).toBe('done');
    expect(existsSync(path.join(env.HOME, '.bun/install/cache'))).toBe(false);
    expect(existsSync(path.join(directory, 'node_modules/@made-up/tiny/index.js'))).toBe(true);
  }
});

const corepack = path.resolve(process.execPath, '../../lib/node_modules/corepack/dist/yarn.js');

test.skipIf(!existsSync(corepack))(
  'Corepack runs no program from an address that the project names',
  async () => {
    const directory = functionsFolder('yarn', {});
    const packageManager = `yarn@${registry.url}evil.tgz`;
    writeFileSync(
      path.join(directory, 'package.json'),
      JSON.stringify({ name: 'functions', packageManager }),
    );
    writeFileSync(path.join(directory, '.corepack.env'), 'COREPACK_ENABLE_UNSAFE_CUSTOM_URLS=1\n');
    const programs = mkdtempSync(path.join(top, 'programs-'));
    symlinkSync(corepack, path.join(programs, 'yarn'));
    const env = { PATH: `${programs}:${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: programs };
    const { result } = await install({ directory, packageManager: 'yarn', packages: [], env, secrets: [] });
    expect(result.status).toBe('failed');
    expect(registry.requests).not.toContain('evil.tgz');
  },
);

test('yarn 4 believes nothing of an install before that a project brings', async () => {
  const folder = functionsFolder('yarn', { '@made-up/tiny': '1.0.0' });
  const options = await optionsFor('yarn4', folder, ['@made-up/tiny']);
  expect((await call(['yarn', 'install'], folder, options.env as Record<string, string>)).code).toBe(0);
  const victim = path.join(top, 'victim');
  writeFileSync(victim, 'mine');
  const kept = path.join(folder, '.yarn/install-state.gz');
  const state = deserialize(gunzipSync(readFileSync(kept)));
  for (const { store = [] } of state.linkersCustomData.values())
    for (const [, { manifest }] of store)
      manifest.bin.set(path.relative(path.join(folder, 'node_modules/.bin'), victim), 'index.js');
  writeFileSync(kept, gzipSync(serialize(state)));
  rmSync(path.join(folder, 'node_modules'), { recursive: true });
  const { result } = await install({ ...options, project: folder });
  expect(result.status, result.problem).toBe('done');
  expect(readFileSync(victim, 'utf8')).toBe('mine');
});

test.each<[ToolName, string, string | undefined]>([
  ...['iterator.js', 'iterator.js.js', 'iterator.js.node', 'ITERATOR.js'].map(
    (name): [ToolName, string, string] => ['yarn4', name, `it would run ${name}`],
  ),
  ['yarn3', 'iterator.js', 'it would run iterator.js'],
  // Its packages are unpacked without a worker.
  ['yarn1', 'iterator.js', undefined],
])('%s is not started where its worker would run a file of the project: %s', async (tool, name, danger) => {
  const directory = functionsFolder('yarn', { '@made-up/tiny': '1.0.0' });
  const ran = path.join(directory, 'RAN');
  writeFileSync(path.join(directory, name), `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '');`);
  const { result } = await install({
    ...(await optionsFor(tool, directory, ['@made-up/tiny'])),
    project: directory,
  });
  expect(result.problem ?? '').toContain(danger ?? '');
  expect([result.status, existsSync(ran)]).toEqual([danger === undefined ? 'done' : 'failed', false]);
});

test("yarn 4 puts packages where functions find them, also where a person's own settings say otherwise", async () => {
  const directory = functionsFolder('yarn', { '@made-up/tiny': '^1.0.0' });
  writeFileSync(path.join(directory, '.yarnrc.yml'), 'nodeLinker: pnp\n');
  const { result } = await install(await optionsFor('yarn4', directory, ['@made-up/tiny']));
  expect(result).toMatchObject({ status: 'done' });
});

test.each<[ToolName]>([
  ['npm11'],
  ['npm12'],
  ['pnpm10'],
  ['pnpm11'],
  ['yarn1'],
  ['yarn3'],
  ['yarn4'],
  ['bun'],
])('%s leaves an install script out: a warning names it, and the install counts', async (tool) => {
  const directory = functionsFolder(nameOf(tool), { scripted: '1.0.0' });
  const { result, warnings } = await install(await optionsFor(tool, directory, ['scripted']));
  expect(result.status).toBe('done');
  expect(warnings).toEqual([
    { code: 'install-scripts', message: expect.stringMatching(/scripted|1 postinstall/) },
  ]);
});

test.each<[ToolName]>([
  ['npm9'],
  ['npm12'],
  ['pnpm9'],
  ['pnpm10'],
  ['pnpm11'],
  ['pnpm12'],
  ['yarn1'],
  ['yarn3'],
  ['yarn4'],
  ['bun'],
])(
  "%s runs a package's install script that is allowed, or a warning names the command that does",
  async (tool) => {
    const directory = functionsFolder(nameOf(tool), { scripted: '1.0.0' });
    const options = await optionsFor(tool, directory, ['scripted']);
    const ran = path.join(options.env.HOME ?? '', 'RAN-package');
    rmSync(ran, { force: true });
    const { result, warnings } = await install({ ...options, allowScripts: true });
    expect(result.status, result.problem).toBe('done');
    const { runScripts } = packageManagerRow(options.packageManager);
    expect(existsSync(ran)).toBe(runScripts === undefined);
    if (runScripts === undefined) {
      expect(warnings).toEqual([]);
      return;
    }
    expect(warnings).toMatchObject([
      { message: expect.stringContaining(`${runScripts} in the functions folder`) },
    ]);
    const { code, stderr } = await call(
      runScripts.split(' '),
      directory,
      options.env as Record<string, string>,
    );
    expect(code, stderr).toBe(0);
    expect(existsSync(ran)).toBe(true);
  },
);

test.each<[ToolName]>([['npm11'], ['pnpm10'], ['pnpm12'], ['yarn4'], ['bun']])(
  'the command that resumes an install by %s ends well, also where a package has an install script',
  async (tool) => {
    const directory = functionsFolder(nameOf(tool), { scripted: '1.0.0' });
    const { env } = await optionsFor(tool, directory, []);
    const from = path.resolve(directory, '../..');
    const folder = path.relative(from, directory);
    const words = packageManagerRow(nameOf(tool)).installFrom.map((word) =>
      word === '<folder>' ? folder : word,
    );
    const { code, stderr } = await call(words, from, env as Record<string, string>);
    expect(code, stderr).toBe(0);
    expect(needsInstall(directory, ['scripted'])).toEqual([]);
  },
);

test('in CI, pnpm installs what was added after the lockfile was written', async () => {
  const directory = functionsFolder('pnpm', { '@made-up/tiny': '1.0.0' });
  const options = await optionsFor('pnpm10', directory, []);
  const inCi = { ...options, env: { ...options.env, CI: 'true' } };
  expect((await install(inCi)).result.status).toBe('done');
  expect(existsSync(path.join(directory, 'pnpm-lock.yaml'))).toBe(true);
  const dependencies = { '@made-up/tiny': '1.0.0', scripted: '1.0.0' };
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ name: 'functions', dependencies }));
  expect((await install({ ...inCi, packages: ['scripted'] })).result).toMatchObject({ status: 'done' });
});

test.runIf(hasLinks)(
  'what is above the place that a linked functions folder really has is looked at',
  async () => {
    const options = scriptOptions('echo ran; exit 7');
    const project = path.resolve(options.directory, '../../..');
    const real = path.join(project, 'elsewhere/functions');
    mkdirSync(path.dirname(real));
    writeFileSync(path.join(project, 'elsewhere/.yarnrc.yml'), 'plugins: [./plugin.cjs]\n');
    renameSync(options.directory, real);
    symlinkSync(real, options.directory);
    const { result } = await install({ ...options, packageManager: 'yarn', project });
    expect(result.problem).toContain('elsewhere/.yarnrc.yml sets plugins');
  },
);

describe('a package manager that', () => {
  test('is not there is named, with a way out', async () => {
    const directory = functionsFolder('pnpm', {});
    const env = { PATH: directory, HOME: directory };
    const { result } = await install({ directory, packageManager: 'pnpm', packages: [], env, secrets: [] });
    expect(result).toMatchObject({ status: 'failed', command: 'pnpm install' });
    expect(result.problem).toBe(
      'There is no pnpm on the PATH: install it, or choose another with --package-manager.',
    );
  });

  test('ends well without installing anything is not believed', async () => {
    const { result } = await install(scriptOptions('echo added 1 package', { packages: ['@made-up/tiny'] }));
    expect(result).toMatchObject({ status: 'failed' });
    expect(result.problem).toContain('did not install @made-up/tiny');
  });

  test('fails is shown with the end of what it said, without its colours', async () => {
    const { result } = await install(
      scriptOptions("printf '\\033[31mnpm error\\033[39m no room\\n' >&2; exit 7"),
    );
    expect(result.problem).toBe('It ended with code 7:\nnpm error no room');
  });

  test('is killed is reported as that', async () => {
    const { result } = await install(scriptOptions('kill -9 $$'));
    expect(result).toMatchObject({ status: 'failed', problem: 'It was stopped by SIGKILL.' });
  });

  test('hangs is stopped with everything that it started, as soon as it is interrupted', async () => {
    const controller = new AbortController();
    const script = 'sleep 600 & echo "child $!"; trap "" TERM; echo "self $$"; while :; do sleep 1; done';
    const pids: number[] = [];
    const onProgress = (line: string) => {
      pids.push(Number(line.split(' ')[1]));
      if (pids.length === 2) controller.abort();
    };
    const { result } = await install(scriptOptions(script, { onProgress, signal: controller.signal }));
    expect(result).toMatchObject({ status: 'failed', problem: 'It was interrupted.' });
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  test('never ends is stopped in the end', async () => {
    const { result } = await install(scriptOptions('sleep 600', { timeoutMs: 500 }));
    expect(result).toMatchObject({ status: 'failed', problem: 'It was stopped after 0.5 seconds.' });
  });

  test('leaves something running does not hold up the rest', async () => {
    const script = '(trap "" HUP; sleep 600) & echo "left $!"';
    const seen: string[] = [];
    const { result } = await install(scriptOptions(script, { onProgress: (line) => seen.push(line) }));
    expect(result.status).toBe('done');
    process.kill(Number(seen[0]?.split(' ')[1]), 'SIGKILL');
  });

  test('was interrupted before it began does nothing', async () => {
    const options = scriptOptions('sleep 600', { signal: AbortSignal.abort() });
    expect((await install(options)).result).toMatchObject({
      status: 'failed',
      problem: 'It was interrupted.',
    });
  });
});

/** Whether the process has ended. A zombie process counts as ended. */
async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 600; tries++) {
    const status = `/proc/${pid}/status`;
    if (!existsSync(status) || /State:\s+[ZX]/.test(readFileSync(status, 'utf8'))) return true;
    await wait(100);
  }
  return false;
}

test.runIf(hasLinks)('where the project cannot be looked through, nothing is started', async () => {
  const options = scriptOptions('touch "$HOME/STARTED"');
  const { directory } = options;
  mkdirSync(path.join(directory, 'node_modules/.bin'), { recursive: true });
  symlinkSync('../../package.json/x', path.join(directory, 'node_modules/.bin/x'));
  const { result } = await install({ ...options, project: directory });
  expect(result.problem).toContain('it cannot be looked through (ENOTDIR');
  expect(existsSync(path.join(`${options.env.HOME}`, 'STARTED'))).toBe(false);
});

test('a package counts as installed only where it is in the functions folder itself', () => {
  const directory = functionsFolder('npm', {});
  const above = path.resolve(directory, '../node_modules/@made-up/tiny');
  const here = path.join(directory, 'node_modules/@made-up/tiny');
  mkdirSync(above, { recursive: true });
  writeFileSync(path.join(above, 'package.json'), '{}');
  expect(needsInstall(directory, ['@made-up/tiny', 'other'])).toEqual(['@made-up/tiny', 'other']);
  mkdirSync(here, { recursive: true });
  expect(needsInstall(directory, ['@made-up/tiny'])).toEqual(['@made-up/tiny']);
  writeFileSync(path.join(here, 'package.json'), '{}');
  expect(needsInstall(directory, ['@made-up/tiny'])).toEqual([]);
});
