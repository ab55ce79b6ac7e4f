import fc from 'fast-check';
import { test } from 'vitest';
import { answers, generateArguments, invokeArguments, textLike, word } from './arbitraries.ts';
import { attempt } from './attempt.ts';
import { whole } from './extent.ts';
import { functions, project } from './hostile.ts';
import { appHsmeta, functionHsmeta, hsmetaApp } from './project-shapes.ts';

/** Milliseconds. Includes time for shrinking failures. */
const patienceMs = 1_800_000;
/** Options that print no document, run forever, wait for someone, or contact the registry. */
const leftOut = ['help', 'version', 'watch', 'inspect', 'node', 'answers', 'install', 'dry-run'];
/** Keeps any combination of options from contacting a registry. */
const offline = ['--no-install'];

/** The name of a new project's folder inside the working directory. */
const directory = word.filter((name) => !/^[-/~]|\.\.|^(invoke|completion)$/.test(name));

function someChanged(files: Readonly<Record<string, string>>): fc.Arbitrary<Record<string, string>> {
  const entries = Object.entries(files).map(([name, text]) => {
    const isJson = name.endsWith('.json');
    const other = isJson ? textLike(text) : fc.string({ unit: 'binary' });
    const content = fc.oneof({ weight: 4, arbitrary: fc.constant(text) }, { weight: 1, arbitrary: other });
    return [name, content] as const;
  });
  return fc.record(Object.fromEntries(entries));
}

const projects = fc.oneof(
  someChanged({
    ...project,
    [`${functions}/.env`]: 'A_KEY=value\n',
    'fixtures/hello.json': '{"parameters":{}}',
  }),
  someChanged({
    ...hsmetaApp,
    'src/app/app-hsmeta.json': appHsmeta('static', 'private'),
    'src/app/functions/hello-hsmeta.json': functionHsmeta('hello', { secretKeys: ['A_KEY'] }),
    'src/app/functions/hello.js': 'exports.main = async (context) => context;',
    'src/app/functions/package.json': '{"dependencies":{}}',
  }),
);

function runs<Values>(property: fc.IAsyncProperty<Values>): Promise<void> {
  return fc.assert(property, { numRuns: whole ? 200 : 15 });
}

test(
  'any arguments and answers make a project, or are refused',
  async () => {
    await runs(
      fc.asyncProperty(directory, generateArguments(...leftOut), answers, async (name, options, text) => {
        const args = [name, ...options, '--answers', 'answers.json', '--no-invoke', ...offline];
        await attempt({ args, files: { 'answers.json': text }, codes: [0, 2, 3] });
      }),
    );
  },
  patienceMs,
);

test(
  'any arguments in any project add a function, or are refused',
  async () => {
    await runs(
      fc.asyncProperty(projects, generateArguments(...leftOut), async (files, options) => {
        await attempt({ args: ['--function', 'two', ...options, ...offline], files, codes: [0, 2, 3, 5] });
      }),
    );
  },
  patienceMs,
);

test(
  'any arguments in any project run a function, or are refused',
  async () => {
    await runs(
      fc.asyncProperty(projects, invokeArguments(...leftOut), async (files, options) => {
        await attempt({ args: [...options, '--timeout', '3000'], files, codes: [0, 2, 3, 5] });
      }),
    );
  },
  patienceMs,
);
