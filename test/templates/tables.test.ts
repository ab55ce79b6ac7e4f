import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { templates } from 'virtual:template-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planFiles, sourceFile } from '../../src/plan/plan.ts';
import { fixtureFile } from '../../src/project/layout.ts';
import { layoutOf } from '../../src/project/layouts.ts';
import type { Answers, Json } from '../../src/types.ts';
import { answersFor, functionPlatforms, variants } from './generated.ts';

const run = promisify(execFile);

interface Outcome {
  readonly response?: Json;
  readonly error?: string;
  readonly logs: string;
}

/** Calls each function with its fixture. Any attempt to connect ends the process with code 99. */
const caller = `
const net = require('node:net');
net.Socket.prototype.connect = () => process.exit(99);
const calls = JSON.parse(process.argv[1]);
(async () => {
  const outcomes = {};
  for (const { name, file, fixture, variables } of calls) {
    const logs = [];
    for (const level of ['log', 'warn', 'error']) console[level] = (...values) => logs.push(values.join(' '));
    for (const variable of variables) process.env[variable] = 'canary-' + variable;
    try {
      outcomes[name] = { response: await require(file).main(require(fixture)) ?? null };
    } catch (error) {
      outcomes[name] = { error: String(error) };
    }
    outcomes[name].logs = logs.join('\\n');
    for (const variable of variables) delete process.env[variable];
  }
  process.stdout.write(JSON.stringify(outcomes));
})();
`;

describe.each(functionPlatforms)('every template on $version', async (platform) => {
  const answers = answersFor({ platform, functions: variants });
  const files = await planFiles(answers, undefined, '.gitignore');
  const root = mkdtempSync(path.join(tmpdir(), 'tables-'));
  let outcomes: Record<string, Outcome>;

  beforeAll(async () => {
    for (const file of files) if ('text' in file) write(path.join(root, file.path), file.text);
    standIn(path.join(root, layoutOf(platform).place.functionsDirectory));
    outcomes = await call(answers, root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('gives text files that end in one line feed, and strict JSON', () => {
    for (const file of files) {
      if (!('text' in file)) continue;
      expect(file.text, file.path).toMatch(/[^\n]\n$/);
      expect(file.text, file.path).not.toMatch(/[ \t]$|\t|\r|\n\n\n|undefined,|\[object /m);
      if (file.path.endsWith('.json')) expect(() => JSON.parse(file.text), file.path).not.toThrow();
    }
  });

  test.each(variants)('$name answers its fixture offline', ({ name, template, endpoint }) => {
    const { response, error, logs } = outcomes[name] ?? {};
    expect(error).toBeUndefined();
    const needsMore = needsCredential(template);
    if (needsMore) expect(logs).toMatch(/^Not set: /);
    if (endpoint !== undefined) {
      expect(response).toEqual({ statusCode: needsMore ? 500 : 200, body: expect.any(Object) });
    } else {
      expect(response).toEqual(needsMore ? { error: logs } : expect.any(Object));
    }
  });

  test.each(variants)(
    '$name leaks neither a secret nor, to the public, the name of one',
    ({ name, ...one }) => {
      const { response, logs } = outcomes[name] ?? {};
      expect(JSON.stringify([response, logs])).not.toContain('canary-');
      if (one.endpoint !== undefined) expect(JSON.stringify(response)).not.toMatch(/_KEY|_TOKEN/);
    },
  );

  test('passes the type checker with all its strict rules', async () => {
    const types = ['--types', 'node', '--typeRoots', path.resolve('node_modules/@types')];
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const checking = run(process.execPath, [tsc, '--noEmit', '--project', 'jsconfig.json', ...types], {
      cwd: root,
    });
    expect(await checking.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' });
  });
});

test('every generated function passes node --check', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'check-'));
  const files = await planFiles(answersFor({ functions: variants }), undefined, undefined);
  const sources = files.flatMap((file) =>
    file.kind === 'source' && file.path.endsWith('.js') ? [file.text] : [],
  );
  expect(sources).toHaveLength(variants.length);
  await Promise.all(
    sources.map((source, index) => {
      const file = path.join(root, `${index}.js`);
      write(file, source);
      return run(process.execPath, ['--check', file]);
    }),
  );
  rmSync(root, { recursive: true, force: true });
});

test('every template has a summary that fits into help', () => {
  expect(templates.map(({ name }) => name)).toEqual(['hello', 'contact', 'endpoint', 'proxy']);
  for (const { summary } of templates) expect(summary).toMatch(/^\S.{10,70}[^.]$/);
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Whether a template calls a service, so that it needs a real credential first. */
function needsCredential(template: string): boolean {
  const { token, secrets } = templates.find(({ name }) => name === template) ?? { token: false, secrets: [] };
  return token || secrets.length > 0;
}

/** The packages are not installed here, so a function that creates a client in its first invocation fails. */
function standIn(functionsDirectory: string): void {
  const refusal = "exports.Client = class { constructor() { throw new Error('a client was built'); } };\n";
  const types = 'export class Client { constructor(options: { accessToken?: string }); crm: any; }\n';
  write(path.join(functionsDirectory, 'node_modules/@hubspot/api-client/index.js'), refusal);
  write(path.join(functionsDirectory, 'node_modules/@hubspot/api-client/index.d.ts'), types);
}

async function call({ functions, platform }: Answers, root: string): Promise<Record<string, Outcome>> {
  const { place } = layoutOf(platform);
  const calls = functions.map(({ name, template, secrets, token }) => ({
    name,
    file: path.join(root, sourceFile(place, name)),
    fixture: path.join(root, fixtureFile(name)),
    // A placeholder does not count as a credential.
    variables: needsCredential(template) ? [] : [...secrets, ...(token ? ['PRIVATE_APP_ACCESS_TOKEN'] : [])],
  }));
  const { stdout } = await run(process.execPath, ['-e', caller, JSON.stringify(calls)], { env: {} });
  return JSON.parse(stdout);
}
