import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { emptyFolder, run, writeFiles } from './program.ts';
import { appHsmeta, hsmetaApp, legacyApp, projectFile, registry } from './project-shapes.ts';

const severalFolders = {
  ...legacyApp,
  'src/app/one.functions/serverless.json': registry({}),
  'src/app/two.functions/serverless.json': registry({}),
};
const functionsDirectory = 'src/app/app.functions';

/** A folder `shop` with these files. */
function shopWith(files: Readonly<Record<string, string>>): { readonly base: string; readonly shop: string } {
  const base = realpathSync(emptyFolder());
  const shop = path.join(base, 'shop');
  writeFiles(shop, files);
  return { base, shop };
}

describe('a run that fails in a project reports everything that it knows about the project', () => {
  const name = ['--function', 'two'];
  test.each([
    ['hsproject.json is not JSON', { 'hsproject.json': '{' }, name, 'invalid-json', {}],
    ['hsproject.json lacks a key', { 'hsproject.json': '{"name":"shop"}' }, name, 'invalid-project', {}],
    ['no app', { ...projectFile('2023.2'), 'src/x.js': '' }, name, 'no-app', { platformVersion: '2023.2' }],
    [
      'an OAuth app',
      { ...hsmetaApp, 'src/app/app-hsmeta.json': appHsmeta('oauth', 'private') },
      name,
      'unsuitable-app',
      { platformVersion: '2026.09' },
    ],
    [
      'an unknown version',
      { ...legacyApp, ...projectFile('2024.1') },
      name,
      'unknown-platform',
      { platformVersion: '2024.1' },
    ],
    [
      'a version without functions',
      { ...legacyApp, ...projectFile('2025.2') },
      name,
      'no-serverless-functions',
      { platformVersion: '2025.2' },
    ],
    [
      'several functions folders',
      severalFolders,
      name,
      'several-functions-directories',
      { platformVersion: '2023.2' },
    ],
    [
      'a functions folder that is not there',
      legacyApp,
      [...name, '--functions-directory', 'nope'],
      'functions-directory',
      { platformVersion: '2023.2' },
    ],
    [
      'another app',
      legacyApp,
      [...name, '--app', 'other'],
      'app-differs',
      { platformVersion: '2023.2', functionsDirectory },
    ],
    [
      'another version',
      legacyApp,
      [...name, '--platform', '2025.1'],
      'platform-differs',
      { platformVersion: '2023.2' },
    ],
    [
      'an unknown package manager',
      legacyApp,
      [...name, '--package-manager', 'nmp'],
      'invalid-value',
      { platformVersion: '2023.2', functionsDirectory },
    ],
    [
      'an answers file that is not there',
      legacyApp,
      ['--answers', 'a.json'],
      'unreadable-file',
      { platformVersion: '2023.2' },
    ],
  ])('%s', async (_name, files, args, code, known) => {
    const { base, shop } = shopWith(files);
    const document = validDocumentOf(await run(base, ['shop', ...args, '--json']));
    expect(document).toMatchObject({ mode: 'add', error: { code } });
    expect(document.project).toEqual({ directory: shop, ...known });
  });

  test('a configuration that leads out of the project is not read for it', async () => {
    const { base } = shopWith(legacyApp);
    const other = path.join(base, 'other');
    mkdirSync(other);
    symlinkSync('../shop/hsproject.json', path.join(other, 'hsproject.json'));
    const document = validDocumentOf(await run(base, ['other', ...name, '--json']));
    expect(document).toMatchObject({ mode: 'add', error: { code: 'symlink-outside' } });
    expect(document.project).toEqual({ directory: other });
  });

  test.each([
    ['no such function', ['invoke', 'nothing'], 'unknown-function'],
    ['no such context', ['invoke', '--context', 'nothing.json'], 'unreadable-file'],
    ['an option that does not fit', ['invoke', 'hello', '--query', 'a=b'], 'option-does-not-fit'],
  ])('invoke: %s', async (_name, args, code) => {
    const { shop } = shopWith({
      ...legacyApp,
      'src/app/app.functions/serverless.json': registry({ hello: { file: 'hello.js' } }),
      'src/app/app.functions/hello.js': 'exports.main = async () => 1;',
    });
    const document = validDocumentOf(await run(shop, [...args, '--json']));
    expect(document).toMatchObject({ mode: 'invoke', error: { code } });
    expect(document.project).toEqual({ directory: shop, platformVersion: '2023.2', functionsDirectory });
  });

  test('outside of a project nothing is found', async () => {
    const document = validDocumentOf(await run(emptyFolder(), ['x', '--function', '../x', '--json']));
    expect(document).toMatchObject({ mode: 'create', project: null });
  });
});
