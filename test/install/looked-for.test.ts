import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isWithin } from '../../src/args/caller.ts';
import type { PackageManager } from '../../src/data/package-managers.ts';
import { install } from '../../src/install/install.ts';
import { projectSettings } from '../../src/install/project-settings.ts';
import { workspaceOf } from '../../src/install/workspace.ts';
import { whole } from '../extent.ts';
import { machine, programsOf, type ToolName, toolNames } from '../package-managers.ts';
import { makePackage, type Registry, startRegistry } from '../registry.ts';

/**
 * Which files the package managers look for is measured, because no documentation lists them: a name that a new release looks
 * for is one that a stranger's project can have.
 */
const canTrace = whole && spawnSync('strace', ['-f', '-y', '-e', 'trace=file', 'true']).status === 0;

/** What may be in a project. Of these, `projectSettings` reads the contents, and looks for links and pipes in their place. */
const examined = [
  ...['package.json', '.npmrc', '.yarnrc', '.yarnrc.yml', 'pnpm-workspace.yaml', 'bunfig.toml'],
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'],
  ...['node_modules', '.yarn'],
];
const harmless = [
  // They are only written, deleted or asked for.
  ...['.pnp.cjs', '.pnp.js', '.pnp.data.json', '.pnp.loader.mjs', 'binding.gyp', '.hooks'],
  // They say which files of a package are copied.
  ...['.npmignore', '.gitignore', 'index.js'],
  // Says which files of packages Yarn 1 deletes.
  '.yarnclean',
  // With it, Yarn 3 and 4 are not started, which `install` finds out.
  ...['', '.js', '.json', '.node'].map((ending) => `iterator.js${ending}`),
  // npm 12 does not run these with --ignore-scripts.
  ...['.npm-extension.cjs', '.npm-extension.mjs'],
  // pnpm ends with an error where it finds one of these: the name is a typing error.
  ...['', '.'].flatMap((dot) =>
    ['pnpm-workspace.yml', 'pnpm-workspaces.yaml', 'pnpm-workspaces.yml'].map((one) => dot + one),
  ),
  '.pnpm-workspace.yaml',
];
/** Files that they make for a moment, with a number or a random text in the name. */
const temporary = /^_tmp_\d+_\w+$|^\.?(?:pnpm-)?lock.*[\d.-]\w+(?:\.tmp)?$|^pnpm-lock\.yaml\.\w+$/;

const layouts = ['alone', 'in a workspace', 'with Plug’n’Play', 'with a package in a folder'] as const;
const functions = 'src/app/app.functions';
const manifest = { name: 'functions', version: '1.0.0', private: true };

let registry: Registry;
let top: string;

beforeAll(async () => {
  const names = ['one', 'two'];
  registry = await startRegistry(
    names.map((name) => makePackage({ name, version: '1.0.0', bin: 'index.js' }, { 'index.js': '' })),
  );
  top = realpathSync(mkdtempSync(path.join(tmpdir(), 'looked-for-')));
});

afterAll(async () => {
  await registry.close();
  rmSync(top, { recursive: true, force: true });
});

function nameOf(tool: ToolName): PackageManager {
  return tool.replace(/\d+$/, '') as PackageManager;
}

/** Writes a project. Returns the absolute path of its functions folder. */
function projectFor(tool: ToolName, layout: (typeof layouts)[number]): string {
  const root = mkdtempSync(path.join(top, 'project-'));
  const directory = path.join(root, functions);
  const isMember = layout === 'in a workspace';
  const linker = layout === 'with Plug’n’Play' ? 'pnp' : 'node-modules';
  mkdirSync(directory, { recursive: true });
  mkdirSync(path.join(root, 'packages/a'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(root, name), text);
  write('packages/a/package.json', '{ "name": "a", "version": "1.0.0" }');
  mkdirSync(path.join(directory, 'lib'));
  write(`${functions}/lib/package.json`, '{ "name": "lib", "version": "1.0.0", "bin": "index.js" }');
  write(`${functions}/lib/index.js`, '');
  if (isMember)
    write('package.json', JSON.stringify({ private: true, workspaces: ['packages/*', functions] }));
  if (isMember) write('pnpm-workspace.yaml', `packages:\n  - packages/*\n  - ${functions}\n`);
  const above = isMember ? '' : `${functions}/`;
  if (nameOf(tool) === 'yarn') write(`${above}yarn.lock`, '');
  if (/yarn[34]/.test(tool)) write(`${above}.yarnrc.yml`, `nodeLinker: ${linker}\n`);
  if (nameOf(tool) === 'pnpm' && linker === 'pnp')
    write(`${above}.npmrc`, 'node-linker=pnp\nsymlink=false\n');
  return directory;
}

/** Adds packages one after the other. Returns what the package manager called, as strace tells it. */
async function traced(
  tool: ToolName,
  directory: string,
  root: string,
  local: boolean,
): Promise<readonly string[]> {
  const home = mkdtempSync(path.join(top, 'home-'));
  const programs = await programsOf(tool);
  const [wrapped, traces] = [path.join(home, 'programs'), path.join(home, 'traces')];
  mkdirSync(wrapped);
  mkdirSync(traces);
  const program = path.join(wrapped, nameOf(tool));
  const strace = `strace -f -y -qq -s 4096 -e trace=file -o ${traces}/$$`;
  writeFileSync(program, `#!/bin/sh\nexec ${strace} ${path.join(programs, nameOf(tool))} "$@"\n`);
  chmodSync(program, 0o755);
  const env = machine(programs, home, registry.url);
  env.PATH = `${wrapped}:${env.PATH}`;
  const dependencies: Record<string, string> = local ? { lib: 'file:./lib' } : {};
  for (const name of ['one', 'two']) {
    dependencies[name] = '1.0.0';
    writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
    const asked = {
      directory,
      packageManager: nameOf(tool),
      packages: [name],
      env,
      secrets: [],
      project: root,
    };
    const { result } = await install(asked);
    expect(result).toMatchObject({ status: 'done' });
  }
  return readdirSync(traces).flatMap((name) => readFileSync(path.join(traces, name), 'utf8').split('\n'));
}

/** The paths in a project that were looked for. What a link leads to is not looked for. */
function lookedFor(calls: readonly string[], directory: string, root: string): readonly string[] {
  const paths = calls.flatMap((line) => {
    const [, call = '', words = ''] = /^\d+ +(\w+)\((.*)/.exec(line) ?? [];
    const all = [...words.matchAll(/(?:\w+<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)];
    const asked = /^symlink/.test(call)
      ? all.slice(1)
      : /^(?:execve|readlink)/.test(call)
        ? all.slice(0, 1)
        : all;
    return asked.map(([, folder = directory, name = '']) => path.resolve(folder, name));
  });
  return [...new Set(paths)].filter((one) => isWithin(root, one)).sort();
}

const rows = toolNames.flatMap((tool) =>
  layouts
    .filter((one) => one !== 'with Plug’n’Play' || /pnpm|yarn[34]/.test(tool))
    .map((layout) => [tool, layout] as const),
);

test.runIf(canTrace).each(rows)(
  'what %s looks for %s is examined, or stops an install',
  async (tool, layout) => {
    const directory = projectFor(tool, layout);
    const root = path.resolve(directory, '../../..');
    const paths = lookedFor(
      await traced(tool, directory, root, layout === 'with a package in a folder'),
      directory,
      root,
    );
    const modules = paths.filter((one) => path.basename(path.dirname(one)) === 'node_modules');
    // A module of its own would come from the project.
    expect(
      modules.filter(
        (one) => !/^(?:[.*]|_tmp_|(?:one|two|a|functions|lib)(?:_.*)?$)/.test(path.basename(one)),
      ),
    ).toEqual([]);
    const own = ['packages/a', 'packages', '', 'src', 'src/app', functions, `${functions}/lib`].map((one) =>
      path.join(root, one),
    );
    const names = [
      ...new Set(
        paths
          .filter((one) => own.includes(path.dirname(one)) && !own.includes(one))
          .map((one) => path.basename(one)),
      ),
    ];
    expect(names).toContain('package.json');
    const packageManager = nameOf(tool);
    const unknown = names
      .filter((name) => ![...examined, ...harmless].includes(name) && !temporary.test(name))
      .filter((name) => {
        writeFileSync(path.join(directory, name), '');
        const place = {
          directory,
          root: workspaceOf(directory, packageManager).root,
          top: root,
          env: { HOME: top },
        };
        const { dangers } = projectSettings(packageManager, place);
        rmSync(path.join(directory, name));
        return !dangers.some((danger) => danger.includes(name));
      });
    expect(unknown).toEqual([]);
  },
);
