import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editGitignore, type Gitignore, isIgnored } from '../../src/edit/gitignore.ts';
import { hasAnyNames } from '../left-out.ts';

const rules = ['.env*', '!.env.example', 'node_modules/'];

describe('Completing a .gitignore', () => {
  test.each([
    ['empty', '', '.env*\n!.env.example\nnode_modules/\n'],
    ['all there', 'node_modules/\n.env*\n!.env.example\n', 'node_modules/\n.env*\n!.env.example\n'],
    ['one there', 'dist\nnode_modules/\n', 'dist\nnode_modules/\n.env*\n!.env.example\n'],
    ['one there without its slash', 'node_modules\n', 'node_modules\n.env*\n!.env.example\n'],
    ['no final newline', 'dist', 'dist\n.env*\n!.env.example\nnode_modules/'],
    ['two final newlines', 'dist\n\n', 'dist\n.env*\n!.env.example\nnode_modules/\n\n'],
    ['CRLF', 'dist\r\n.env*\r\n', 'dist\r\n.env*\r\n!.env.example\r\nnode_modules/\r\n'],
    [
      'the exception before the rule',
      '!.env.example\n',
      '!.env.example\n.env*\n!.env.example\nnode_modules/\n',
    ],
    ['a rule in a comment', '# .env*\n', '# .env*\n.env*\n!.env.example\nnode_modules/\n'],
    [
      'spaces behind the rules',
      '.env*  \n!.env.example \nnode_modules/ \n',
      '.env*  \n!.env.example \nnode_modules/ \n',
    ],
  ])('%s', (_, before, after) => {
    expect(editGitignore(before, rules)).toBe(after);
  });

  test('afterwards .env is ignored and .env.example is not, lines are kept, and repeating changes nothing', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '# x',
        'dist/',
        '.env',
        '.env*',
        '!.env.example',
        'node_modules/',
        '*.log',
        '!x',
        '!.env',
        '!.e*',
        '!*',
      ),
      fc.stringMatching(/^[a-z*/]{0,6}$/),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.nat(2),
        (lines, lineBreak, final) => {
          const text = lines.join(lineBreak) + lineBreak.repeat(final);
          const edited = editGitignore(text, rules);
          const gitignores = [{ directory: '', text: edited }];
          expect(edited.startsWith(text.replace(/(\r?\n)*$/, ''))).toBe(true);
          expect(isIgnored('src/.env', gitignores)).toBe(true);
          if (edited !== text) expect(edited).toContain('!.env.example');
          expect(editGitignore(edited, rules)).toBe(edited);
        },
      ),
    );
  });
});

describe('Asking what git ignores', () => {
  const names = [
    'x',
    '.env',
    '.env.example',
    'a.txt',
    'A.js',
    '[x]',
    'b c',
    '#h',
    '!n',
    'é',
    ...(hasAnyNames ? ['c ', 'f*', 'y\\z'] : []),
    'ab',
    'abc',
  ];
  const folders = ['', 'a', 'a/b', 'a/b/c', 'ab', 'b', 'src', 'src/app', 'src/app/a', 'é'];
  const paths = folders.flatMap((folder) => [
    ...(folder === '' ? [] : [`${folder}/`]),
    ...names
      .filter((name) => !folders.includes(path.posix.join(folder, name)))
      .map((name) => path.posix.join(folder, name)),
  ]);
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'gitignore-'));
    for (const folder of folders) mkdirSync(path.join(root, folder), { recursive: true });
    for (const file of paths.filter((one) => !one.endsWith('/'))) writeFileSync(path.join(root, file), '');
    git('init', '--quiet');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function git(...args: readonly string[]) {
    const settings = ['-c', 'core.excludesFile=', '-c', 'core.ignoreCase=false'];
    return spawnSync('git', [...settings, ...args], {
      cwd: root,
      input: paths.map((one) => `${one.replace(/\/$/, '')}\0`).join(''),
      env: { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
    });
  }

  /** What git itself ignores. */
  function ignoredByGit(gitignores: readonly Gitignore[]): readonly string[] {
    const files = gitignores.map(({ directory }) => path.join(root, directory, '.gitignore'));
    for (const [index, file] of files.entries()) writeFileSync(file, gitignores[index]?.text ?? '');
    const { stdout, stderr } = git('check-ignore', '--no-index', '--stdin', '-z');
    for (const file of files) rmSync(file);
    expect(stderr).toBe('');
    const ignored = new Set(stdout.split('\0'));
    return paths.filter((one) => ignored.has(one.replace(/\/$/, '')));
  }

  function expectAsGit(gitignores: readonly Gitignore[]): void {
    expect(paths.filter((one) => isIgnored(one, gitignores))).toEqual(ignoredByGit(gitignores));
  }

  test.each([
    'x',
    '/x',
    'x/',
    'a/',
    '/a/b',
    'a/b/',
    'a/**',
    '**/a',
    'a/**/x',
    '**/a/**/x',
    '**',
    '**/',
    '/**',
    '***',
    'a**b',
    '*',
    '/*',
    '*/x',
    '*.txt',
    '.env*\n!.env.example',
    '*\n!*/\n!x',
    'a/*\n!a/b/',
    '/a\n!/a/b/x',
    '[ab]',
    '[!ab]',
    '[^ab]',
    '[a-c]*',
    '[]x]',
    '[[]x[]]',
    '\\[x\\]',
    '[x',
    '[[:upper:]]*',
    '[[:nope:]]',
    '[a-',
    '[\\a-\\c]',
    '\\#h',
    '#h',
    '\\!n',
    '!n',
    'b c',
    'c ',
    'c\\ ',
    'c   ',
    'y\\\\z',
    'y\\z',
    'x\\',
    '?',
    '??',
    'f\\*',
    'é',
    '[é]',
    'a//b',
    '//a',
    '/',
    '!',
    '!/',
    'x\r\nab\r\n',
    '\ufeffx',
    'a\\/b',
    '  x',
    '**/b/*',
    'src/*/a/',
    '[/]',
    'a[/x]b',
    '[/',
    'src[!x]app',
    'src?app',
    'A*',
    '*b*c*',
  ])('the rules %j mean what they mean to git', (text) => {
    expectAsGit([{ directory: '', text }]);
  });

  test.each([
    ['*', '!x'],
    ['x', '!x'],
    ['a/\n', '!b/'],
    ['a/*', '!b/'],
    ['a/b', '!/b'],
    ['!a/b/x', 'x'],
    ['**/c', '!c/'],
  ])('rules in a folder come before those above it: %j and %j', (above, inside) => {
    expectAsGit([
      { directory: '', text: above },
      { directory: 'a', text: inside },
    ]);
  });

  test('any rules in any folders mean what they mean to git', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '?',
      '/',
      '/',
      'a',
      'b',
      'c',
      'x',
      '.env',
      '.txt',
      'src',
      'app',
      '[ab]',
      '[!a]',
      '[a-c]',
      '[^[:alpha:]]',
      '[]a]',
      '\\',
      ' ',
      '#',
      '!',
      '[',
      ']',
      'é',
    );
    const line = fc
      .tuple(
        fc.constantFrom('', '', '!', '/', '**/'),
        fc.array(piece, { maxLength: 4 }),
        fc.constantFrom('', '', '/'),
      )
      .map((parts) => parts.flat().join(''))
      // git 2.39 treats `x**/` at the start of a rule like `x`, and `**/` inside one differently from its manual.
      .filter((rule) => !/[^/*]\*\*+(\/|$)/.test(rule));
    const text = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
    const gitignores = fc
      .record({ '': text, a: fc.option(text), 'src/app': fc.option(text) })
      .map((files) =>
        Object.entries(files).flatMap(([directory, content]) =>
          content === null ? [] : [{ directory, text: content }],
        ),
      );
    fc.assert(fc.property(gitignores, expectAsGit), { numRuns: 100 });
  });

  test('a rule on which other programs hang is answered at once', () => {
    const text = `${'*a'.repeat(40)}b\n${'**/a/'.repeat(40)}b`;
    expect(isIgnored(`${'a/'.repeat(200)}${'a'.repeat(200)}`, [{ directory: '', text }])).toBe(false);
  });
});
