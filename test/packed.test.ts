import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { publint } from 'publint';
import { describe, expect, inject, test } from 'vitest';
import { hasJunctions, hasScripts } from './left-out.ts';
import { shape, shapeOf } from './new-project.ts';
import { npmCli } from './npm.ts';
import { cleanEnvironment, emptyFolder, filesOf, run, runWords } from './program.ts';

const root = path.join(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');
const files = filesOf(inject('packed'));
const manifest = JSON.parse(files['package.json'] ?? '');

describe('the package', () => {
  test('passes publint', async () => {
    const { messages } = await publint({ pkgDir: inject('packed'), pack: false, strict: true });
    // publint mistakes imports inside the card templates for imports of the file. The build has already loaded that file.
    const isTemplate = (args: object) =>
      Object.entries(args).some(([, one]) => one === '/dist/create-cards.cjs');
    expect(messages.filter(({ args }) => !isTemplate(args))).toEqual([]);
  });

  test('runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
    expect(files['binding.gyp']).toBeUndefined();
  });

  test('contains no source map, no path of the build machine, and no code generated from text', () => {
    for (const [name, text] of Object.entries(files)) {
      expect(text, name).not.toMatch(/sourceMappingURL|\beval\(|new Function\(/);
      for (const folder of [root, homedir()]) expect(text.includes(`${folder}/`), name).toBe(false);
    }
  });

  test('works where npm installs the tarball into an empty folder, without any other package', async () => {
    const folder = emptyFolder();
    const env = { npm_config_cache: path.join(emptyFolder(), 'cache') };
    const install = [
      process.execPath,
      npmCli,
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      inject('tarball'),
    ];
    const installed = await runWords(install, folder, { env });
    expect(installed.code, installed.stderr).toBe(0);
    const names = readdirSync(path.join(folder, 'node_modules'));
    expect(names.filter((name) => !name.startsWith('.'))).toEqual(['create-hs-function']);
    const program = hasScripts
      ? [path.join(folder, 'node_modules/.bin/create-hs-function')]
      : [process.execPath, path.join(folder, 'node_modules/create-hs-function/bin/create-hs-function.cjs')];
    const made = await runWords([...program, 'my-app', '--yes'], folder);
    expect(made.code, made.stderr).toBe(0);
    expect(shapeOf(path.join(folder, 'my-app'))).toEqual(shape);
    expect(filesOf(path.join(folder, 'my-app'))['.gitignore']).toMatch(/^\.env\*$/m);
  });
});

test.runIf(hasJunctions)('two builds, in two places, give the bytes that are packed', () => {
  const builds = [emptyFolder(), emptyFolder()].map((folder) => {
    for (const name of ['bin', 'scripts', 'src', 'templates', 'package.json', 'LICENSE']) {
      cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
    }
    symlinkSync(modules, path.join(folder, 'node_modules'), 'junction');
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, env: cleanEnvironment() });
    return digestsOf(path.join(folder, 'dist'));
  });
  const packed = digestsOf(path.join(inject('packed'), 'dist'));
  expect(builds).toEqual([packed, packed]);
});

/** A digest of each file, because differences between whole bundles would be unreadable. */
function digestsOf(folder: string): Record<string, string> {
  const entries = Object.entries(filesOf(folder));
  return Object.fromEntries(
    entries.map(([file, text]) => [file, createHash('sha256').update(text, 'latin1').digest('hex')]),
  );
}

describe('LICENSES.txt', () => {
  const text = files['dist/LICENSES.txt'] ?? '';
  const listed = [...text.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) \d\S* \(([^)]+)\)$/gm)];

  function needsOf(name: string): string[] {
    const { dependencies } = JSON.parse(readFileSync(path.join(modules, name, 'package.json'), 'utf8'));
    return Object.keys(dependencies ?? {});
  }

  test('names every package that the source imports, directly or indirectly, and no other', () => {
    const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(path.join(root, 'src', name), 'utf8'));
    const specifiers = sources.flatMap((code) => [
      ...code.matchAll(/(?:from |import\()'((?:@[^/']+\/)?[^./'$][^/']*)/g),
    ]);
    const imported = specifiers.map(([, name = '']) => name).filter((name) => !/^(node|virtual):/.test(name));
    // The compiled templates import Handlebars' runtime.
    const reached = new Set([...imported, 'handlebars']);
    for (const name of reached) for (const needed of needsOf(name)) reached.add(needed);
    const names = listed.map(([, name = '']) => name);
    expect(new Set(imported).size).toBeGreaterThan(3);
    expect(names).toEqual(expect.arrayContaining(imported));
    expect([...reached]).toEqual(expect.arrayContaining(names));
  });

  test('only has licences that allow distributing the program as it is', () => {
    expect(['MIT', 'ISC', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause']).toEqual(
      expect.arrayContaining(listed.map(([, , licence]) => licence)),
    );
  });
});

describe('where no package is to be installed', () => {
  const recorder = path.join(import.meta.dirname, 'record-network.cjs');

  function recordingIn(folder: string) {
    const log = path.join(folder, 'network.log');
    return { env: { NODE_OPTIONS: `--require ${JSON.stringify(recorder)}`, NETWORK_LOG: log } };
  }

  test('nothing uses the network', async () => {
    const [folder, logs] = [emptyFolder(), emptyFolder()];
    const options = recordingIn(logs);
    const project = path.join(folder, 'my-app');
    const calls = [
      [folder, ['my-app', '--yes', '--endpoint', 'a/b', '--secret', 'A_KEY'], 0],
      [project, ['--function', 'two', '--yes', '--template', 'proxy', '--no-invoke'], 0],
      [project, ['--function', 'three', '--dry-run', '--diff', '--json'], 0],
      [project, ['--tempalte'], 2],
      [project, ['invoke', 'hello'], 0],
    ] as const;
    for (const [cwd, args, code] of calls) {
      const result = await run(cwd, args, options);
      expect(result.code, result.stderr).toBe(code);
    }
    expect(filesOf(logs)).toEqual({});
  });

  test('this test would notice use of the network', async () => {
    const folder = emptyFolder();
    const asks = "fetch('http://127.0.0.1:9/x').catch(() => {}); require('net').connect(9);";
    await runWords([process.execPath, '-e', asks], folder, recordingIn(folder));
    expect(filesOf(folder)['network.log']).toMatch(/^connect /m);
  });

  test('the bundle contains no module that could', () => {
    const network =
      /\b(?:require|import)\(\s*["'`](?:node:)?(?:net|tls|https?|http2|dgram|dns)(?:\/\w+)?["'`]/;
    const code = Object.entries(files).filter(([name]) => name.endsWith('.cjs'));
    expect(code.length).toBeGreaterThan(5);
    for (const [name, text] of code) {
      // The server of `dev` only listens and does not connect to anything.
      const calling = name === 'dist/dev.cjs' ? text.replace('require("node:http")', '') : text;
      expect(network.test(calling), name).toBe(false);
    }
  });
});
