import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findProgram, trustedFolders } from '../../src/run/find-program.ts';
import { hasLinks, hasScripts } from '../left-out.ts';
import { executable, folderWith } from '../project-shapes.ts';

function setUp() {
  const good = folderWith({});
  const repository = folderWith({});
  const program = executable(path.join(good, 'tool'), 'true');
  return { good, program, repository, project: path.join(repository, 'shop') };
}

describe.runIf(hasScripts)('a program', () => {
  test.each([
    ['a relative folder', () => '.'],
    ['an empty entry', () => ''],
    ['the working directory', () => process.cwd()],
    ['the project', (repository: string) => path.join(repository, 'shop/bin')],
    ['the packages of the project', (repository: string) => path.join(repository, 'shop/node_modules/.bin')],
    ['the packages of a folder above', (repository: string) => path.join(repository, 'node_modules/.bin')],
  ])('is not taken from %s', (_, folderIn) => {
    const { good, program, repository, project } = setUp();
    const folder = folderIn(repository);
    if (folder.startsWith(repository)) executable(path.join(folder, 'tool'), 'false');
    expect(findProgram('tool', { env: { PATH: `${folder}:${good}` }, project })).toBe(program);
    expect(findProgram('tool', { env: { PATH: folder }, project })).toBeUndefined();
  });

  test.runIf(hasLinks)('is not taken from the project by another name of it, or through a link in it', () => {
    const { good, program, repository, project } = setUp();
    executable(path.join(project, 'bin/tool'), 'false');
    const elsewhere = folderWith({});
    executable(path.join(elsewhere, 'tool'), 'false');
    symlinkSync(elsewhere, path.join(project, 'out'));
    const other = path.join(folderWith({}), 'link');
    symlinkSync(repository, other);
    const link = path.join(other, 'shop');
    for (const [folder, named] of [
      [path.join(link, 'bin'), project],
      [path.join(project, 'bin'), link],
      [path.join(project, 'out'), project],
    ] as const)
      expect(findProgram('tool', { env: { PATH: `${folder}:${good}` }, project: named })).toBe(program);
  });

  test('is a file that may be run, and the first on the PATH', () => {
    const { good, program, project } = setUp();
    const odd = folderWith({ 'one/tool': 'no program', 'two/tool/folder': '' });
    const PATH = [path.join(odd, 'one'), path.join(odd, 'two'), good].join(':');
    expect(findProgram('tool', { env: { PATH }, project })).toBe(program);
    expect(findProgram('other', { env: { PATH }, project })).toBeUndefined();
    expect(findProgram('tool', { env: {}, project })).toBeUndefined();
  });

  test('of npx stays known where npm put it for another folder', () => {
    const { project } = setUp();
    const npx = folderWith({});
    const tool = executable(path.join(npx, 'node_modules/.bin/tool'), 'true');
    expect(findProgram('tool', { env: { PATH: path.dirname(tool) }, project })).toBe(tool);
  });
});

describe('on a disk that takes names of another letter case for the same', () => {
  test.each([
    ['darwin', '/Users/me/shop', ['/users/me/SHOP/bin', '/USERS/ME/node_modules/.bin'], '/usr/bin'],
    [
      'win32',
      'C:\\Users\\me\\shop',
      ['c:\\users\\ME\\Shop\\bin', 'C:\\USERS\\me\\node_modules\\.BIN'],
      'C:\\tools',
    ],
  ])('folders of the project are not searched on %s', (system, project, inside, outside) => {
    const PATH = [...inside, outside].join(system === 'win32' ? ';' : ':');
    expect(trustedFolders({ env: { PATH }, project, system })).toEqual([outside]);
  });
});
