import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editGitignore } from '../../src/edit/gitignore.ts';
import { toldWarnings } from '../../src/messages/words.ts';
import { ignoreFileOfNew } from '../../src/migrate/new-env.ts';
import { ignoredFolders, ignoreFileFor, trackedEnvWarnings } from '../../src/project/ignored.ts';
import { hasScripts } from '../left-out.ts';
import { emptyFolder } from '../program.ts';
import { folderWith } from '../project-shapes.ts';

const functionsDirectory = 'src/app/app.functions';
const envFile = `${functionsDirectory}/.env`;

function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('the .gitignore that is to keep .env out', () => {
  test.each([
    ['the project’s own', { 'shop/.gitignore': 'dist/\n', '.gitignore': 'x\n' }, '.gitignore'],
    ['the repository’s where the project has none', { '.gitignore': 'x\n' }, '../.gitignore'],
    ['a new one of the project where there is none', {}, '.gitignore'],
    ['the project’s, also where a folder below has one', { 'shop/src/.gitignore': 'x\n' }, '.gitignore'],
  ])('is %s', (_, files, ignoreFile) => {
    const root = folderWith({ 'shop/hsproject.json': '{}', ...files });
    git(root, 'init');
    const found = ignoreFileFor({ root: join(root, 'shop'), functionsDirectory });
    expect(found).toMatchObject({ ignoreFile, warnings: [{ code: 'env-not-ignored' }] });
    expect(toldWarnings(found.warnings)[0]?.message).toContain(envFile);
  });

  test('is completed where a rule leaves .env.example out too, without a word on .env', () => {
    const root = folderWith({ '.gitignore': '.env*\n', 'shop/hsproject.json': '{}' });
    git(root, 'init');
    const found = ignoreFileFor({ root: join(root, 'shop'), functionsDirectory });
    expect(found).toEqual({
      ignoreFile: undefined,
      exampleIgnoreFile: '../.gitignore',
      exposed: [],
      warnings: [],
    });
  });

  test('outside a repository is the project’s', () => {
    const root = folderWith({ '.gitignore': 'x\n', 'shop/hsproject.json': '{}' });
    expect(ignoreFileFor({ root: join(root, 'shop'), functionsDirectory }).ignoreFile).toBe('.gitignore');
  });

  test.each([
    ['the project', 'shop/.gitignore', '.env*\n!.env.example\n'],
    ['the repository', '.gitignore', '.env\n'],
    ['the repository by a path', '.gitignore', '/shop/src/**/.env\n'],
    ['the functions folder', `shop/${functionsDirectory}/.gitignore`, '.env\n'],
    ['the repository, with all of the project', '.gitignore', 'shop/\n'],
  ])('is none where a rule of %s ignores it already, as git says too', (_, file, rules) => {
    const root = folderWith({ [`shop/${functionsDirectory}/x.js`]: '', [file]: rules });
    git(root, 'init');
    expect(ignoreFileFor({ root: join(root, 'shop'), functionsDirectory })).toEqual({
      ignoreFile: undefined,
      exposed: [],
      warnings: [],
    });
    expect(git(root, 'check-ignore', `shop/${envFile}`).trim()).toBe(`shop/${envFile}`);
  });

  test.each([
    ['ends at NUL', '!.env\0\n', 'false'],
    ['ends at NUL, with a path', '!**/app.functions/.env\0.example\n', 'false'],
    ['has another letter case, which git ignores', '!.ENV\n', 'true'],
    ['has a class of capital letters, in which git finds small ones', '!.e[[:upper:]]v\n', 'true'],
    ['has a range of capital letters and more', '!.e[M-_]v\n', 'true'],
    [
      'is for folders and files with brackets',
      '!**/[A-_]pp.functions\n!.[@-b][M-b]v\n!.[@-e][M-n]v\n',
      'true',
    ],
  ])(
    'is completed so that git leaves .env out although a rule takes it back in that %s',
    (_, rule, ignorecase) => {
      for (const file of ['.gitignore', `${functionsDirectory}/.gitignore`]) {
        if (file !== '.gitignore' && rule.includes('**')) continue;
        const root = folderWith({ '.gitignore': '.env*\n!.env.example\n', [envFile]: '' });
        git(root, 'init');
        git(root, 'config', 'core.ignorecase', ignorecase);
        appendFileSync(join(root, file), rule);
        const { ignoreFile = '' } = ignoreFileFor({ root, functionsDirectory });
        expect(git(root, 'ls-files', '--others', '--exclude-standard')).toContain(envFile);
        const text = readFileSync(join(root, ignoreFile), 'utf8');
        writeFileSync(join(root, ignoreFile), editGitignore(text, ['.env*', '!.env.example']));
        expect(git(root, 'ls-files', '--others', '--exclude-standard')).not.toContain(envFile);
        expect(ignoreFileFor({ root, functionsDirectory }).ignoreFile).toBeUndefined();
      }
    },
  );

  test('is needed where git, if it does not mind letter case, leaves .env out no more by negated brackets', () => {
    const root = folderWith({ '.gitignore': '.e[^[:upper:]]v\n.e[^M-_]v\n.env.*\n', [envFile]: '' });
    git(root, 'init');
    git(root, 'config', 'core.ignorecase', 'true');
    expect(git(root, 'ls-files', '--others', '--exclude-standard')).toContain(envFile);
    expect(ignoreFileFor({ root, functionsDirectory }).ignoreFile).toBeDefined();
    writeFileSync(join(root, '.gitignore'), '.[Ee][nN][a-z]\n.env.*\n');
    expect(ignoreFileFor({ root, functionsDirectory }).ignoreFile).toBeUndefined();
  });

  test.each(['.env.local', '.env.test.local'])('is needed for %s too, if it is there', (name) => {
    const rules = { '.gitignore': '.env\n', [`${functionsDirectory}/x.js`]: '' };
    expect(ignoreFileFor({ root: folderWith(rules), functionsDirectory }).ignoreFile).toBeUndefined();
    const root = folderWith({ ...rules, [`${functionsDirectory}/${name}`]: 'A=1\n' });
    git(root, 'init');
    const { ignoreFile = '', warnings } = ignoreFileFor({ root, functionsDirectory });
    expect(toldWarnings(warnings)[0]?.message).toContain(`${functionsDirectory}/${name}`);
    writeFileSync(join(root, ignoreFile), editGitignore('.env\n', ['.env*', '!.env.example']));
    expect(git(root, 'check-ignore', `${functionsDirectory}/${name}`).trim()).toContain(name);
    expect(ignoreFileFor({ root, functionsDirectory })).toEqual({
      ignoreFile: undefined,
      exposed: [],
      warnings: [],
    });
  });

  test('is needed for what is moved if git leaves it out before, and for copies, but not for what git takes', () => {
    const from = 'old/.env.production';
    const path = `${functionsDirectory}/.env.production`;
    const files = { '.gitignore': 'old/.env.production\n', 'old/.env.staging': '' };
    const project = { root: folderWith(files), functionsDirectory };
    expect(ignoreFileOfNew(project, [{ from, path }])).toBe('.gitignore');
    expect(ignoreFileOfNew(project, [{ path }])).toBe('.gitignore');
    expect(ignoreFileOfNew(project, [{ from: 'old/.env.staging', path }])).toBeUndefined();
    expect(
      ignoreFileOfNew(project, [{ from: 'old/.env.local', path: `${functionsDirectory}/.env.local` }]),
    ).toBe('.gitignore');
    expect(ignoreFileOfNew(project, [{ path: `${functionsDirectory}/.env.example` }])).toBeUndefined();
  });

  test('is needed where a later rule takes .env back in', () => {
    const root = folderWith({ '.gitignore': '.env\n!.env\n' });
    expect(ignoreFileFor({ root, functionsDirectory }).ignoreFile).toBe('.gitignore');
  });
});

describe('with the rules, git ignores .env', () => {
  test.runIf(hasScripts).each<[string, Record<string, string>, (root: string) => void]>([
    [
      'where a rule below takes it back in',
      { [`${functionsDirectory}/.gitignore`]: '!.env\n!*\n' },
      () => {},
    ],
    ['where one between does', { 'src/.gitignore': '!**/.env\n', '.gitignore': '.env\n' }, () => {}],
    ['where a later one does', { '.gitignore': '.env*\n!.e*\n' }, () => {}],
    [
      'where the .gitignore is a link',
      { rules: '.env\n' },
      (root) => symlinkSync('rules', join(root, '.gitignore')),
    ],
    [
      'where those of the project and of the functions are links into .git',
      {},
      (root) => {
        for (const folder of ['.', functionsDirectory])
          symlinkSync(join(root, '.git/config'), join(root, folder, '.gitignore'));
      },
    ],
    [
      'in a repository of the functions folder',
      { '.gitignore': '.env\n' },
      (root) => git(join(root, functionsDirectory), 'init'),
    ],
    ['in a repository of the app', { '.gitignore': '.env\n' }, (root) => git(join(root, 'src/app'), 'init')],
  ])('%s', (_, files, make) => {
    const root = folderWith({ [envFile]: 'A=1', ...files });
    git(root, 'init');
    make(root);
    const { ignoreFile = '' } = ignoreFileFor({ root, functionsDirectory });
    const file = join(root, ignoreFile);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    writeFileSync(file, editGitignore(text, ['.env*', '!.env.example']));
    expect(git(join(root, functionsDirectory), 'check-ignore', '.env').trim()).toBe('.env');
    expect(ignoreFileFor({ root, functionsDirectory })).toMatchObject({
      ignoreFile: undefined,
      warnings: [],
    });
  });
});

describe('a .env that git tracks', () => {
  test.runIf(hasScripts)(
    'in a repository of its folder is warned about with the command that fixes it',
    async () => {
      const root = folderWith({ [envFile]: 'A=secret-value\n' });
      git(root, 'init');
      git(join(root, functionsDirectory), 'init');
      git(join(root, functionsDirectory), 'add', '-f', '.env');
      const found = await trackedEnvWarnings({ root, functionsDirectory });
      const [, command = ''] = /: (git .*) \(/.exec(toldWarnings(found)[0]?.message ?? '') ?? [];
      execFileSync('sh', ['-c', command], { cwd: root, stdio: 'ignore' });
      expect(await trackedEnvWarnings({ root, functionsDirectory })).toEqual([]);
    },
  );

  test.runIf(hasScripts)('is warned about with the command that fixes it, until that was run', async () => {
    const root = folderWith({ [`my shop/${envFile}`]: 'A=secret-value\n' });
    const project = { root: join(root, 'my shop'), functionsDirectory };
    git(root, 'init');
    expect(await trackedEnvWarnings(project)).toEqual([]);
    git(root, 'add', '-A');
    const warnings = toldWarnings(await trackedEnvWarnings(project));
    expect(warnings).toMatchObject([{ code: 'env-tracked' }]);
    expect(warnings[0]?.message).not.toContain('secret-value');
    const command = /: (git rm [^(]+) \(/.exec(warnings[0]?.message ?? '')?.[1] ?? '';
    execFileSync('sh', ['-c', command], { cwd: project.root, stdio: 'ignore' });
    expect(await trackedEnvWarnings(project)).toEqual([]);
  });

  test.each([
    ['paths are compressed', ['update-index', '--index-version', '4']],
    ['parts are two', ['update-index', '--split-index']],
  ])('is found in an index whose %s', async (_, args) => {
    const root = folderWith({ [envFile]: 'A=1\n', 'src/app/app.functions/.a': '', 'src/app/app.json': '' });
    git(root, 'init');
    git(root, 'add', '-A');
    git(root, ...args);
    expect(await trackedEnvWarnings({ root, functionsDirectory })).toMatchObject([{ code: 'env-tracked' }]);
  });

  test('is found in a worktree', async () => {
    const root = folderWith({ [`main/${envFile}`]: 'A=1\n' });
    const main = join(root, 'main');
    git(main, 'init');
    git(main, 'add', '-A');
    git(main, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-m', 'all');
    git(main, 'worktree', 'add', '../second');
    const project = { root: join(root, 'second'), functionsDirectory };
    expect(await trackedEnvWarnings(project)).toMatchObject([{ code: 'env-tracked' }]);
  });

  test('of another project does not matter', async () => {
    const root = folderWith({ [`a/${envFile}`]: 'A=1\n', [`b/${envFile}`]: 'A=1\n' });
    git(root, 'init');
    git(root, 'add', 'a');
    expect(await trackedEnvWarnings({ root: join(root, 'a'), functionsDirectory })).toHaveLength(1);
    expect(await trackedEnvWarnings({ root: join(root, 'b'), functionsDirectory })).toEqual([]);
  });

  test('does not matter outside a repository, or where it does not exist', async () => {
    const root = folderWith({ [envFile]: 'A=1\n' });
    expect(await trackedEnvWarnings({ root, functionsDirectory })).toEqual([]);
    git(root, 'init');
    expect(await trackedEnvWarnings({ root, functionsDirectory: 'src/app/none.functions' })).toEqual([]);
  });

  test('does not matter where the repository is broken', async () => {
    const root = folderWith({ [envFile]: 'A=1\n', '.git': 'gitdir: nowhere\n' });
    expect(await trackedEnvWarnings({ root, functionsDirectory })).toEqual([]);
  });
});

test('folders that rules of the repository leave out are left out, but not below one that is worked in', () => {
  const root = folderWith({
    '.gitignore': 'build/\n/shop/private\n',
    'shop/.gitignore': '*.tmp/\n!keep.tmp/\n',
    'shop/build/app/x': '',
  });
  git(root, 'init');
  const isIgnored = ignoredFolders(join(root, 'shop'));
  const folders = ['build', 'src/build', 'private', 'src/private', 'a.tmp', 'keep.tmp', 'src', 'build/app'];
  expect(folders.filter(isIgnored)).toEqual(['build', 'src/build', 'private', 'a.tmp']);
});

test('a project behind a link to its folder counts the rules where it is reached', () => {
  const root = folderWith({ '.gitignore': '.env\n', 'shop/hsproject.json': '{}' });
  const link = join(emptyFolder(), 'link');
  symlinkSync(join(root, 'shop'), link);
  expect(ignoreFileFor({ root: link, functionsDirectory }).ignoreFile).toBe('.gitignore');
});

test('a folder is asked after however deep it is: deeper than a path can be, nothing ignores it', () => {
  const root = folderWith({ '.gitignore': 'dist/\n' });
  const isLeftOut = ignoredFolders(root);
  expect(isLeftOut(`${'a/'.repeat(5_000)}b`)).toBe(false);
  expect(isLeftOut('a/dist')).toBe(true);
});
