import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder } from '../program.ts';
import { folderWith, legacyApp, problemOf, projectFile, projectOf, registry } from '../project-shapes.ts';

describe('symbolic links', () => {
  test.each([
    ['the configuration', 'hsproject.json'],
    ['srcDir', 'src'],
    ['the app', 'src/app'],
    ['the app file', 'src/app/app.json'],
    ['the functions folder', 'src/app/app.functions'],
    ['the registry', 'src/app/app.functions/serverless.json'],
  ])('%s that leads out of the project is refused', (_, path) => {
    const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': registry({}) });
    const outside = join(emptyFolder(), 'outside');
    renameSync(join(root, path), outside);
    symlinkSync(outside, join(root, path));
    expect(problemOf(root)).toMatchObject({
      exit: 3,
      code: 'symlink-outside',
      details: { conflicts: [path] },
    });
  });

  test('a functions folder behind a link that leads nowhere is refused', () => {
    const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': registry({}) });
    renameSync(join(root, 'src/app/app.functions/serverless.json'), join(root, 'x'));
    symlinkSync(join(root, 'gone'), join(root, 'src/app/app.functions/serverless.json'));
    expect(problemOf(root).code).toBe('symlink-outside');
  });

  test('that stay inside are followed, also where they go round', () => {
    const root = folderWith({
      ...projectFile('2023.2'),
      'packages/main/app.json': '{"name": "x"}',
      'packages/main/app.functions/serverless.json': registry({ a: { file: 'a.js' } }),
    });
    mkdirSync(join(root, 'src'));
    symlinkSync('../packages/main', join(root, 'src/app'));
    symlinkSync('..', join(root, 'src/round'));
    symlinkSync('.', join(root, 'packages/main/round'));
    const project = projectOf(root);
    expect(project).toMatchObject({ appDirectory: 'src/app', functions: [{ name: 'a' }] });
  });

  test('a project that is reached through a link is read where it really is', () => {
    const root = folderWith(legacyApp);
    const link = join(emptyFolder(), 'link');
    symlinkSync(root, link);
    expect(projectOf(link).root).toBe(root);
  });
});

test.skipIf(process.getuid?.() === 0)('a registry that may not be read is named', () => {
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': registry({}) });
  chmodSync(join(root, 'src/app/app.functions/serverless.json'), 0o000);
  expect(problemOf(root)).toMatchObject({ exit: 3, code: 'unreadable' });
});

test('a folder in the place of the registry is named', () => {
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json/x': '' });
  expect(problemOf(root)).toMatchObject({ exit: 3, code: 'unreadable' });
});

/** Written this way because macOS has no `truncate` command. */
function hugeFile(file: string): void {
  writeFileSync(file, '');
  truncateSync(file, 3 * 2 ** 30);
}

test.each([
  ['a pipe', 'unreadable', (file: string) => void execFileSync('mkfifo', [file])],
  ['a device', 'symlink-outside', (file: string) => symlinkSync('/dev/zero', file)],
  ['a file of 3 GB', 'unreadable', hugeFile],
])('%s in the place of the registry is named, and not read', (_name, code, make) => {
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/x': '' });
  make(join(root, 'src/app/app.functions/serverless.json'));
  expect(problemOf(root)).toMatchObject({ exit: 3, code });
});
