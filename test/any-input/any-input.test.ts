import { Module } from 'node:module';
import { parseEnv } from 'node:util';
import { Script } from 'node:vm';
import { templates } from 'virtual:template-table';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswersFile } from '../../src/answers/answers-file.ts';
import { completeAnswers } from '../../src/answers/resolve-answers.ts';
import { recoverNpmFlags } from '../../src/args/npm-flags.ts';
import { parseArguments } from '../../src/args/parse-args.ts';
import { type CreateOptions, createOptions, isOfFunction } from '../../src/data/options.ts';
import { Problem } from '../../src/errors.ts';
import { changesFor, mergePlanned } from '../../src/plan/changes.ts';
import { refuseClashes } from '../../src/plan/clashes.ts';
import { planFiles } from '../../src/plan/plan.ts';
import { functionOfComponent } from '../../src/project/layouts/hsmeta.ts';
import { functionsOfServerlessJson } from '../../src/project/layouts/serverless-json.ts';
import { readProjectConfig } from '../../src/project/project.ts';
import type { Answers, Change, GivenAnswers, Json } from '../../src/types.ts';
import { answers, generateArguments, invokeArguments, textLike, word } from '../arbitraries.ts';
import { told } from '../thrown.ts';

const situation = {
  project: undefined,
  defaultApp: 'my-app',
  functionNameFor: (template: string) => template,
  folderFault: () => undefined,
  rootFor: (app: string) => `/somewhere/${app}`,
  packageManager: 'npm',
  templates,
  missing: [],
} as const;

/** The result, or undefined if it is refused with one of these codes. Any other error is a fault. */
async function unlessRefused<Result>(codes: readonly number[], work: () => Result | Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { exit, message } = told(error);
    expect(codes).toContain(exit);
    expect(message).not.toBe('');
    return undefined;
  }
}

function given(options: CreateOptions): GivenAnswers {
  const entries = Object.entries(options);
  return {
    project: Object.fromEntries(entries.filter(([name]) => !isOfFunction(name))),
    functions: [Object.fromEntries(entries.filter(([name]) => isOfFunction(name)))],
  };
}

async function plannedChanges(wanted: Answers): Promise<readonly Change[]> {
  refuseClashes(wanted, undefined);
  return changesFor(mergePlanned(await planFiles(wanted, undefined, '.gitignore')), () => undefined).changes;
}

/** Checks that every file is inside the project and has the content that its name suggests. */
function expectSound(changes: readonly Change[], { functions }: Answers): void {
  const secrets = functions.flatMap((one) => one.secrets);
  for (const { path, after } of changes) {
    expect(path).toMatch(/^(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(after);
    if (path.endsWith('.json')) JSON.parse(text);
    if (path.endsWith('.js')) new Script(Module.wrap(text));
    if (path.endsWith('.env')) expect(Object.keys(parseEnv(text))).toEqual(expect.arrayContaining(secrets));
  }
}

describe('any input', () => {
  test('as arguments, and as what npm left of them, is understood or refused', async () => {
    const env = fc.dictionary(
      fc.constantFrom(...Object.keys(createOptions).map((name) => `npm_config_${name}`), 'npm_config_flag'),
      word,
    );
    const lists = fc.oneof(
      generateArguments(),
      invokeArguments(),
      fc.array(word),
      fc.tuple(generateArguments(), fc.array(word)).map((lists) => lists.flat()),
    );
    await fc.assert(
      fc.asyncProperty(lists, fc.option(env), async (argv, npm) => {
        const called = { npm_config_user_agent: 'npm/10.0.0 node/v20', npm_command: 'init' };
        const world = npm === null ? {} : { ...called, ...npm };
        await unlessRefused([2], () => parseArguments(recoverNpmFlags(argv, world)));
      }),
      { numRuns: 2000 },
    );
  });

  test('in an answers file is understood or refused', async () => {
    const list = fc.array(answers, { maxLength: 3 }).map((entries) => `{"functions":[${entries.join(',')}]}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(answers, list, textLike('{"app":"x","secret":["A"]}')), async (text) => {
        const file = await unlessRefused([2], () => readAnswersFile(text, 'answers.json'));
        const functions = file?.functions ?? [];
        if (file === undefined) return;
        const project = given(file.options);
        const all = functions.length === 0 ? project : { ...project, functions };
        const complete = await unlessRefused([2], () => completeAnswers(all, situation));
        const changes = complete && (await unlessRefused([2, 3], () => plannedChanges(complete)));
        if (changes !== undefined && complete !== undefined) expectSound(changes, complete);
      }),
      { numRuns: 2000 },
    );
  });

  test('for a new project makes files that stay in it and are sound, or is refused', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(generateArguments(), async (argv) => {
        const call = await unlessRefused([2], () => parseArguments(argv));
        if (call?.command !== 'create') return;
        const complete = await unlessRefused([2], () => completeAnswers(given(call.options), situation));
        const changes = complete && (await unlessRefused([2, 3], () => plannedChanges(complete)));
        if (changes === undefined || complete === undefined) return;
        expectSound(changes, complete);
        made++;
      }),
      { numRuns: 2000 },
    );
    expect(made).toBeGreaterThan(100);
  });

  test('as configuration of a project is read or refused', async () => {
    const config = textLike('{"name":"shop","srcDir":"src","platformVersion":"2023.2"}');
    const registry = fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<Json>;
    await fc.assert(
      fc.asyncProperty(config, registry, async (text, value) => {
        const read = await unlessRefused([3], () => readProjectConfig('hsproject.json', text));
        if (read !== undefined) expect(read.sourceDirectory).not.toMatch(/^\/|^\.\.(\/|$)|\0/);
        functionsOfServerlessJson('src/app/app.functions', { appFunctions: value });
        functionsOfServerlessJson('.', value);
        functionOfComponent('src', { path: 'x-hsmeta.json', value });
      }),
      { numRuns: 2000 },
    );
  });
});
