import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { cleanEnvironment, emptyFolder, program, run } from './program.ts';
import { makePackage, startRegistry } from './registry.ts';

/** Bytes of the tarball that `npm create` downloads. */
const tarballLimit = 345_500;

/**
 * Maximum bytes of code loaded to write a project without running anything. Half of the time goes into compiling this code.
 */
const newProjectLimit = 221_500;

/** Strings that only appear in the code of one package, minified or not. */
const signs = {
  '@clack/prompts': 'clack:cancel',
  execa: 'forceKillAfterDelay',
  acorn: 'Unterminated regular expression',
  'js-yaml': 'duplicated mapping key',
};

type Package = keyof typeof signs;

const packed = () => inject('packed');

function packagesIn(file: string): readonly Package[] {
  const code = readFileSync(file, 'utf8');
  return (Object.keys(signs) as Package[]).filter((name) => code.includes(signs[name]));
}

interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}

/** Node modules that take longer to load than writing a whole project. */
const slowModules = [
  'stream',
  'net',
  'tty',
  'child_process',
  'crypto',
  'perf_hooks',
  'internal/abort_controller',
];

/** Everything that a run loads: the program's files, the packages bundled in them, and Node's own modules. */
async function loadedBy(cwd: string, args: readonly string[], home = cwd) {
  const record = path.join(emptyFolder(), 'loaded.json');
  const hook = path.resolve('test/record-loaded.cjs');
  await promisify(execFile)(process.execPath, ['--require', hook, program(), ...args], {
    cwd,
    env: { ...cleanEnvironment(), HOME: home, LOADED_FILES: record },
  });
  const loaded: Loaded = JSON.parse(readFileSync(record, 'utf8'));
  const files = loaded.files.filter((file) => file !== hook);
  return {
    files: files.map((file) => path.relative(packed(), file).replaceAll(path.sep, '/')),
    packages: files.flatMap(packagesIn),
    builtins: loaded.builtins,
  };
}

async function newProject(): Promise<string> {
  const folder = emptyFolder();
  const { code, stderr } = await run(folder, ['.', '--app', 'app', '--yes', '--no-install', '--no-invoke']);
  expect(code, stderr).toBe(0);
  return folder;
}

describe('what a run loads', () => {
  test('each string that identifies a package is in exactly one file of the program', () => {
    const dist = path.join(packed(), 'dist');
    const code = readdirSync(dist).filter((name) => name.endsWith('.cjs'));
    expect(code.flatMap((name) => packagesIn(path.join(dist, name))).sort()).toEqual(
      Object.keys(signs).sort(),
    );
  });

  test.each(['--help', '-h', '--version', '-v'])('%s loads nothing but the starter', async (option) => {
    const { files } = await loadedBy(emptyFolder(), [option]);
    expect(files).toEqual(['bin/create-hs-function.cjs']);
  });

  test('a new project by flags loads neither the prompts nor the installer', async () => {
    const { packages } = await loadedBy(emptyFolder(), ['app', '--yes']);
    expect(packages).toEqual([]);
  });

  test('a new project that is only written loads no code for running, installing, prompts or failures, and no slow Node module', async () => {
    const { files, builtins } = await loadedBy(emptyFolder(), [
      'app',
      '--yes',
      '--no-install',
      '--no-invoke',
    ]);
    const parts = ['bin/create-hs-function', 'dist/cli', 'dist/create', 'dist/create-and-invoke'];
    expect(files).toEqual(parts.map((part) => `${part}.cjs`));
    const bytes = files.map((file) => statSync(path.join(packed(), file)).size);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(newProjectLimit);
    expect(builtins.filter((name) => slowModules.includes(name))).toEqual([]);
  });

  test('if the messages cannot be loaded, a run that needs none works, and any other reports an internal error without secrets', async () => {
    const folder = emptyFolder();
    cpSync(packed(), folder, { recursive: true });
    const options = { program: path.join(folder, 'bin', 'create-hs-function.cjs') };
    const secret = `sk_live_${'a1B2c3D4'.repeat(3)}`;
    // Without the second file, even the code that masks secrets is missing.
    for (const lost of ['words.cjs', 'masks.cjs', 'failure.cjs']) {
      rmSync(path.join(folder, 'dist', lost));
      const { code, stdout } = await run(emptyFolder(), ['--json', `--${secret}`], options);
      expect(code).toBe(1);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'fault' });
      expect(stdout).not.toContain(secret);
    }
    const args = ['app', '--yes', '--no-install', '--no-invoke'];
    expect(await run(emptyFolder(), args, options)).toMatchObject({ code: 0 });
  });

  test("a function's process is started before the program is loaded", () => {
    const start = readFileSync(path.join(packed(), 'dist', 'child-process.cjs'), 'utf8');
    expect(start).not.toMatch(/require\(["'`]\./);
    expect(start).not.toContain('node:crypto');
  });

  test('a function added by flags loads neither the prompts nor the installer', async () => {
    const { packages } = await loadedBy(await newProject(), ['--function', 'another', '--yes']);
    expect(packages).toEqual([]);
  });

  test('a function that is only added loads no code for running or failures', async () => {
    const args = ['--function', 'another', '--yes', '--no-install', '--no-invoke'];
    const { files } = await loadedBy(await newProject(), args);
    expect(files).not.toContain('dist/invoke.cjs');
    expect(files).not.toContain('dist/failure.cjs');
  });

  test('an invocation loads none of the packages, and nothing that only a new project needs', async () => {
    const { packages, files } = await loadedBy(await newProject(), ['invoke', 'hello']);
    expect(packages).toEqual([]);
    expect(files).toContain('dist/create-and-invoke.cjs');
    expect(files).not.toContain('dist/create.cjs');
  });

  test('an install loads the installer, and still no prompts', async () => {
    const registry = await startRegistry([makePackage({ name: 'small', version: '1.0.0' })]);
    try {
      const home = emptyFolder();
      writeFileSync(path.join(home, '.npmrc'), `registry=${registry.url}\n`);
      const args = ['app', '--dependency', 'small@1.0.0', '--package-manager', 'npm', '--yes', '--no-invoke'];
      const { packages } = await loadedBy(emptyFolder(), args, home);
      expect(packages.sort()).toEqual(['execa', 'js-yaml']);
    } finally {
      await registry.close();
    }
  });
});

describe('what is downloaded', () => {
  test('the tarball holds the program, its prepared texts and the licences, and nothing else', () => {
    const files = readdirSync(packed(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(packed(), path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
      );
    const code = files.filter((file) => /^dist\/[a-z-]+\d?\.cjs$/.test(file));
    expect(code.length).toBeGreaterThan(0);
    expect(files.filter((file) => !code.includes(file)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'bin/create-hs-function.cjs',
      'dist/LICENSES.txt',
      'dist/answers.schema.json',
      'dist/document.schema.json',
      'dist/event.schema.json',
      'dist/help.txt',
      'dist/page.html',
      'dist/report.schema.json',
      'dist/version.txt',
      'package.json',
    ]);
  });

  test('it needs no other package', () => {
    const manifest = JSON.parse(readFileSync(path.join(packed(), 'package.json'), 'utf8'));
    expect(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })).toEqual([]);
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual([]);
  });

  test('the tarball stays small', () => {
    expect(statSync(inject('tarball')).size).toBeLessThanOrEqual(tarballLimit);
  });
});
