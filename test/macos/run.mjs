import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execPath, platform } from 'node:process';
import { setTimeout } from 'node:timers/promises';

/*
 * `npm run test:macos-fs`: the packed program on disks that ignore case and Unicode form. On macOS that is the
 * disk of the temporary folder, on Linux a folder mounted by FUSE, once as APFS and once as HFS+ behaves. Where there is
 * no such disk, one line says why, and nothing is tried.
 */

const here = import.meta.dirname;

process.exitCode = platform === 'darwin' ? suite(tmpdir(), 'apfs') : await onMountedDisks();

async function onMountedDisks() {
  const python = ['python3', '/usr/bin/python3'].find(hasFuse);
  const lack =
    platform !== 'linux'
      ? `${platform} has no FUSE`
      : !existsSync('/dev/fuse')
        ? 'there is no /dev/fuse'
        : python === undefined
          ? 'no python3 has fusepy (Debian: apt-get install python3-fusepy fuse3)'
          : undefined;
  if (lack !== undefined) return cannot(lack);
  const codes = [];
  for (const kind of ['apfs', 'hfs']) codes.push(await onMountedDisk(python, kind));
  return Math.max(...codes);
}

function hasFuse(python) {
  const tried =
    'import importlib.util as u; raise SystemExit(not (u.find_spec("fusepy") or u.find_spec("fuse")))';
  return spawnSync(python, ['-c', tried], { stdio: 'ignore' }).status === 0;
}

async function onMountedDisk(python, kind) {
  const folder = mkdtempSync(path.join(tmpdir(), 'forgiving-'));
  const disk = path.join(folder, 'disk');
  for (const name of ['kept', 'disk']) mkdirSync(path.join(folder, name));
  const words = [path.join(here, 'forgiving_disk.py'), path.join(folder, 'kept'), disk, kind];
  const mount = spawn(python, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  mount.stderr.on('data', (text) => (said += text));
  try {
    for (let tries = 0; !isMounted(disk); tries++) {
      if (mount.exitCode !== null || tries === 100)
        return cannot(`FUSE refuses: ${said.trim().split('\n').at(-1)}`);
      await setTimeout(50);
    }
    return suite(disk, kind);
  } finally {
    spawnSync('fusermount3', ['-u', '-z', disk], { stdio: 'ignore' });
    mount.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function isMounted(folder) {
  return readFileSync('/proc/mounts', 'utf8').includes(` ${folder} fuse`);
}

function suite(disk, kind) {
  const vitest = path.join(here, '../../node_modules/vitest/vitest.mjs');
  const words = [vitest, 'run', '--config', path.join(here, 'vitest.config.ts')];
  return (
    spawnSync(execPath, words, { stdio: 'inherit', env: { ...process.env, DISK: disk, DISK_KIND: kind } })
      .status ?? 1
  );
}

/** If the machine has no such disk, that is not the program's fault. */
function cannot(why) {
  console.log(`Nothing was tried on a disk of macOS: ${why}.`);
  return 0;
}
