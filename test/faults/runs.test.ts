import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  awaitChange,
  fingerprint,
  interruptedRun,
  leftBeside,
  runName,
  takeLock,
} from '../../src/write/lock.ts';
import { emptyFolder, filesOf, writeFiles } from '../program.ts';
import { problemOf } from '../thrown.ts';
import { start } from './every-fault.ts';
import { bundledProgram, type Wanted } from './program.ts';
import { contents, isOurs, leftovers, snapshot } from './snapshot.ts';

const apply = bundledProgram();
const stateFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'state-'));

beforeAll(() => void vi.stubEnv('XDG_STATE_HOME', stateFolder));
afterAll(() => {
  vi.unstubAllEnvs();
  fs.rmSync(stateFolder, { recursive: true });
});

/** Kills a run at its n-th rename. Returns the folder that contains the project `my-app`. */
async function interrupted(files: Wanted, wanted: Wanted, rename: number): Promise<string> {
  const [whole, half] = [emptyFolder(), emptyFolder()];
  const log = path.join(emptyFolder(), 'log');
  for (const folder of [whole, half]) writeFiles(path.join(folder, 'my-app'), files);
  await start(apply(path.join(whole, 'my-app'), wanted), { FAULT_FOLDER: whole, FAULT_LOG: log });
  const calls = fs.readFileSync(log, 'utf8').trimEnd().split('\n');
  const renames = calls.flatMap((call, index) => (call.includes(' renameSync ') ? [index + 1] : []));
  const at = String(renames[rename - 1]);
  await start(apply(path.join(half, 'my-app'), wanted), {
    FAULT_FOLDER: half,
    FAULT_LOG: log,
    FAULT_KIND: 'KILL',
    FAULT_AT: at,
  });
  expect(leftovers(half)).not.toEqual([]);
  return half;
}

test('when several runs work at once, each either adds its part or reports that it did not', async () => {
  const root = path.join(emptyFolder(), 'my-app');
  writeFiles(root, { 'list.txt': '' });
  const names = ['one', 'two', 'three', 'four', 'five', 'six'];
  const runs = await Promise.all(
    names.map((name) => start(apply(root, { 'list.txt': `+${name}\n`, [`${name}/${name}.js`]: name }), {})),
  );
  const added = names.filter((_, index) => runs[index]?.code === 0);
  expect(added.length).toBeGreaterThan(0);
  for (const { code, stderr } of runs) {
    expect([0, 3], stderr).toContain(code);
    if (code === 3) expect(stderr).toMatch(/^(changed-on-disk|busy)/);
  }
  const { 'list.txt': list = '', ...others } = filesOf(root);
  expect(list.trimEnd().split('\n').sort()).toEqual([...added].sort());
  expect(others).toEqual(Object.fromEntries(added.map((name) => [`${name}/${name}.js`, name])));
});

test('when several runs create the same project, one creates it, and the others change nothing', async () => {
  const outer = emptyFolder();
  const root = path.join(outer, 'my-app');
  const runs = await Promise.all(
    ['one', 'two', 'three', 'four'].map((name) =>
      start(apply(root, { 'a.txt': name, [`${name}.txt`]: name }), {}),
    ),
  );
  const winner = fs.readFileSync(path.join(root, 'a.txt'), 'utf8');
  const failed = runs.filter(({ code }) => code === 3);
  expect(runs.filter(({ code }) => code === 0)).not.toEqual([]);
  expect(failed.length + runs.filter(({ code }) => code === 0).length).toBe(4);
  expect(fs.existsSync(path.join(root, `${winner}.txt`))).toBe(true);
  expect(leftovers(outer)).toEqual([]);
});

test('a run waits for another one that is still working', async () => {
  const root = path.join(emptyFolder(), 'my-app');
  writeFiles(root, { 'a.txt': 'a' });
  const entry = path.join(root, runName());
  fs.mkdirSync(entry);
  const log = path.join(emptyFolder(), 'log');
  fs.writeFileSync(log, '');
  const second = start(apply(root, { 'a.txt': '+b' }), { FAULT_FOLDER: root, FAULT_LOG: log });
  await vi.waitUntil(() => fs.readFileSync(log, 'utf8').includes(' rmdirSync '), {
    timeout: 250_000,
    interval: 10,
  });
  fs.rmdirSync(entry);
  expect(await second).toMatchObject({ code: 0 });
  expect(filesOf(root)).toEqual({ 'a.txt': 'ab' });
});

test.runIf(process.platform === 'linux')(
  'the entry of a run that is only waiting is left alone; that of a dead run is not',
  () => {
    const root = emptyFolder();
    const entry = takeLock(root);
    const parent = fs.readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
    const called = (run: string) => runName().replace(/\d+-\d+-(?=\w+$)/, `${run}-`);
    const [waiting, dead] = [called(`${process.ppid}-${parent}`), called(`${process.ppid}-1`)];
    for (const name of [waiting, dead, otherMachine(waiting)]) fs.mkdirSync(path.join(root, name));
    expect(leftBeside(entry).map(({ name }) => name)).toEqual([dead]);
  },
);

test('a run that keeps working is named, and none of its files are touched', async () => {
  const root = path.join(emptyFolder(), 'my-app');
  const run = runName();
  const journal = JSON.stringify([{ kind: 'file', path: 'b.txt', files: [] }]);
  writeFiles(root, { 'a.txt': 'a', [run]: journal, [`${run}-0.new`]: 'b' });
  const before = snapshot(root);
  const second = await start(apply(root, { 'a.txt': '+b' }), {});
  expect(second.code).toBe(3);
  expect(second.stderr).toContain(`busy: Another run (process ${process.pid}) is changing this project.`);
  expect(snapshot(root)).toEqual(before);
});

test.runIf(process.platform === 'linux')('a run that only reads waits for one that is at work', () => {
  const root = path.join(emptyFolder(), 'my-app');
  writeFiles(root, { 'a.txt': 'a', [`${runName()}.done`]: '' });
  expect(() => awaitChange(root)).not.toThrow();
  const parent = fs.readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
  fs.mkdirSync(path.join(root, runName().replace(/\d+-\d+-(?=\w+$)/, `${process.ppid}-${parent}-`)));
  expect(problemOf(() => awaitChange(root))).toMatchObject({ code: 'busy' });
});

test('a run that died is undone, even if another process has its id now', async () => {
  const half = await interrupted({ 'a.txt': 'a' }, { 'b.txt': 'b', 'a.txt': '+1' }, 2);
  const root = path.join(half, 'my-app');
  expect(await start(apply(root, { 'a.txt': '+b' }), {})).toMatchObject({ code: 0, stdout: 'undone\n' });
  expect(filesOf(root)).toEqual({ 'a.txt': 'ab' });
});

/** A project half changed by a killed run, with the state that the run keeps. `rename` can change the name of its entry. */
async function halfChanged(rename: (entry: string) => string, change: (record: string) => string) {
  const half = await interrupted({ 'a.txt': 'a' }, { 'b.txt': 'b', 'a.txt': '+1' }, 2);
  const root = path.join(half, 'my-app');
  const [entry = ''] = fs.readdirSync(root).filter(isEntry);
  for (const name of fs.readdirSync(root).filter(isOurs)) {
    fs.renameSync(path.join(root, name), path.join(root, name.replace(entry, rename(entry))));
  }
  const folder = path.join(stateFolder, 'create-hs-function');
  const file = (name: string) => path.join(folder, `${name.slice(1)}.json`);
  fs.writeFileSync(file(rename(entry)), change(fs.readFileSync(file(entry), 'utf8')));
  return root;
}

/** Whether this is a run's entry. The folders in which a run keeps copies have a number at the end. */
function isEntry(name: string): boolean {
  return /(^|\/)\.create-hs-function-\d+-\d+-[0-9a-f]{9,}$/.test(name);
}

const otherMachine = (entry: string) => entry.replace(/\w+$/, '90abcdef12');

test('a run that died before the machine was restarted is undone', async () => {
  const root = await halfChanged(otherMachine, (record) =>
    JSON.stringify({ ...JSON.parse(record), boot: 'before' }),
  );
  expect(await start(apply(root, { 'a.txt': '+b' }), {})).toMatchObject({ code: 0, stdout: 'undone\n' });
  expect(filesOf(root)).toEqual({ 'a.txt': 'ab' });
});

test.each([
  ['on another machine', (record: string) => JSON.stringify({ ...JSON.parse(record), host: 'other' })],
  ['of somebody else', () => ''],
])('a run %s is not taken for dead: it is named, and nothing of it is touched', async (_, change) => {
  const root = await halfChanged(otherMachine, change);
  const before = snapshot(root);
  const run = await start(apply(root, { 'a.txt': '+b' }), {});
  expect(run).toMatchObject({ code: 3, stderr: expect.stringMatching(/^busy: .*90abcdef12/) });
  expect(snapshot(root)).toEqual(before);
});

test.runIf(process.platform === 'linux')('a run that is a zombie process counts as dead', async () => {
  const root = path.join(emptyFolder(), 'my-app');
  const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
  onTestFinished(() => void parent.kill());
  const [id] = await once(parent.stdout, 'data');
  const zombie = `/proc/${String(id).trim()}/stat`;
  while (!/\) Z /.test(fs.readFileSync(zombie, 'utf8')))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const startedAt = fs.readFileSync(zombie, 'utf8').split(') ')[1]?.split(' ')[19];
  const run = runName().replace(/\d+-\d+-(?=\w+$)/, `${String(id).trim()}-${startedAt}-`);
  writeFiles(root, { 'a.txt': 'a' });
  fs.mkdirSync(path.join(root, run));
  expect(await start(apply(root, { 'a.txt': '+b' }), {})).toMatchObject({ code: 0 });
  expect(fs.readdirSync(root)).toEqual(['a.txt']);
});

test.runIf(fs.existsSync('/bin/ps'))(
  'where there is no /proc, a process that has the number of a dead run now blocks nothing',
  async () => {
    const root = path.join(emptyFolder(), 'my-app');
    const preload = path.join(import.meta.dirname, 'no-proc.cjs');
    const machine = fingerprint(Buffer.from(os.hostname())).replace('-', '');
    const add = (named: number) => {
      const run = `.create-hs-function-${process.pid}-${named}-${machine}`;
      writeFiles(root, { 'a.txt': 'a' });
      fs.mkdirSync(path.join(root, run), { recursive: true });
      const command = apply(root, { 'a.txt': '+b' });
      return start(
        { ...command, env: { ...command.env, NODE_OPTIONS: `--require ${JSON.stringify(preload)}` } },
        {},
      );
    };
    const beforeThisProcess = Math.floor(Date.now() / 1000 - process.uptime()) - 120;
    expect(await add(beforeThisProcess)).toMatchObject({ code: 0 });
    expect(filesOf(root)).toEqual({ 'a.txt': 'ab' });
    // A time zone other than the system's must not make a live run look dead.
    vi.stubEnv('TZ', 'Pacific/Auckland');
    expect(await add(Math.ceil(Date.now() / 1000))).toMatchObject({ code: 3 });
  },
);

test('an unfinished new project is removed, but not one that is still being created', async () => {
  const outer = emptyFolder();
  const dead = `${runName().replace(/-\d+-(?=\w+$)/, '-1-')}.tree`;
  const live = `${runName()}.tree`;
  writeFiles(outer, { [`${dead}/new/src/a.txt`]: 'a', [`${live}/new/src/a.txt`]: 'a' });
  const run = await start(apply(path.join(outer, 'my-app'), { 'a.txt': 'a' }), {});
  expect(run).toMatchObject({ code: 0, stdout: 'undone\n' });
  expect(filesOf(outer)).toEqual({ [`${live}/new/src/a.txt`]: 'a', 'my-app/a.txt': 'a' });
});

test.each(['a/b/one', 'a/b/two', 'a/three'])(
  'what a run left beside the folders of its new project is removed by the next run below them: in %s',
  async (next) => {
    const outer = emptyFolder();
    const dead = `${runName().replace(/-\d+-(?=\w+$)/, '-1-')}.tree`;
    writeFiles(outer, { 'a/b/one/a.txt': 'a', [`${dead}/.gitignore`]: '*\n' });
    expect(await start(apply(path.join(outer, next), { 'b.txt': 'b' }), {})).toMatchObject({ code: 0 });
    expect(filesOf(outer)).toEqual({ 'a/b/one/a.txt': 'a', [`${next}/b.txt`]: 'b' });
  },
);

test.each(['other', 'file', 'link', 'stranger'])(
  'something that only has the name of an entry is left alone: %s',
  async (kind) => {
    const outer = emptyFolder();
    const dead = path.join(outer, `${runName().replace(/-\d+-(?=\w+$)/, '-1-')}.tree`);
    writeFiles(outer, { 'theirs/new/a.txt': 'a', 'theirs/b.txt': 'b' });
    if (kind === 'other') fs.renameSync(path.join(outer, 'theirs'), dead);
    if (kind === 'file') fs.writeFileSync(dead, '');
    if (kind === 'link') fs.symlinkSync('theirs', dead);
    if (kind === 'stranger') {
      if (process.getuid?.() !== 0) return;
      writeFiles(dead, { 'new/a.txt': 'a' });
      fs.chownSync(dead, 12345, 12345);
    }
    const before = filesOf(outer);
    const run = await start(apply(path.join(outer, 'my-app'), { 'a.txt': 'a' }), {});
    expect(run).toMatchObject({ code: 0, stdout: 'nothing\n' });
    expect(filesOf(outer)).toEqual({ ...before, 'my-app/a.txt': 'a' });
  },
);

test('what was edited after a run was interrupted stays as it was edited', async () => {
  const files = { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' };
  const wanted = {
    'new.txt': 'n',
    'folder/new.txt': 'f',
    'folder/other.txt': 'o',
    'a.txt': '+1',
    'b.txt': '+1',
    'c.txt': '+1',
  };
  const folder = await interrupted(files, wanted, 5);
  const root = path.join(folder, 'my-app');
  expect(fs.readFileSync(path.join(root, 'b.txt'), 'utf8')).toBe('b1');
  writeFiles(root, { 'new.txt': 'edited', 'folder/new.txt': 'edited', 'b.txt': 'edited', 'c.txt': 'edited' });
  expect(await start(apply(root, {}), {})).toMatchObject({ code: 0, stdout: 'undone\n' });
  expect(filesOf(folder)).toEqual({
    'my-app/a.txt': 'a',
    'my-app/b.txt': 'edited',
    'my-app/c.txt': 'edited',
    'my-app/new.txt': 'edited',
    'my-app/folder/new.txt': 'edited',
  });
});

test('a run that had everything in place is finished', async () => {
  const folder = await interrupted({ 'a.txt': 'a' }, { 'a.txt': '+1', 'b.txt': 'b' }, 3);
  const [entry = ''] = leftovers(folder).filter(isEntry);
  fs.renameSync(path.join(folder, entry), path.join(folder, `${entry}.done`));
  const root = path.join(folder, 'my-app');
  expect(await start(apply(root, {}), {})).toMatchObject({ code: 0, stdout: 'finished\n' });
  expect(filesOf(root)).toEqual({ 'a.txt': 'a1', 'b.txt': 'b' });
});

test.each([
  [
    'leads out of the project',
    [{ kind: 'update', path: '../other.txt', files: [{ path: '../other.txt', fingerprint: '5-0' }] }],
  ],
  [
    'names files outside of it',
    [{ kind: 'folder', path: 'src', files: [{ path: '../other.txt', fingerprint: '1-e40c292c' }] }],
  ],
  ['is no journal', { path: 1 }],
])('a journal that came with the project and %s is not trusted, and does no harm', async (_, journal) => {
  const outer = emptyFolder();
  const root = path.join(outer, 'my-app');
  const run = runName().replace(/-\d+-(?=\w+$)/, '-1-');
  writeFiles(outer, {
    'other.txt': 'a',
    [`${run}-0.old`]: 'evil',
    'my-app/a.txt': 'a',
    [`my-app/${run}`]: JSON.stringify(journal),
  });
  const before = snapshot(outer);
  expect(await start(apply(root, { 'a.txt': '+b' }), {})).toMatchObject({ code: 3 });
  expect(snapshot(outer)).toEqual(before);
});

test.runIf(process.getuid?.() === 0)(
  'what its owner made read-only is neither replaced nor added to',
  async () => {
    const outer = emptyFolder();
    const root = path.join(outer, 'my-app');
    writeFiles(root, { 'a.txt': 'a', 'b/b.txt': 'b', 'c/c.txt': 'c' });
    execFileSync('chown', ['-R', '65534:65534', outer]);
    fs.chmodSync(path.join(root, 'a.txt'), 0o444);
    fs.chmodSync(path.join(root, 'b'), 0o555);
    const before = snapshot(outer);
    const refusals = {
      'a.txt': 'a.txt',
      'b/b.txt': 'b/b.txt',
      'b/new.txt': 'b/new.txt',
      'b/new/new.txt': 'b/new',
    };
    for (const [file, named] of Object.entries(refusals)) {
      const command = apply(root, { 'c/c.txt': '+1', 'c/new.txt': '1', [file]: '+1' });
      const run = await start({ ...command, userId: 65534 }, {});
      expect(run, file).toMatchObject({ code: 3 });
      expect(run.stderr).toContain(`no-permission: ${named} cannot be read or written`);
      expect(snapshot(outer)).toEqual(before);
    }
    fs.chmodSync(root, 0o555);
    const command = apply(root, { 'c/c.txt': '+1' });
    expect(await start({ ...command, userId: 65534 }, {})).toMatchObject({ code: 3 });
    fs.chmodSync(outer, 0o555);
    const other = apply(path.join(outer, 'new'), { 'a.txt': 'a' });
    expect(await start({ ...other, userId: 65534 }, {})).toMatchObject({ code: 3 });
    expect(Object.keys(contents(snapshot(outer)))).toEqual(Object.keys(before));
  },
);

test.each(['.env', '/functions/.env', '.env*', 'functions/*.env', '**/.env'])(
  'copies of .env that a killed run leaves are not taken by git, with the rule %s',
  async (rule) => {
    const files = { '.gitignore': `${rule}\n`, 'functions/.env': 'TOKEN=canary\n', 'a.txt': 'a' };
    for (const rename of [2, 3, 4]) {
      const half = await interrupted(
        files,
        { 'b.txt': 'b', 'a.txt': '+1', 'functions/.env': '+A=1\n' },
        rename,
      );
      const root = path.join(half, 'my-app');
      const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
      git('init', '-q');
      git('add', '-A');
      expect(git('diff', '--cached')).not.toContain('canary');
      expect(await start(apply(root, { 'c.txt': 'c' }), {})).toMatchObject({ code: 0 });
      expect(leftovers(half)).toEqual([]);
    }
  },
);

test('copies of .env are removed before the rule that hides them from git', async () => {
  const root = path.join(emptyFolder(), 'my-app');
  writeFiles(root, { '.env': 'TOKEN=canary\n' });
  const log = path.join(emptyFolder(), 'log');
  await start(apply(root, { '.env': '+A=1\n' }), { FAULT_FOLDER: root, FAULT_LOG: log });
  const removed = fs
    .readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => / (?:unlink|rmdir)Sync .*-0(?:\/old|\/\.gitignore)?$/.test(line))
    .map((line) => path.basename(line));
  expect(removed).toEqual(['old', '.gitignore', expect.stringMatching(/^\.create-hs-function-.*-0$/)]);
});

test.runIf(process.getuid?.() === 0)(
  "in a shared folder where others' files cannot be replaced, everything stays as it was",
  async () => {
    const outer = emptyFolder();
    const root = path.join(outer, 'my-app');
    writeFiles(root, { 'a.txt': 'a', 'b.txt': 'b' });
    execFileSync('chown', ['-R', '65534', outer]);
    fs.chownSync(path.join(root, 'b.txt'), 1234, 1234);
    fs.chownSync(root, 1234, 1234);
    fs.chmodSync(path.join(root, 'b.txt'), 0o666);
    fs.chmodSync(root, 0o1777);
    const before = contents(snapshot(outer));
    const run = await start(
      { ...apply(root, { 'new.txt': 'n', 'a.txt': '+1', 'b.txt': '+1' }), userId: 65534 },
      {},
    );
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('no-permission: b.txt') });
    expect(contents(snapshot(outer))).toEqual(before);
  },
);

test('a half-changed project is recognised, and no other is', async () => {
  const half = await interrupted({ 'a.txt': 'a' }, { 'b.txt': 'b', 'a.txt': '+1' }, 2);
  const root = path.join(half, 'my-app');
  expect(interruptedRun(root)).toMatchObject({ settles: true });
  await start(apply(root, { 'a.txt': '+b' }), {});
  expect(interruptedRun(root)).toBeUndefined();
  const begun = (run: string) => writeFiles(root, { [`${run}/.gitignore`]: '*' });
  begun(runName());
  begun(`${otherMachine(runName())}.done`);
  fs.mkdirSync(path.join(root, runName().replace(/-\d+-(?=\w+$)/, '-1-')));
  expect(interruptedRun(root)).toBeUndefined();
  begun(otherMachine(runName()));
  expect(interruptedRun(root)).toEqual({ entry: otherMachine(runName()), settles: false });
});

test("a finished run's record from another machine stops nobody, and is left alone", async () => {
  const root = path.join(emptyFolder(), 'my-app');
  const done = `${otherMachine(runName())}.done`;
  writeFiles(root, { 'a.txt': 'a', [`${done}/.gitignore`]: '*' });
  expect(await start(apply(root, { 'a.txt': '+b' }), {})).toMatchObject({ code: 0 });
  expect(filesOf(root)).toEqual({ 'a.txt': 'ab', [`${done}/.gitignore`]: '*' });
});

test('nothing that a killed run leaves is taken by git, so that no clone is stopped by it', async () => {
  const files = { 'a.txt': 'a', '.env': 'A=1\n' };
  const wanted = { 'b/b.txt': 'b', 'c.txt': 'c', 'a.txt': '+1', '.env': '+B=2\n' };
  for (const rename of [1, 2, 3, 4, 5]) {
    const half = await interrupted(files, wanted, rename);
    const root = path.join(half, 'my-app');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
    git('init', '-q');
    git('add', '-A');
    expect(git('ls-files').split('\n').filter(isOurs)).toEqual([]);
  }
});
