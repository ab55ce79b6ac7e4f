import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Platform } from '../../src/data/platforms.ts';
import { Problem } from '../../src/errors.ts';
import type { Clash } from '../../src/messages/plan.ts';
import { projectWarnings, refuseClashes } from '../../src/plan/clashes.ts';
import type { ExistingFunction, FunctionAnswers, Project } from '../../src/types.ts';
import { answersFor, existingProject, functionAnswers, functionPlatforms } from '../templates/generated.ts';
import { told } from '../thrown.ts';

/** One platform version of each layout. */
const [legacy, current] = ['serverless-json', 'hsmeta'].map(
  (layout) => functionPlatforms.find((row) => row.layout === layout) as Platform,
) as [Platform, Platform];

function clashes(project: Project | undefined, ...functions: readonly FunctionAnswers[]): readonly Clash[] {
  const mode = project === undefined ? 'create' : 'add';
  const platform = project?.platform ?? current;
  try {
    refuseClashes(answersFor({ mode, platform, functions }), project);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { exit, message } = told(error);
    expect(exit).toBe(3);
    expect(error.details.conflicts).toHaveLength(message.split('\n').length);
    return (error.values as { clashes: readonly Clash[] }).clashes;
  }
  return [];
}

const first = functionAnswers({
  name: 'first',
  secrets: ['API_KEY'],
  endpoint: { path: 'shop/first', methods: ['GET'] },
});
const second = functionAnswers({ name: 'second', endpoint: { path: 'shop/second', methods: ['GET'] } });

describe.each([legacy, current])('in a project of $version', (platform) => {
  const project = existingProject(platform);

  test('a function that differs in everything is accepted', () => {
    expect(clashes(project, second)).toEqual([]);
  });

  test('a function that is already there as it is wanted is not a clash', () => {
    expect(clashes(project, first)).toEqual([]);
  });

  test('a function that is there with other secrets and another endpoint is refused', () => {
    const changed = functionAnswers({ name: 'first', endpoint: { path: 'shop/first', methods: ['POST'] } });
    expect(clashes(project, changed)).toEqual([
      expect.objectContaining({
        fault: 'differs',
        name: 'first',
        differences: ['list of secrets', 'endpoint'],
      }),
    ]);
  });

  test('an endpoint path that another function has is refused', () => {
    const taken = functionAnswers({ name: 'second', endpoint: { path: 'shop/first', methods: ['POST'] } });
    expect(clashes(project, taken)).toEqual([
      { fault: 'endpoint', path: 'shop/first', name: 'second', owner: 'first' },
    ]);
  });

  test('a name that differs only in case is refused', () => {
    expect(clashes(project, functionAnswers({ name: 'First' }))).toEqual([
      { fault: 'name-case', name: 'First', owner: 'first' },
    ]);
  });

  test('a file of another function is refused, also under another case', () => {
    const named = (file: string): Project => ({
      ...project,
      functions: [
        { ...(project.functions[0] as ExistingFunction), file: `${project.functionsDirectory}/${file}` },
      ],
    });
    const wanted = functionAnswers({ name: 'second' });
    const clash = (file: string) => ({
      fault: 'file',
      file: `${project.functionsDirectory}/${file}`,
      owner: 'first',
    });
    expect(clashes(named('second.js'), wanted)).toEqual([clash('second.js')]);
    expect(clashes(named('Second.js'), wanted)).toEqual([clash('Second.js')]);
    expect(clashes(named('lib/second.js'), wanted)).toEqual([]);
  });

  test('a file that nobody names is refused where only its case differs', () => {
    const there: Project = { ...project, functionFiles: ['Second.JS'] };
    expect(clashes(there, second)).toEqual([
      { fault: 'file-case', file: `${project.functionsDirectory}/Second.JS`, name: 'second' },
    ]);
  });

  test('exactly those files are refused that differ only in letter case', () => {
    const names = fc.constantFrom(
      ...[
        'sink.js',
        'Sink.js',
        'SINK.JS',
        'Sin\u212a.js',
        's\u0130nk.js',
        '\u017fink.js',
        'asink.js',
        'sink.jsx',
        'a\nSink.js',
      ],
      ...['serverless.json', 'Serverless.json', 'sink-hsmeta.json', 'Sink-HsMeta.json', 'notes.md'],
    );
    const wanted = functionAnswers({ name: 'sink' });
    const own = ['sink.js', platform === legacy ? 'serverless.json' : 'sink-hsmeta.json'];
    fc.assert(
      fc.property(fc.uniqueArray(names), (functionFiles) => {
        const others = functionFiles.filter(
          (file) => !own.includes(file) && own.includes(file.toLowerCase()),
        );
        const told = clashes({ ...project, functionFiles }, wanted);
        expect(told).toEqual(
          others.map((file) => ({
            fault: 'file-case',
            file: `${project.functionsDirectory}/${file}`,
            name: 'sink',
          })),
        );
      }),
    );
  });

  test('every clash of every function is reported at once', () => {
    const taken = functionAnswers({ name: 'third', endpoint: { path: 'shop/first', methods: ['GET'] } });
    expect(clashes(project, functionAnswers({ name: 'FIRST' }), second, taken)).toHaveLength(2);
  });
});

test('functions that are added together must not clash with each other', () => {
  const path = second.endpoint?.path;
  expect(clashes(undefined, second, second)).toEqual([{ fault: 'name-twice', name: 'second' }]);
  expect(clashes(undefined, second, functionAnswers({ name: 'SECOND' }))).toEqual([
    { fault: 'name-case', name: 'SECOND', owner: 'second' },
  ]);
  expect(
    clashes(
      undefined,
      second,
      functionAnswers({ name: 'third', ...(second.endpoint && { endpoint: second.endpoint }) }),
    ),
  ).toEqual([{ fault: 'endpoint', path, name: 'third', owner: 'second' }]);
});

test('a uid of another component is refused where functions have uids', () => {
  const card = functionAnswers({ name: 'card' });
  expect(clashes(existingProject(current), card)).toEqual([
    { fault: 'uid', name: 'card', file: 'src/app/cards/card-hsmeta.json' },
  ]);
  expect(clashes(existingProject(legacy), card)).toEqual([]);
});

test('a function whose uid is in a file of another name is not registered twice', () => {
  const project = existingProject(current);
  const configFile = `${project.functionsDirectory}/my-fn-hsmeta.json`;
  const renamed: Project = {
    ...project,
    functions: [{ ...(project.functions[0] as ExistingFunction), configFile }],
    uids: new Map([['first', configFile]]),
  };
  expect(clashes(renamed, first)).toEqual([
    { fault: 'differs', name: 'first', file: configFile, differences: ['configuration file'] },
  ]);
});

test('secrets that differ only in case, and a listed token, are only warned about', () => {
  const project = existingProject(legacy);
  const [function_] = project.functions as [ExistingFunction];
  const listed: Project = {
    ...project,
    functions: [{ ...function_, secrets: ['Api_Key', 'PRIVATE_APP_ACCESS_TOKEN'] }],
  };
  const answers = answersFor({ mode: 'add', functions: [functionAnswers({ secrets: ['API_KEY'] })] });
  expect(projectWarnings(answers, listed).map(({ code }) => code)).toEqual(['token-declared', 'secret-case']);
  expect(projectWarnings(answers, project)).toEqual([]);
});

test('tens of thousands of secrets are compared with as many others at once', () => {
  const secrets = (name: string) => Array.from({ length: 30_000 }, (_, index) => `${name}_${index}`);
  const project = existingProject(legacy);
  const [function_] = project.functions as [ExistingFunction];
  const listed: Project = { ...project, functions: [{ ...function_, secrets: secrets('Key') }] };
  const answers = answersFor({
    mode: 'add',
    functions: [functionAnswers({ secrets: [...secrets('OTHER'), 'KEY_7'] })],
  });
  expect(projectWarnings(answers, listed)).toMatchObject([
    { code: 'secret-case', values: { secret: 'KEY_7', other: 'Key_7' } },
  ]);
});
