import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { expect, inject, test } from 'vitest';
import { cleanEnvironment, emptyFolder, filesOf, writeFiles } from './program.ts';

const root = path.join(import.meta.dirname, '..');
const packed = inject('packed');
const manifest = JSON.parse(readFileSync(path.join(packed, 'package.json'), 'utf8'));
const chunks = readdirSync(path.join(packed, 'dist')).filter((name) => name.endsWith('.cjs'));

test('no chunk points to a source map', () => {
  expect(chunks.length).toBeGreaterThan(5);
  for (const name of chunks) {
    expect(readFileSync(path.join(packed, 'dist', name), 'utf8')).not.toContain('sourceMappingURL');
  }
});

test('installing it installs one package, and runs nothing', () => {
  for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
    expect(manifest).not.toHaveProperty(kind);
  }
  const atInstall = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
  expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
});

test('installed from the tarball in an empty folder, the program makes a project with its .gitignore', () => {
  const folder = emptyFolder();
  writeFiles(folder, { 'package.json': '{"private":true}' });
  const settings = { ...cleanEnvironment(), npm_config_cache: path.join(folder, 'cache') };
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, env: settings, stdio: 'pipe' });
  npm('install', '--offline', '--no-audit', '--no-fund', inject('tarball'));
  expect(readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'create-hs-function',
  ]);
  execFileSync(path.join(folder, 'node_modules', '.bin', 'create-hs-function'), ['my-app', '--yes'], {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: 'pipe',
  });
  expect(filesOf(path.join(folder, 'my-app'))['.gitignore']).toMatch(/^\.env\*$/m);
});

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: packed, pack: false, strict: true });
  // It takes the words "imported from" of an error message in this file for an import statement (publint 0.3).
  const others = messages.filter(
    ({ args }) => !('actualFilePath' in args && args.actualFilePath === '/dist/invoke-child.cjs'),
  );
  expect(others).toEqual([]);
});

test('building again gives the same bytes', () => {
  execFileSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: 'pipe' });
  expect(fingerprints(path.join(root, 'dist'))).toEqual(fingerprints(path.join(packed, 'dist')));
});

/** A digest of each file, since a difference of whole bundles cannot be read. */
function fingerprints(folder: string): Record<string, string> {
  const entries = Object.entries(filesOf(folder));
  return Object.fromEntries(
    entries.map(([file, text]) => [file, createHash('sha256').update(text, 'latin1').digest('hex')]),
  );
}

test('the licences name every package that the user sees named in the bundle', () => {
  const licences = readFileSync(path.join(packed, 'dist', 'LICENSES.txt'), 'utf8');
  for (const name of [
    '@clack/prompts',
    '@clack/core',
    'execa',
    'fs-extra',
    'kleur',
    'validate-npm-package-name',
  ]) {
    const { version } = JSON.parse(
      readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8'),
    );
    expect(licences).toContain(`${name} ${version}`);
  }
});

test('the program loads nothing that could reach a network', () => {
  const loaded = chunks.flatMap((name) => {
    const text = readFileSync(path.join(packed, 'dist', name), 'utf8');
    return [...text.matchAll(/require\([`'"](?:node:)?([\w/]+)[`'"]\)/g)].map(([, module]) => module ?? '');
  });
  expect(loaded).toContain('fs');
  const network = ['http', 'https', 'http2', 'net', 'tls', 'dns', 'dns/promises', 'dgram'];
  expect(loaded.filter((module) => network.includes(module))).toEqual([]);
});
