import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Change, Move } from '../../src/types.ts';
import { currentFileReader } from '../../src/write/files.ts';
import { sameReader } from '../../src/write/inspect.ts';
import { applyChanges, applyInterruptibly } from '../../src/write/transaction.ts';
import { contents, snapshot } from '../faults/snapshot.ts';
import { hasLinks, hasModes } from '../left-out.ts';
import { emptyFolder, filesOf, writeFiles } from '../program.ts';
import { problemOf } from '../thrown.ts';

const files = {
  'app/old.functions/one.js': 'one',
  'app/old.functions/lib/two.js': 'two',
  'app/old.functions/config.json': '{}',
  'settings.json': 'before',
};

function create(file: string, text: string, basedOn?: Change['basedOn']): Change {
  const made = { action: 'create', path: file, before: undefined, after: Buffer.from(text) } as const;
  return basedOn === undefined ? made : { ...made, basedOn };
}

function move(from: string, to: string, action: Move['action'] = 'move'): Move {
  return { action, from, path: to };
}

function projectWith(content: Readonly<Record<string, string>>): string {
  const root = emptyFolder();
  writeFiles(root, content);
  return root;
}

test('files are moved as they are, and folders that are left empty go', () => {
  const root = projectWith(files);
  fs.chmodSync(path.join(root, 'app/old.functions/one.js'), 0o755);
  fs.utimesSync(path.join(root, 'app/old.functions/one.js'), 1e9, 1e9);
  const before = fs.statSync(path.join(root, 'app/old.functions/one.js'));
  applyChanges(
    root,
    [create('app/functions/one-hsmeta.json', 'meta')],
    [
      move('app/old.functions/one.js', 'app/functions/one.js'),
      move('app/old.functions/lib/two.js', 'app/functions/lib/two.js'),
      move('app/old.functions/config.json', 'archive/app/old.functions/config.json', 'archive'),
    ],
  );
  expect(filesOf(root)).toEqual({
    'app/functions/one-hsmeta.json': 'meta',
    'app/functions/one.js': 'one',
    'app/functions/lib/two.js': 'two',
    'archive/app/old.functions/config.json': '{}',
    'settings.json': 'before',
  });
  const after = fs.statSync(path.join(root, 'app/functions/one.js'));
  expect([after.mode, after.mtimeMs, after.ino]).toEqual([before.mode, before.mtimeMs, before.ino]);
  expect(fs.readdirSync(path.join(root, 'app'))).toEqual(['functions']);
});

test.runIf(hasLinks)('a folder is moved whole, with the links in it', () => {
  const root = projectWith({ 'old/node_modules/pkg/index.js': 'x', 'old/keep.txt': 'k' });
  fs.symlinkSync('pkg/index.js', path.join(root, 'old/node_modules/link'));
  applyChanges(root, [], [move('old/node_modules', 'new/node_modules')]);
  expect(fs.readlinkSync(path.join(root, 'new/node_modules/link'))).toBe('pkg/index.js');
  expect(fs.readdirSync(path.join(root, 'old'))).toEqual(['keep.txt']);
});

test.runIf(hasLinks)('a link out of the project is moved as it is, and nothing is left behind', () => {
  const root = projectWith({ 'old/one.js': 'one', 'settings.json': 'before' });
  fs.symlinkSync('/elsewhere', path.join(root, 'old/link'));
  const change: Change = {
    action: 'update',
    path: 'settings.json',
    before: Buffer.from('before'),
    after: Buffer.from('after'),
  };
  applyChanges(root, [change], [move('old/link', 'new/link'), move('old/one.js', 'new/one.js')]);
  expect(fs.readlinkSync(path.join(root, 'new/link'))).toBe('/elsewhere');
  expect(fs.readdirSync(root).sort()).toEqual(['new', 'settings.json']);
});

test.runIf(hasLinks)(
  'what lies in .git, behind a link or not, is not moved, and nothing is moved there',
  () => {
    const root = projectWith({
      '.git/hooks/x': 'x',
      'a/.git/config': 'c',
      'a/one.js': 'one',
      'keep/two.js': 'two',
    });
    fs.symlinkSync('.git/hooks', path.join(root, 'link'));
    fs.symlinkSync('a/.git', path.join(root, 'below'));
    const before = snapshot(root);
    for (const place of ['.git/hooks/x', 'link/x', 'below/config', 'a/.git/config', '.GIT/hooks/x']) {
      const free = place.replace(/\w+$/, 'free');
      for (const one of [move(place, 'b/x'), move('a/one.js', free)])
        expect(problemOf(() => applyChanges(root, [], [one]))).toMatchObject({ exit: 3 });
    }
    expect(snapshot(root)).toEqual(before);
  },
);

test.runIf(hasModes)('a file that is made of another one gets its mode', () => {
  const root = projectWith(files);
  fs.chmodSync(path.join(root, 'app/old.functions/one.js'), 0o750);
  applyChanges(
    root,
    [
      create('app/functions/one.js', 'one, adapted', {
        path: 'app/old.functions/one.js',
        bytes: Buffer.from('one'),
      }),
    ],
    [move('app/old.functions/one.js', 'archive/one.js', 'archive')],
  );
  expect(fs.statSync(path.join(root, 'app/functions/one.js')).mode & 0o777).toBe(0o750);
});

test('a place that an earlier move makes free can be taken', () => {
  const root = projectWith({ 'settings.json': 'new', 'archive/settings.json': 'old' });
  applyChanges(
    root,
    [],
    [move('settings.json', 'kept/settings.json', 'archive'), move('archive/settings.json', 'settings.json')],
  );
  expect(filesOf(root)).toEqual({ 'kept/settings.json': 'new', 'settings.json': 'old' });
  expect(fs.existsSync(path.join(root, 'archive'))).toBe(false);
});

test.each([
  ['the place is taken', move('settings.json', 'app/old.functions/lib/two.js')],
  ['the file is gone', move('gone.json', 'elsewhere.json')],
])('nothing is changed where %s', (_case, one) => {
  const root = projectWith(files);
  const before = snapshot(root);
  const attempt = () =>
    applyChanges(
      root,
      [create('app/functions/new.js', 'new')],
      [move('app/old.functions/one.js', 'app/functions/one.js'), one],
    );
  expect(problemOf(attempt)).toMatchObject({ code: 'changed-on-disk', exit: 3 });
  expect(contents(snapshot(root))).toEqual(contents(before));
});

test.runIf(hasLinks)('a folder behind a link that leads out of the project is not moved into', () => {
  const outer = emptyFolder();
  const root = path.join(outer, 'project');
  writeFiles(root, files);
  fs.mkdirSync(path.join(outer, 'elsewhere'));
  fs.symlinkSync('../elsewhere', path.join(root, 'link'));
  const attempt = () => applyChanges(root, [], [move('settings.json', 'link/settings.json')]);
  expect(problemOf(attempt)).toMatchObject({ code: 'symlink-outside' });
  expect(filesOf(root)['settings.json']).toBe('before');
});

test('what the plan was made of is not moved once it is changed: the plan is out of date', () => {
  const root = projectWith(files);
  const config = {
    ...move('app/old.functions/config.json', 'archive/config.json', 'archive'),
    before: Buffer.from('{}'),
  };
  writeFiles(root, { [config.from]: '{"edited": 1}' });
  const before = filesOf(root);
  const attempt = () =>
    applyChanges(
      root,
      [create('app/new.json', 'x')],
      [move('app/old.functions/one.js', 'app/one.js'), config],
    );
  expect(problemOf(attempt)).toMatchObject({
    code: 'changed-on-disk',
    details: { conflicts: [config.from] },
  });
  expect(filesOf(root)).toEqual(before);
  writeFiles(root, { [config.from]: '{}' });
  attempt();
  expect(filesOf(root)).toMatchObject({ 'archive/config.json': '{}', 'app/new.json': 'x' });
});

test('what the plan was made of is not moved if it changes while new files are staged', async () => {
  const root = projectWith(files);
  const config = {
    ...move('app/old.functions/config.json', 'archive/config.json', 'archive'),
    before: Buffer.from('{}'),
  };
  const changes = Array.from({ length: 3 }, (_, index) => create(`app/new/${index}.json`, 'x'));
  const moves = [move('app/old.functions/one.js', 'app/one.js'), config];
  let pauses = 0;
  await applyInterruptibly(projectWith(files), changes, moves, async () => void pauses++);
  expect(pauses).toBeGreaterThan(changes.length);
  let count = 0;
  const edit = async () => {
    if (++count === pauses) writeFiles(root, { [config.from]: '{"edited": 1}' });
  };
  const failed = await applyInterruptibly(root, changes, moves, edit).catch((error) => error);
  expect(failed).toMatchObject({ code: 'changed-on-disk', details: { conflicts: [config.from] } });
  expect(filesOf(root)).toEqual({ ...files, [config.from]: '{"edited": 1}' });
});

test('a file is refused if it is not what was read of it before, in every encoding of its text', () => {
  const root = projectWith({ 'a.json': '\ufeffä', 'gone.js': 'x' });
  const texts: Record<string, string> = {};
  const read = sameReader(currentFileReader(root), (file) => texts[file]);
  for (const name of ['a.json', 'gone.js']) {
    expect(read(name)).toBeDefined();
    texts[name] = fs.readFileSync(path.join(root, name), 'utf8');
    expect(read(name)).toBeDefined();
  }
  writeFiles(root, { 'a.json': 'ä' });
  fs.rmSync(path.join(root, 'gone.js'));
  for (const name of ['a.json', 'gone.js'])
    expect(problemOf(() => read(name))).toMatchObject({ code: 'changed-on-disk', exit: 3 });
});
