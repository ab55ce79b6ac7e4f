import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isOffered, type Platform, platforms } from '../../src/data/platforms.ts';
import { hasLinks } from '../left-out.ts';
import { emptyFolder } from '../program.ts';
import {
  appHsmeta,
  folderWith,
  functionHsmeta,
  hsmetaApp,
  legacyApp,
  problemOf,
  projectFile,
  projectOf,
  registry,
  warningsOf,
} from '../project-shapes.ts';

/** The options for reading a project in order to run it. */
const run = { guessPlatform: true };

const bothLayouts = {
  ...legacyApp,
  'src/app/app.functions/serverless.json': registry({ old: { file: 'old.js' } }),
  'src/app/app-hsmeta.json': appHsmeta('static', 'private'),
  'src/app/functions/new-hsmeta.json': functionHsmeta('new'),
};

describe('the platform version', () => {
  test.each((platforms as readonly Platform[]).filter(isOffered))(
    '$version decides the layout, as does its beta',
    (row) => {
      for (const version of [row.version, `${row.version}-beta`]) {
        const project = projectOf(folderWith({ ...bothLayouts, ...projectFile(version) }));
        expect(project).toMatchObject({ platformVersion: version, platform: row });
        expect(project.functions.map(({ name }) => name)).toEqual([row.layout === 'hsmeta' ? 'new' : 'old']);
      }
    },
  );

  test('of a project with both layouts leaves one out, which is said', () => {
    expect(warningsOf(folderWith(bothLayouts))).toMatchObject([
      { code: 'ignored-layout', message: expect.stringContaining('src/app/app-hsmeta.json') },
    ]);
    const messages = warningsOf(folderWith({ ...bothLayouts, ...projectFile('2026.03') })).map(
      ({ code, message }) => `${code} ${message.split(' ')[0]}`,
    );
    expect(messages.sort()).toEqual([
      'ignored-layout src/app/app.functions/serverless.json',
      'ignored-layout src/app/app.json',
    ]);
  });

  test('2025.2 has no functions: none are added, and those that are there are run with a warning', () => {
    const root = folderWith({ ...bothLayouts, ...projectFile('2025.2') });
    expect(problemOf(root)).toMatchObject({ exit: 3, code: 'no-serverless-functions' });
    expect(problemOf(root, { platform: '2026.09' }).code).toBe('no-serverless-functions');
    expect(projectOf(root, run).functions).toMatchObject([{ name: 'new' }]);
    const [warning] = warningsOf(root, run);
    expect(warning?.code).toBe('no-serverless-functions');
    for (const said of [problemOf(root).hint, warning?.message]) {
      expect(said).toContain('2026.03 and 2026.09');
      expect(said).not.toMatch(/2023|2025\.1/);
    }
  });

  test('2023.1 answers by a callback: none are added, and those that are there are run', () => {
    const root = folderWith({ ...bothLayouts, ...projectFile('2023.1') });
    expect(problemOf(root)).toMatchObject({ exit: 3, code: 'callback-functions' });
    expect(projectOf(root, run)).toMatchObject({
      platform: { answers: 'callback' },
      functions: [{ name: 'old' }],
    });
    expect(warningsOf(root, run).map(({ code }) => code)).toContain('callback-functions');
  });

  test.each([
    ['app.json', legacyApp, '2023.2 and 2025.1', /2026/],
    ['app-hsmeta.json', hsmetaApp, '2026.03 and 2026.09', /2023|2025/],
  ])('that is missing is read by the files: %s', (_, files, versions, others) => {
    const config = JSON.stringify({ name: 'shop', srcDir: 'src' });
    const root = folderWith({ ...files, 'hsproject.json': config });
    const { exit, code, message, hint } = problemOf(root);
    expect({ exit, code }).toEqual({ exit: 3, code: 'invalid-project' });
    expect(hint).toContain(versions);
    expect(`${message}${hint}`).not.toMatch(others);
    expect(projectOf(root, run).platform.answers).toBe('either');
    const [warning] = warningsOf(root, run);
    expect(warning?.code).toBe('no-platform-version');
    expect(warning?.message).not.toMatch(others);
  });

  test.each(['2027.03', '2027.03-beta', '2031.9', 'unstable'])(
    'that is later than all known ones, as %s, is taken for the newest layout',
    (version) => {
      const root = folderWith({ ...bothLayouts, ...projectFile(version) });
      for (const choice of [{}, run]) {
        expect(projectOf(root, choice)).toMatchObject({
          platformVersion: version,
          functions: [{ name: 'new' }],
        });
        expect(warningsOf(root, choice)).toContainEqual({
          code: 'unknown-platform',
          message: expect.stringContaining('2026.09'),
        });
      }
    },
  );

  test('that is not known is decided by --platform', () => {
    const root = folderWith({ ...bothLayouts, ...projectFile('2024.1') });
    const problem = problemOf(root);
    expect(problem).toMatchObject({ exit: 2, code: 'unknown-platform', details: { missing: ['platform'] } });
    expect(problem.message).toContain('2024.1');
    expect(problem.hint).toContain('--platform');
    expect(projectOf(root, { platform: '2026.09' })).toMatchObject({
      platformVersion: '2024.1',
      platform: { version: '2026.09' },
      functions: [{ name: 'new' }],
    });
    expect(projectOf(root, { platform: '2025.1' }).functions).toMatchObject([{ name: 'old' }]);
    expect(problemOf(root, { platform: '1999.1' })).toMatchObject({ exit: 2, code: 'unknown-platform' });
    expect(problemOf(root, { platform: '2025.2' })).toMatchObject({
      exit: 3,
      code: 'no-serverless-functions',
    });
  });

  test('that is not known is guessed from the files where nothing is to be written', () => {
    const guess = run;
    const old = folderWith({ ...legacyApp, ...projectFile('2021.1') });
    const unknown = folderWith({ ...bothLayouts, ...projectFile('2024.1') });
    expect(projectOf(old, guess).platform.version).toBe('2025.1');
    expect(projectOf(unknown, guess)).toMatchObject({
      platform: { version: '2026.09' },
      functions: [{ name: 'new' }],
    });
    expect(warningsOf(old, guess)).toMatchObject([{ code: 'unknown-platform' }]);
    expect(warningsOf(folderWith(legacyApp), guess)).toEqual([]);
  });

  test('cannot be contradicted by --platform, and may be repeated', () => {
    const root = folderWith(legacyApp);
    expect(problemOf(root, { platform: '2026.09' })).toMatchObject({ exit: 2, code: 'platform-differs' });
    expect(projectOf(root, { platform: '2023.2' }).platform.version).toBe('2023.2');
  });
});

describe('a project of 2026.09', () => {
  test('is read with its functions and every uid in use', () => {
    const root = folderWith({
      ...hsmetaApp,
      'src/app/functions/hello-hsmeta.json': functionHsmeta('hello', {
        secretKeys: ['API_KEY'],
        endpoint: { path: '/api/hello', methods: ['GET'] },
      }),
      'src/app/functions/hello.js': '',
      'src/app/cards/card-hsmeta.json': JSON.stringify({ uid: 'card', type: 'card', config: {} }),
      'src/app/functions/node_modules/x/x-hsmeta.json': functionHsmeta('packaged'),
    });
    const project = projectOf(root);
    expect(project).toMatchObject({
      appDirectory: 'src/app',
      appFile: 'src/app/app-hsmeta.json',
      functionsDirectory: 'src/app/functions',
      functions: [
        {
          name: 'hello',
          file: 'src/app/functions/hello.js',
          configFile: 'src/app/functions/hello-hsmeta.json',
          secrets: ['API_KEY'],
          endpoint: { path: 'api/hello', methods: ['GET'] },
        },
      ],
    });
    expect([...project.functionFiles].sort()).toEqual(['hello-hsmeta.json', 'hello.js', 'node_modules']);
    expect(Object.fromEntries(project.uids)).toEqual({
      shop: 'src/app/app-hsmeta.json',
      card: 'src/app/cards/card-hsmeta.json',
      hello: 'src/app/functions/hello-hsmeta.json',
    });
    expect(warningsOf(root)).toEqual([]);
  });

  test('may have its sources in its own folder, its app under another name, and no functions yet', () => {
    const root = folderWith({
      ...projectFile('2026.03', '.'),
      'app/shop-hsmeta.json': appHsmeta('static', 'private'),
    });
    expect(projectOf(root)).toMatchObject({
      appFile: 'app/shop-hsmeta.json',
      functionsDirectory: 'app/functions',
      functions: [],
    });
  });

  test('is not walked where HubSpot skips or git ignores, but its own folders always are', () => {
    const root = folderWith({
      ...hsmetaApp,
      '.gitignore': 'functions/\ngenerated/\n',
      'src/app/functions/own-hsmeta.json': functionHsmeta('own'),
      'src/app/generated/x-hsmeta.json': '{"uid": "ignored"}',
      'src/app/cards/deeper/x-hsmeta.json': '{"uid": "skipped"}',
    });
    expect([...projectOf(root).uids.keys()].sort()).toEqual(['own', 'shop']);
  });

  test.each([
    ['no uid', '{"type": "app-function", "config": {}}', []],
    ['no object', '[]', []],
    ['null', 'null', []],
    ['another type', '{"uid": "a", "type": "card"}', []],
    ['no config', '{"uid": "a", "type": "app-function"}', ['a']],
    ['__proto__ as its uid', '{"uid": "__proto__", "type": "app-function", "config": null}', ['__proto__']],
  ])('a function file with %s does no harm', (_, text, names) => {
    const root = folderWith({ ...hsmetaApp, 'src/app/functions/a-hsmeta.json': text });
    expect(projectOf(root).functions.map(({ name }) => name)).toEqual(names);
  });

  test('a broken component ends with its file, line and column', () => {
    const root = folderWith({ ...hsmetaApp, 'src/app/cards/card-hsmeta.json': '{\n"uid": }' });
    const problem = problemOf(root);
    expect(problem).toMatchObject({ exit: 3, code: 'invalid-json' });
    expect(problem.message).toMatch(/src\/app\/cards\/card-hsmeta\.json.*2.*8/);
  });

  test('knows one folder of functions only', () => {
    const root = folderWith(hsmetaApp);
    expect(projectOf(root, { functionsDirectory: 'src/app/functions' }).functions).toEqual([]);
    const problem = problemOf(root, { functionsDirectory: 'src/app/app.functions' });
    expect(problem).toMatchObject({ exit: 2, code: 'functions-directory' });
  });

  test.runIf(hasLinks).each(['src/app', 'src/app/functions', 'src/app/app-hsmeta.json'])(
    'refuses a link out at %s',
    (path) => {
      const root = folderWith({ ...hsmetaApp, 'src/app/functions/x.js': '' });
      const outside = join(emptyFolder(), 'outside');
      renameSync(join(root, path), outside);
      symlinkSync(outside, join(root, path));
      expect(problemOf(root)).toMatchObject({
        exit: 3,
        code: 'symlink-outside',
        details: { conflicts: [path] },
      });
    },
  );
});

describe('the spelling of the distribution', () => {
  test.each(['private', 'PRIVATE', 'Private'])('%s is read', (distribution) => {
    const root = folderWith({ ...hsmetaApp, 'src/app/app-hsmeta.json': appHsmeta('static', distribution) });
    expect(warningsOf(root)).toEqual([]);
  });
});

describe('an app that cannot have functions is refused, and the reason said', () => {
  const hsmeta = 'src/app/app-hsmeta.json';
  test.each([
    ['OAuth', { [hsmeta]: appHsmeta('oauth', 'private') }, 'config.auth.type is "oauth"'],
    ['marketplace', { [hsmeta]: appHsmeta('static', 'marketplace') }, 'config.distribution is "marketplace"'],
    ['no auth', { [hsmeta]: '{"uid": "x", "type": "app", "config": {}}' }, 'config.auth.type is missing'],
    ['no config', { [hsmeta]: '{"uid": "x", "type": "app"}' }, 'config.auth.type is missing'],
  ])('%s', (_, files, reason) => {
    const problem = problemOf(folderWith({ ...hsmetaApp, ...files }));
    expect(problem).toMatchObject({ exit: 3, code: 'unsuitable-app' });
    expect(problem.message).toContain(`${hsmeta}: ${reason}`);
  });

  test('a public app of 2023.2', () => {
    const root = folderWith({ ...legacyApp, 'src/app/app.json': '{"name": "x", "public": true}' });
    expect(problemOf(root)).toMatchObject({ exit: 3, code: 'unsuitable-app' });
  });

  test.each([
    ['2023.2', { 'src/theme/theme.json': '{}' }, 'no app.json'],
    ['2023.2', { 'src/app/public-app.json': '{}' }, 'public-app.json is a public app'],
    ['2025.1', { 'src/app/app-hsmeta.json': '{}' }, 'app-hsmeta.json has a newer layout'],
    ['2026.09', { 'src/theme/theme-hsmeta.json': '{}' }, 'no app/app-hsmeta.json'],
    ['2026.03', { 'src/app/app.json': '{}' }, 'app.json has an older layout'],
  ])('no app that %s builds', (version, files, reason) => {
    const problem = problemOf(folderWith({ ...projectFile(version), ...files }));
    expect(problem).toMatchObject({ exit: 3, code: 'no-app' });
    expect(problem.message).toContain(reason);
  });

  test('two apps in a project of 2026.09', () => {
    const root = folderWith({ ...hsmetaApp, 'src/app/second-hsmeta.json': appHsmeta('static', 'private') });
    expect(problemOf(root)).toMatchObject({ exit: 3, code: 'several-apps' });
  });
});
