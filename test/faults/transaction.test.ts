import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { whole } from '../extent.ts';
import { emptyFolder, filesOf, writeFiles } from '../program.ts';
import { everyFault, start } from './every-fault.ts';
import { bundledProgram } from './program.ts';
import { contents, leftovers, snapshot } from './snapshot.ts';

vi.setConfig({ testTimeout: 3_600_000 });
const apply = bundledProgram();

const newProject = {
  'hsproject.json': '{}\n',
  'src/app/app.functions/.env': 'API_KEY=\n',
  'src/app/app.functions/hello.js': 'exports.main = async () => {};\n',
  'fixtures/hello.json': '{}\n',
};

const addition = {
  '../.gitignore': '+.env\n',
  'serverless.json': '+// two\n',
  'functions/.env': '+OTHER=\n',
  'functions/two.js': 'exports.main = async () => {};\n',
  'fixtures/two.json': '{}\n',
};

function livingProject(folder: string): void {
  writeFiles(folder, {
    '.gitignore': 'logs/\n',
    'my-app/serverless.json': '{"functions": {}}\n',
    'my-app/functions/.env': 'SECRET=value\n',
  });
  chmodSync(path.join(folder, 'my-app/functions/.env'), 0o640);
  chmodSync(path.join(folder, 'my-app/serverless.json'), 0o755);
  // A time long ago, so that restoring a file with a different time is noticed.
  for (const file of ['.gitignore', 'my-app/serverless.json', 'my-app/functions/.env']) {
    utimesSync(path.join(folder, file), 1e9, 1e9);
  }
}

test('a new project is there whole or not at all, whatever fails and whenever it is killed', async () => {
  const counts = await everyFault({
    prepare: (folder) => writeFiles(folder, { 'other.txt': 'not ours' }),
    command: (folder) => apply(path.join(folder, 'my-app'), newProject),
    faults: ['KILL', 'SIGTERM', 'ENOSPC', 'EROFS', 'EACCES'],
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 15 : 2);
});

test('of a new project that is not finished git takes nothing, whenever it is killed', async () => {
  await everyFault({
    prepare: (folder) => writeFiles(folder, { 'other.txt': 'not ours' }),
    command: (folder) => apply(path.join(folder, 'my-app'), newProject),
    faults: ['KILL'],
    check: ({ folder, call }) => {
      const repository = path.join(emptyFolder(), 'git');
      const git = (...args: string[]) =>
        execFileSync('git', ['--git-dir', repository, '--work-tree', folder, ...args], { encoding: 'utf8' });
      git('init', '-q');
      const taken = git('ls-files', '-o', '--exclude-standard').split('\n').filter(Boolean);
      expect(
        taken.filter((name) => !/^(other\.txt|my-app\/.*)$/.test(name)),
        call,
      ).toEqual([]);
    },
  });
});

test('a new project in a folder with other files leaves them alone, whatever fails and whenever it is killed', async () => {
  const counts = await everyFault({
    prepare: (folder) =>
      writeFiles(folder, { 'my-app/notes.txt': 'not ours', 'my-app/src/notes.txt': 'nor this' }),
    command: (folder) => apply(path.join(folder, 'my-app'), newProject),
    most: 40,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 30 : 3);
});

test('files of a living project are all updated or none, whatever fails and whenever it is killed', async () => {
  const counts = await everyFault({
    prepare: livingProject,
    command: (folder) => apply(path.join(folder, 'my-app'), addition),
    faults: ['KILL', 'SIGINT', 'ENOSPC', 'EROFS', 'EACCES'],
    check: ({ stderr, call }) => expect(stderr, call).not.toContain('injected'),
    most: 40,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 40 : 5);
});

test('a run that ends what another left can itself be killed at any moment', async () => {
  const folder = emptyFolder();
  const half = path.join(folder, 'half');
  livingProject(half);
  const original = contents(snapshot(half));
  const log = path.join(folder, 'log');
  const commandIn = (place: string) => ({
    ...apply(path.join(place, 'my-app'), addition),
    env: { XDG_STATE_HOME: `${place}-state` },
  });
  const command = commandIn(half);
  const complete = path.join(folder, 'complete');
  livingProject(complete);
  await start(apply(path.join(complete, 'my-app'), addition), { FAULT_FOLDER: complete, FAULT_LOG: log });
  const calls = readFileSync(log, 'utf8').trimEnd().split('\n');
  const renames = calls.flatMap((call, index) => (call.includes(' renameSync ') ? [index + 1] : []));
  await start(command, {
    FAULT_FOLDER: half,
    FAULT_LOG: log,
    FAULT_KIND: 'KILL',
    FAULT_AT: String(renames.at(-2)),
  });
  expect(leftovers(half)).not.toEqual([]);

  const counts = await everyFault({
    prepare: (place) => {
      cpSync(half, place, { recursive: true, preserveTimestamps: true });
      cpSync(`${half}-state`, `${place}-state`, { recursive: true });
      for (const [name, text] of Object.entries(filesOf(`${place}-state`))) {
        writeFileSync(
          path.join(`${place}-state`, name),
          text.replaceAll(realpathSync(half), realpathSync(place)),
        );
      }
    },
    command: commandIn,
    faults: ['KILL'],
    original,
    most: 25,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 40 : 5);
});

test('files are put back as they were on a file system without hard links, too', async () => {
  const counts = await everyFault({
    prepare: livingProject,
    command: (folder) => ({
      ...apply(path.join(folder, 'my-app'), {
        'serverless.json': '+// two\n',
        'functions/.env': '+OTHER=\n',
      }),
      env: { FAULT_LINKS: 'none' },
    }),
    faults: ['EACCES'],
  });
  expect(counts.EACCES).toBeGreaterThan(whole ? 50 : 6);
});
