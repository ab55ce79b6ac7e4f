import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Platform } from '../../src/data/platforms.ts';
import { Problem } from '../../src/errors.ts';
import { projectWarnings, refuseClashes } from '../../src/plan/clashes.ts';
import type { ExistingFunction, FunctionAnswers, Project } from '../../src/types.ts';
import { answersFor, existingProject, functionAnswers, functionPlatforms } from '../templates/generated.ts';

/** One platform version of each layout. */
const [legacy, current] = ['serverless-json', 'hsmeta'].map(
  (layout) => functionPlatforms.find((row) => row.layout === layout) as Platform,
) as [Platform, Platform];

function clashes(project: Project | undefined, ...functions: readonly FunctionAnswers[]): readonly string[] {
  const mode = project === undefined ? 'create' : 'add';
  const platform = project?.platform ?? current;
  try {
    refuseClashes(answersFor({ mode, platform, functions }), project);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.exit).toBe(3);
    expect(error.details.conflicts).toHaveLength(error.message.split('\n').length);
    return error.message.split('\n');
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

  test('a function that differs in everything is let in', () => {
    expect(clashes(project, second)).toEqual([]);
  });

  test('a function that is there already, just so, is no clash', () => {
    expect(clashes(project, first)).toEqual([]);
  });

  test('a function that is there with other secrets and another endpoint is refused', () => {
    const changed = functionAnswers({ name: 'first', endpoint: { path: 'shop/first', methods: ['POST'] } });
    expect(clashes(project, changed)).toEqual([
      expect.stringMatching(
        /^The function first is in .* already, and differs: its secrets, its endpoint\.$/,
      ),
    ]);
  });

  test('an endpoint path that another function has is refused', () => {
    const taken = functionAnswers({ name: 'second', endpoint: { path: 'shop/first', methods: ['POST'] } });
    expect(clashes(project, taken)).toEqual([
      'The endpoint path shop/first of second belongs to the function first.',
    ]);
  });

  test('a name that differs only in case is refused', () => {
    expect(clashes(project, functionAnswers({ name: 'First' }))).toEqual([
      'First differs from the function first only in case.',
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
    const message = (file: string) => `${project.functionsDirectory}/${file} belongs to the function first.`;
    expect(clashes(named('second.js'), wanted)).toEqual([message('second.js')]);
    expect(clashes(named('Second.js'), wanted)).toEqual([message('Second.js')]);
    expect(clashes(named('lib/second.js'), wanted)).toEqual([]);
  });

  test('a file that nobody names is refused where only its case differs', () => {
    const there: Project = { ...project, functionFiles: ['Second.JS'] };
    expect(clashes(there, second)).toEqual([
      `${project.functionsDirectory}/Second.JS is there, and a file of second would differ from it only in case.`,
    ]);
  });

  test('of any files just those are refused whose case alone differs', () => {
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
        expect(told.map((line) => line.split(' is there,')[0])).toEqual(
          others.map((file) => `${project.functionsDirectory}/${file}`),
        );
      }),
    );
  });

  test('every clash of every function is told at once', () => {
    const taken = functionAnswers({ name: 'third', endpoint: { path: 'shop/first', methods: ['GET'] } });
    expect(clashes(project, functionAnswers({ name: 'FIRST' }), second, taken)).toHaveLength(2);
  });
});

test('functions that are wanted together may not take from each other', () => {
  const path = second.endpoint?.path;
  expect(clashes(undefined, second, second)).toEqual(['The name second is given to two functions.']);
  expect(clashes(undefined, second, functionAnswers({ name: 'SECOND' }))).toEqual([
    'SECOND differs from the function second only in case.',
  ]);
  expect(
    clashes(
      undefined,
      second,
      functionAnswers({ name: 'third', ...(second.endpoint && { endpoint: second.endpoint }) }),
    ),
  ).toEqual([`The endpoint path ${path} of third belongs to the function second.`]);
});

test('a uid of another component is refused where functions have uids', () => {
  const card = functionAnswers({ name: 'card' });
  expect(clashes(existingProject(current), card)).toEqual([
    'The uid card is used by src/app/cards/card-hsmeta.json.',
  ]);
  expect(clashes(existingProject(legacy), card)).toEqual([]);
});

test('a function whose uid stands in a file of another name is not registered twice', () => {
  const project = existingProject(current);
  const configFile = `${project.functionsDirectory}/my-fn-hsmeta.json`;
  const renamed: Project = {
    ...project,
    functions: [{ ...(project.functions[0] as ExistingFunction), configFile }],
    uids: new Map([['first', configFile]]),
  };
  expect(clashes(renamed, first)).toEqual([
    `The function first is in ${configFile} already, and differs: the file of its configuration.`,
  ]);
});

test('secrets that differ only in case, and a listed token, are told and no more', () => {
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
