import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../../src/errors.ts';
import type { ProjectFiles } from '../../src/project/files.ts';
import { readProjectFiles } from '../../src/project/project.ts';
import { problemOf } from '../thrown.ts';

/** Files by path, as a project without links and ignore rules. */
function inMemory(texts: Readonly<Record<string, string>>): ProjectFiles {
  const entries = (directory: string) => {
    const prefix = directory === '.' ? '' : `${directory}/`;
    const below = Object.keys(texts).filter((path) => path.startsWith(prefix));
    return below.map((path) => path.slice(prefix.length).split('/'));
  };
  const folders = (directory: string) => [
    ...new Set(entries(directory).flatMap(([name, ...rest]) => (rest.length > 0 && name ? [name] : []))),
  ];
  return {
    names: (directory) => [...new Set(entries(directory).map(([name]) => name ?? ''))],
    folders: (directory) => folders(directory).map((name) => ({ name, link: false })),
    isDirectory: (path) => path === '.' || folders(posix.dirname(path)).includes(posix.basename(path)),
    isFile: (path) => path in texts,
    read: (path) => texts[path],
    realPath: (directory) => directory,
    isIgnored: () => false,
    leadsOutside: () => false,
  };
}

/** Keys that these files can have, names that objects inherit, and values of any kind for them. */
const key = fc.constantFrom(
  ...['appFunctions', 'file', 'secrets', 'secretKeys', 'endpoint', 'path', 'method', 'methods', 'public'],
  ...['uid', 'type', 'config', 'auth', 'distribution', 'entrypoint', '__proto__', 'constructor', 'toString'],
);
const scalar = fc.oneof(
  fc.constantFrom('app', 'app-function', 'static', 'private', 'x.js', '../../x.js', '/x', '', '.', 'GET'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));
const text = fc.oneof(
  value.map((one) => JSON.stringify(one)),
  value.map((one) => `{"uid": "a", "type": "app-function", "config": ${JSON.stringify(one)}}`),
  value.map((one) => `{"appFunctions": {"a": ${JSON.stringify(one)}, "__proto__": ${JSON.stringify(one)}}}`),
  fc.string(),
);
const app = '{"type": "app", "config": {"auth": {"type": "static"}, "distribution": "private"}}';

test.each(['2023.2', '2026.09'])(
  'whatever the files of a %s project say, it is read or refused with a reason',
  (version) => {
    const configuration = JSON.stringify({ name: 'x', srcDir: 'src', platformVersion: version });
    fc.assert(
      fc.property(text, text, fc.constantFrom('app', 'registry', 'project'), (one, other, spoiled) => {
        const files = inMemory({
          'hsproject.json': spoiled === 'project' ? one : configuration,
          'src/app/app.json': spoiled === 'app' ? one : '{}',
          'src/app/app-hsmeta.json': spoiled === 'app' ? one : app,
          'src/app/app.functions/serverless.json': one,
          'src/app/functions/a-hsmeta.json': one,
          'src/app/cards/b-hsmeta.json': other,
        });
        try {
          const reading = readProjectFiles(files, '/project', 'hsproject.json', {
            workingDirectory: '/project',
          });
          if (reading.kind === 'several') throw new Error('there is one folder only');
          for (const { name, file, configFile, secrets, endpoint } of reading.project.functions) {
            for (const one of [name, file, configFile, ...secrets, ...(endpoint?.methods ?? [])]) {
              expect(one).toBeTypeOf('string');
            }
          }
          for (const [uid, file] of reading.project.uids)
            expect(typeof uid + typeof file).toBe('stringstring');
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 300 },
    );
  },
);

test('what is found for a word is part of the whole, and has all that bear the word', () => {
  const name = fc.stringMatching(/^[A-Ca-c]{1,3}$/);
  const entry = fc.record({ file: name, secrets: fc.array(name), endpoint: fc.record({ path: name }) });
  fc.assert(
    fc.property(fc.dictionary(name, entry, { noNullPrototype: true }), name, (appFunctions, word) => {
      const files = inMemory({
        'hsproject.json': '{"name": "x", "srcDir": "src", "platformVersion": "2025.1"}',
        'src/app/app.json': '{}',
        'src/app/app.functions/serverless.json': JSON.stringify({ appFunctions }),
      });
      const reading = readProjectFiles(files, '/project', 'hsproject.json', { workingDirectory: '/project' });
      if (reading.kind === 'several') throw new Error('there is one folder only');
      const found = reading.project.registeredWith?.([word]).functions ?? [];
      const values = Object.entries(appFunctions).filter(([key, { file, secrets, endpoint }]) =>
        [key, file, endpoint.path, ...secrets].some((one) => one.toLowerCase().includes(word.toLowerCase())),
      );
      expect(found.map((one) => one.name)).toEqual(expect.arrayContaining(values.map(([key]) => key)));
      expect(reading.project.functions).toEqual(expect.arrayContaining([...found]));
    }),
  );
});

/** A disk that ignores letter case in names. */
function forgiving(texts: Readonly<Record<string, string>>): ProjectFiles {
  const files = inMemory(texts);
  const found = (path: string) => Object.keys(texts).find((one) => one.toLowerCase() === path.toLowerCase());
  const isDirectory = (path: string) =>
    Object.keys(texts).some((one) => one.toLowerCase().startsWith(`${path.toLowerCase()}/`));
  return { ...files, isDirectory, read: (path) => texts[found(path) ?? ''] };
}

test.each([
  ['srcDir', 'SRC', 'serverless.json', 'invalid-project', 'There is "src"'],
  ['serverless.json', 'src', 'Serverless.json', 'file-name-case', 'Rename it to serverless.json'],
])(
  '%s with the wrong case, which only the disk accepts, is refused with the right name',
  (_, srcDir, registry, code, hint) => {
    const files = forgiving({
      'hsproject.json': JSON.stringify({ name: 'x', srcDir, platformVersion: '2023.2' }),
      'src/app/app.json': '{}',
      [`src/app/app.functions/${registry}`]: '{}',
    });
    const problem = problemOf(() => {
      const reading = readProjectFiles(files, '/project', 'hsproject.json', { workingDirectory: '/project' });
      if (reading.kind === 'project') reading.project.functions;
    });
    expect(problem).toMatchObject({ code, hint: expect.stringContaining(hint) });
  },
);
