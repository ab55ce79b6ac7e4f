import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import type { Change, Move } from '../../src/types.ts';
import { readPresent } from '../../src/write/files.ts';
import { applyChanges, applyInterruptibly, recover } from '../../src/write/transaction.ts';
import { contents, snapshot } from '../faults/snapshot.ts';
import { hasLinks, hasModes, hasPipes } from '../left-out.ts';
import { emptyFolder, filesOf, writeFiles } from '../program.ts';
import { problemOf } from '../thrown.ts';

/** The changes that give files these texts, starting from their current content. */
function changesTo(root: string, wanted: Readonly<Record<string, string>>): readonly Change[] {
  return Object.entries(wanted).map(([file, text]) => {
    const before = readPresent(root, file);
    const after = Buffer.from(text);
    const isSame = before !== undefined && Buffer.compare(before, after) === 0;
    return {
      path: file,
      before,
      after,
      action: before === undefined ? 'create' : isSame ? 'unchanged' : 'update',
    };
  });
}

function write(root: string, wanted: Readonly<Record<string, string>>): void {
  applyChanges(root, changesTo(root, wanted));
}

/** A folder `outer` with a project `outer/my-app` in it. */
function projectIn(files: Readonly<Record<string, string>>): {
  readonly outer: string;
  readonly root: string;
} {
  const outer = emptyFolder();
  const root = path.join(outer, 'my-app');
  fs.mkdirSync(root);
  writeFiles(root, files);
  return { outer, root };
}

test('a new project gets all its files, also below folders that are not there yet', () => {
  const outer = emptyFolder();
  const root = path.join(outer, 'work', 'my-app');
  const wanted = { 'hsproject.json': '{}', 'src/app/hello.js': 'main', 'empty.txt': '' };
  write(root, wanted);
  expect(filesOf(outer)).toEqual({
    'work/my-app/hsproject.json': '{}',
    'work/my-app/src/app/hello.js': 'main',
    'work/my-app/empty.txt': '',
  });
  expect(fs.readdirSync(outer)).toEqual(['work']);
});

test('a signal while files are written, whenever it comes, leaves all as it was, in a new project and in one that is there', async () => {
  const wanted = { 'a.json': 'new', 'new/b.js': 'b', 'new/deep/c.js': 'c', 'd.js': 'd' };
  for (const isNew of [true, false]) {
    for (let before = 0; ; before += 1) {
      const { outer, root } = projectIn({ 'a.json': 'old' });
      if (isNew) fs.rmSync(root, { recursive: true });
      const present = snapshot(outer);
      let pauses = 0;
      const run = applyInterruptibly(root, changesTo(root, wanted), [], async () => {
        pauses += 1;
        if (pauses > before) throw new Error('a signal');
      });
      const ended = await run.then(
        () => 'done',
        (error: Error) => error.message,
      );
      if (ended === 'done') {
        expect(filesOf(root)).toEqual(wanted);
        expect(pauses).toBeGreaterThanOrEqual(Object.keys(wanted).length);
        break;
      }
      expect(ended).toBe('a signal');
      expect(snapshot(outer)).toEqual(present);
    }
  }
});

test('files without changes are not touched, nor are their folders', () => {
  const { outer, root } = projectIn({ 'a.json': '{}', 'src/b.js': 'b' });
  const times = () =>
    ['.', 'src', 'a.json', 'src/b.js'].map((name) => fs.statSync(path.join(root, name)).mtimeMs);
  const before = times();
  write(root, { 'a.json': '{}', 'src/b.js': 'b' });
  expect(recover(root)).toBe('nothing');
  expect(times()).toEqual(before);
  expect(fs.readdirSync(outer)).toEqual(['my-app']);
});

test.runIf(hasModes)(
  'a new .env of any name is for its owner alone; other new files are as the umask wants them',
  () => {
    const { root } = projectIn({});
    const umask = process.umask(0o027);
    onTestFinished(() => void process.umask(umask));
    const secret = ['src/.env', '.env', '.env.local', 'src/.env.test'];
    const other = ['.env.example', 'src/a.js'];
    write(root, Object.fromEntries([...secret, ...other].map((name) => [name, 'A=1'])));
    const modeOf = (name: string) => fs.statSync(path.join(root, name)).mode & 0o777;
    expect(new Set(secret.map(modeOf))).toEqual(new Set([0o600]));
    expect([...other, 'src'].map(modeOf)).toEqual([0o640, 0o640, 0o750]);
  },
);

test.runIf(hasModes)('an updated file keeps its mode and, for root, its owner', () => {
  const { root } = projectIn({ 'a.sh': 'a', '.env': 'A=1' });
  const modes = { 'a.sh': 0o755, '.env': 0o664 };
  for (const [name, mode] of Object.entries(modes)) fs.chmodSync(path.join(root, name), mode);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) fs.chownSync(path.join(root, 'a.sh'), 1234, 4321);
  const before = fs.statSync(path.join(root, 'a.sh'));
  write(root, { 'a.sh': 'b', '.env': 'A=2' });
  const after = fs.statSync(path.join(root, 'a.sh'));
  expect(after.mode & 0o7777).toBe(0o755);
  expect([after.uid, after.gid]).toEqual([before.uid, before.gid]);
  expect(fs.statSync(path.join(root, '.env')).mode & 0o7777).toBe(0o664);
});

test.runIf(hasLinks)('symbolic links inside the project stay, and what they lead to is updated', () => {
  const { root } = projectIn({ 'shared/app.json': '{}', 'shared/functions/a.js': '' });
  fs.symlinkSync('shared/app.json', path.join(root, 'app.json'));
  fs.symlinkSync('shared/functions', path.join(root, 'functions'));
  write(root, { 'app.json': '{"a": 1}', 'functions/b.js': 'b', 'functions/new/c.js': 'c' });
  expect(fs.readlinkSync(path.join(root, 'app.json'))).toBe('shared/app.json');
  expect(fs.readlinkSync(path.join(root, 'functions'))).toBe('shared/functions');
  expect(filesOf(root)).toEqual({
    'shared/app.json': '{"a": 1}',
    'shared/functions/a.js': '',
    'shared/functions/b.js': 'b',
    'shared/functions/new/c.js': 'c',
  });
});

test.runIf(hasLinks)(
  'two changes to one file under different names are refused, and it is not changed',
  () => {
    const { outer, root } = projectIn({ file: 'A=1' });
    fs.symlinkSync('file', path.join(root, 'link'));
    const before = snapshot(outer);
    const problem = problemOf(() => write(root, { file: 'A=1 B=2', link: 'A=1 B=', 'new/a.js': 'a' }));
    expect(problem).toMatchObject({ code: 'changed-on-disk', details: { conflicts: ['link'] } });
    expect(snapshot(outer)).toEqual(before);
  },
);

test.runIf(hasLinks)('a link that leads to itself is in the way of what belongs into its folder', () => {
  const { root } = projectIn({});
  fs.symlinkSync('src', path.join(root, 'src'));
  const problem = problemOf(() => write(root, { 'src/a.js': 'a' }));
  expect(problem).toMatchObject({ exit: 3, code: 'in-the-way', details: { conflicts: ['src/a.js'] } });
});

test.runIf(hasLinks)('a project that is itself reached through a symbolic link is written to', () => {
  const { outer, root } = projectIn({ 'a.json': '{}' });
  fs.symlinkSync('my-app', path.join(outer, 'link'));
  write(path.join(outer, 'link'), { 'a.json': '[]', 'b/c.js': 'c' });
  expect(filesOf(root)).toEqual({ 'a.json': '[]', 'b/c.js': 'c' });
});

test.runIf(hasLinks).each([
  ['a file', { link: 'app.json', to: '../elsewhere/app.json', file: 'app.json' }],
  ['a folder above a file', { link: 'src', to: '../elsewhere', file: 'src/app.json' }],
  ['a folder above new folders', { link: 'src', to: '../elsewhere', file: 'src/new/folder/a.js' }],
  [
    'a link to the folder beside with the same beginning',
    { link: 'src', to: '../my-app-2', file: 'src/a.js' },
  ],
  ['a link that leads nowhere', { link: 'src', to: 'nowhere', file: 'src/a.js' }],
  ['a link to itself', { link: 'a.js', to: 'a.js', file: 'a.js' }],
  ['the .gitignore of the repository', { link: '../.gitignore', to: '/etc/hostname', file: '../.gitignore' }],
])('a symbolic link that leads out of the project is refused: %s', (_, { link, to, file }) => {
  const { outer, root } = projectIn({ 'b.json': '{}' });
  writeFiles(outer, { 'elsewhere/app.json': 'theirs', 'my-app-2/a.js': 'theirs' });
  fs.symlinkSync(to, path.join(root, link));
  const before = snapshot(outer);
  const changes: Change[] = [
    { action: 'update', path: 'b.json', before: Buffer.from('{}'), after: Buffer.from('[]') },
    { action: 'update', path: file, before: Buffer.from('theirs'), after: Buffer.from('ours') },
  ];
  const problem = problemOf(() => applyChanges(root, changes));
  expect(problem).toMatchObject({ exit: 3, code: 'symlink-outside', details: { conflicts: [file] } });
  expect(snapshot(outer)).toEqual(before);
});

test.runIf(hasLinks).each([
  ['a folder', { link: 'src', to: '.git/hooks', file: 'src/pre-commit' }],
  ['a folder that is not there yet', { link: 'src', to: '.git', file: 'src/new/pre-commit' }],
  ['a file', { link: 'a.json', to: '.git/config', file: 'a.json' }],
  ['a folder in capitals', { link: 'src', to: '.GIT/hooks', file: 'src/pre-commit' }],
  ['that of a repository below', { link: 'src', to: 'below/.git', file: 'src/config' }],
  ['none, but the path', { link: 'b', to: 'a', file: '.git/hooks/pre-commit' }],
])('nothing is written into .git, wherever links lead: %s', (_, { link, to, file }) => {
  const { outer, root } = projectIn({
    'b.json': '{}',
    '.git/config': 'theirs',
    'below/.git/config': 'theirs',
  });
  writeFiles(root, { '.git/hooks/x': '', '.GIT/hooks/x': '' });
  fs.symlinkSync(to, path.join(root, link));
  const before = snapshot(outer);
  const there = file === 'a.json' || file === 'src/config' ? Buffer.from('theirs') : undefined;
  const changes: Change[] = [
    { action: 'update', path: 'b.json', before: Buffer.from('{}'), after: Buffer.from('[]') },
    { action: there ? 'update' : 'create', path: file, before: there, after: Buffer.from('ours') },
  ];
  const moves: Move[] = [{ action: 'move', from: 'b.json', path: file }];
  for (const attempt of [() => applyChanges(root, changes), () => applyChanges(root, [], moves)])
    expect(problemOf(attempt)).toMatchObject({ exit: 3 });
  expect(problemOf(() => applyChanges(root, changes))).toMatchObject({ code: 'symlink-outside' });
  expect(snapshot(outer)).toEqual(before);
});

test('the .gitignore of the repository is written as one with the project', () => {
  const { outer, root } = projectIn({ 'a.json': '{}' });
  writeFiles(outer, { '.gitignore': 'logs/\n' });
  write(root, { '../.gitignore': 'logs/\n.env\n', 'a.json': '[]' });
  expect(filesOf(outer)).toEqual({ '.gitignore': 'logs/\n.env\n', 'my-app/a.json': '[]' });
});

test('no programming mistake can write outside the project', () => {
  const { outer, root } = projectIn({});
  const before = snapshot(outer);
  for (const file of [
    '../a.js',
    '/etc/a',
    'a/../../b',
    './a',
    'a//b',
    '..',
    '../.gitignore/../a',
    'b/../.gitignore',
  ]) {
    const change: Change = { action: 'create', path: file, before: undefined, after: Buffer.from('x') };
    expect(() => applyChanges(root, [change]), file).toThrow('Not a path');
    expect(() => applyChanges(path.join(outer, 'new'), [change]), file).toThrow(
      'Not a path inside the project',
    );
  }
  expect(snapshot(outer)).toEqual(before);
});

test.each<[string, (root: string) => void]>([
  ['was edited', (root) => fs.appendFileSync(path.join(root, 'b.json'), ' ')],
  ['was deleted', (root) => fs.rmSync(path.join(root, 'b.json'))],
])('a file that %s since the plan was made stops everything', (_, meddle) => {
  const { outer, root } = projectIn({ 'a.json': '{}', 'b.json': '{}' });
  const changes = changesTo(root, { 'new/c.js': 'c', 'a.json': '[]', 'b.json': '[]' });
  meddle(root);
  const before = snapshot(outer);
  const problem = problemOf(() => applyChanges(root, changes));
  expect(problem).toMatchObject({ exit: 3, code: 'changed-on-disk', details: { conflicts: ['b.json'] } });
  expect(snapshot(outer)).toEqual(before);
});

test('files created since the plan was made are all named, and kept', () => {
  const { outer, root } = projectIn({ 'a.json': '{}' });
  const changes = changesTo(root, { 'b.js': 'b', 'new/c.js': 'c', 'new/d.js': 'd', 'a.json': '[]' });
  writeFiles(root, { 'b.js': 'theirs', 'new/d.js': 'theirs' });
  const before = snapshot(outer);
  const problem = problemOf(() => applyChanges(root, changes));
  expect(problem).toMatchObject({ code: 'changed-on-disk', details: { conflicts: ['b.js', 'new/d.js'] } });
  expect(snapshot(outer)).toEqual(before);
});

test('a new project does not take the place of something that came there since the plan was made', () => {
  const outer = emptyFolder();
  const root = path.join(outer, 'my-app');
  const changes = changesTo(root, { 'a.js': 'a', 'b.js': 'b' });
  writeFiles(root, { 'b.js': 'theirs' });
  expect(problemOf(() => applyChanges(root, changes))).toMatchObject({ code: 'changed-on-disk' });
  expect(filesOf(outer)).toEqual({ 'my-app/b.js': 'theirs' });
});

test('a project deleted since the plan was made is not partly recreated', () => {
  const { outer, root } = projectIn({ 'a.json': '{}' });
  const changes = changesTo(root, { 'a.json': '[]', 'b.js': 'b' });
  fs.rmSync(root, { recursive: true });
  expect(problemOf(() => applyChanges(root, changes))).toMatchObject({ code: 'changed-on-disk' });
  expect(fs.readdirSync(outer)).toEqual([]);
});

test.each<[string, (target: string) => void]>([
  ['a folder', (target) => fs.mkdirSync(target)],
  ...(hasPipes
    ? [
        ['a pipe', (target: string) => void execFileSync('mkfifo', [target])] satisfies [
          string,
          (target: string) => void,
        ],
      ]
    : []),
])('%s in the place of a file stops everything', (_, block) => {
  const { outer, root } = projectIn({ 'b.json': '{}' });
  block(path.join(root, 'a.json'));
  const names = fs.readdirSync(root);
  const changes: Change[] = [
    { action: 'update', path: 'a.json', before: Buffer.from('{}'), after: Buffer.from('[]') },
    { action: 'update', path: 'b.json', before: Buffer.from('{}'), after: Buffer.from('[]') },
  ];
  const problem = problemOf(() => applyChanges(root, changes));
  expect(problem).toMatchObject({ exit: 3, code: 'in-the-way', details: { conflicts: ['a.json'] } });
  expect(fs.readdirSync(root)).toEqual(names);
  expect(fs.readFileSync(path.join(root, 'b.json'), 'utf8')).toBe('{}');
  expect(fs.readdirSync(outer)).toEqual(['my-app']);
});

test('a file in the place of a folder stops everything', () => {
  const { outer, root } = projectIn({ src: 'a file', 'b.json': '{}' });
  const before = snapshot(outer);
  const changes: Change[] = [
    { action: 'create', path: 'src/a.js', before: undefined, after: Buffer.from('a') },
    { action: 'update', path: 'b.json', before: Buffer.from('{}'), after: Buffer.from('[]') },
  ];
  expect(problemOf(() => applyChanges(root, changes))).toMatchObject({ exit: 3, code: 'in-the-way' });
  expect(snapshot(outer)).toEqual(before);
});

test('a file in the place of the project stops everything', () => {
  const outer = emptyFolder();
  writeFiles(outer, { 'my-app': 'a file' });
  const root = path.join(outer, 'my-app');
  const changes: Change[] = [{ action: 'create', path: 'a.js', before: undefined, after: Buffer.from('a') }];
  for (const action of [() => recover(root), () => applyChanges(root, changes)]) {
    expect(problemOf(action)).toMatchObject({ exit: 3, code: 'in-the-way' });
  }
  expect(filesOf(outer)).toEqual({ 'my-app': 'a file' });
});

test('a name that is too long says so, and leaves nothing', () => {
  const outer = emptyFolder();
  const root = path.join(outer, 'my-app');
  const changes = changesTo(root, { 'a.js': 'a' }).concat({
    action: 'create',
    path: `src/${'x'.repeat(300)}.js`,
    before: undefined,
    after: Buffer.from('x'),
  });
  expect(problemOf(() => applyChanges(root, changes))).toMatchObject({ exit: 2, code: 'name-too-long' });
  expect(contents(snapshot(outer))).toEqual({});
});
