import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findProject } from '../../src/project/find-project.ts';
import { readProject, severalFunctionsDirectories } from '../../src/project/project.ts';
import { emptyFolder } from '../program.ts';
import {
  folderWith,
  legacyApp,
  problemOf,
  projectFile,
  projectOf,
  read,
  registry,
  renameCase,
  warningsOf,
} from '../project-shapes.ts';
import { told } from '../thrown.ts';

describe('a project of 2023.2', () => {
  test('is read with its functions, their files, secrets and endpoints', () => {
    const root = folderWith({
      ...legacyApp,
      'src/app/app.functions/serverless.json': registry({
        hello: { file: 'hello.js', secrets: ['API_KEY'] },
        open: { file: 'lib/open.js', endpoint: { path: '/api/open', method: ['GET', 'POST'] } },
      }),
      'src/app/app.functions/hello.js': '',
      'src/app/app.functions/lib/open.js': '',
      'src/app/app.functions/node_modules/x/index.js': '',
    });
    const configFile = 'src/app/app.functions/serverless.json';
    const reading = read(root);
    expect(reading).toMatchObject({ kind: 'project', warnings: [] });
    expect(projectOf(root)).toMatchObject({
      root,
      configFile: 'hsproject.json',
      name: 'shop',
      sourceDirectory: 'src',
      platformVersion: '2023.2',
      platform: { layout: 'serverless-json' },
      appDirectory: 'src/app',
      appFile: 'src/app/app.json',
      functionsDirectory: 'src/app/app.functions',
      functions: [
        { name: 'hello', file: 'src/app/app.functions/hello.js', configFile, secrets: ['API_KEY'] },
        {
          name: 'open',
          file: 'src/app/app.functions/lib/open.js',
          configFile,
          secrets: [],
          endpoint: { path: 'api/open', methods: ['GET', 'POST'] },
        },
      ],
    });
    expect([...projectOf(root).functionFiles].sort()).toEqual([
      'hello.js',
      'lib',
      'node_modules',
      'serverless.json',
    ]);
  });

  test.each([
    ['.', 'app/app.json', 'app/app.functions'],
    ['.', 'app.json', 'app.functions'],
    ['src/app', 'src/app/app.json', 'src/app/app.functions'],
    ['./code/', 'code/apps/main/app.json', 'code/apps/main/app.functions'],
  ])('with srcDir %s finds the app at %s', (srcDir, appFile, functionsDirectory) => {
    const root = folderWith({ ...projectFile('2025.1', srcDir), [appFile]: '{"name": "shop"}' });
    expect(projectOf(root)).toMatchObject({ appFile, functionsDirectory, functions: [] });
  });

  test('takes the only functions folder whatever its name, and says what its name costs', () => {
    const root = folderWith({ ...legacyApp, 'src/app/billing.functions/serverless.json': registry({}) });
    expect(projectOf(root).functionsDirectory).toBe('src/app/billing.functions');
    expect(warningsOf(root).map(({ code }) => code)).toEqual(['functions-folder-name']);
  });

  test('names all functions folders where there are several, and --functions-directory chooses one', () => {
    const root = folderWith({
      ...legacyApp,
      'src/app/app.functions/serverless.json': registry({}),
      'src/app/b.functions/serverless.json': registry({ b: { file: 'b.js' } }),
      'src/second/app.json': '{"name": "second"}',
      'src/second/c.functions/serverless.json': registry({ c: { file: 'c.js' } }),
    });
    const candidates = ['src/app/app.functions', 'src/app/b.functions', 'src/second/c.functions'];
    const reading = read(root);
    expect(reading.kind === 'several' && [...reading.candidates].sort()).toEqual(candidates);
    const problem = told(severalFunctionsDirectories(candidates));
    expect(problem).toMatchObject({ exit: 2, details: { missing: ['functions-directory'] } });
    for (const candidate of candidates) expect(problem.message).toContain(candidate);

    const fromRoot = { functionsDirectory: 'src/second/c.functions/' };
    expect(projectOf(root, fromRoot)).toMatchObject({
      appFile: 'src/second/app.json',
      functions: [{ name: 'c' }],
    });
    const fromFolder = {
      functionsDirectory: '../b.functions',
      workingDirectory: join(root, 'src/app/cards'),
    };
    expect(projectOf(root, fromFolder).functions).toMatchObject([{ name: 'b' }]);
    const fromOutside = { functionsDirectory: 'src/app/b.functions', workingDirectory: emptyFolder() };
    expect(projectOf(root, fromOutside).functions).toMatchObject([{ name: 'b' }]);
    const absolute = { functionsDirectory: join(root, 'src/app/b.functions') };
    expect(projectOf(root, absolute).functions).toMatchObject([{ name: 'b' }]);
  });

  test.each([
    ['src/app/none.functions', 'is not a folder of this project'],
    ['../elsewhere.functions', 'is not a folder of this project'],
    ['src/app/cards', 'does not end in .functions'],
    ['src/cms.functions', 'design-manager (CMS)'],
    ['src/stray.functions', 'is not in an app'],
  ])('refuses --functions-directory %s with the reason and the folders that it has', (typed, reason) => {
    const root = folderWith({
      ...legacyApp,
      'src/app/app.functions/serverless.json': registry({}),
      'src/app/cards/x': '',
      'src/cms.functions/serverless.json': JSON.stringify({ runtime: 'nodejs18.x', endpoints: {} }),
      'src/stray.functions/serverless.json': registry({}),
    });
    const problem = problemOf(root, { functionsDirectory: typed });
    expect(problem).toMatchObject({ exit: 2, code: 'functions-directory' });
    expect(problem.message).toContain(reason);
    expect(problem.hint).toContain('src/app/app.functions');
  });

  test('passes by the functions of the design manager', () => {
    const root = folderWith({
      ...legacyApp,
      'src/app/cms.functions/serverless.json': JSON.stringify({ runtime: 'nodejs18.x', endpoints: {} }),
      'src/theme/x.functions/serverless.json': JSON.stringify({ endpoints: {} }),
    });
    expect(projectOf(root).functionsDirectory).toBe('src/app/app.functions');
  });

  test('leaves out what is not its own: node_modules, ignored folders, folders with a dot, other projects', () => {
    const app = '{"name": "x"}';
    const root = folderWith({
      ...projectFile('2023.2', '.'),
      '.gitignore': 'build/\n',
      'node_modules/app.json': app,
      'build/app.json': app,
      '.cache/app.json': app,
      'other/hsproject.json': '{}',
      'other/app.json': app,
      'code/app/app.json': app,
    });
    expect(projectOf(root).appFile).toBe('code/app/app.json');
  });
});

test('a project is known by the real name of its configuration', () => {
  const root = folderWith(legacyApp);
  renameCase(root, 'hsproject.json', 'HsProject.json');
  const reading = readProject(findProject(root) ?? '', { workingDirectory: root });
  expect(reading).toMatchObject({ project: { configFile: 'HsProject.json' } });
});

test('a srcDir that is not there is named', () => {
  const problem = problemOf(folderWith(projectFile('2023.2', 'gone')));
  expect(problem).toMatchObject({ exit: 3, code: 'invalid-project', details: { conflicts: ['gone'] } });
});
