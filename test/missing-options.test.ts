import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { emptyFolder, filesOf, program, run, writeFiles } from './program.ts';
import { hsmetaApp, legacyApp, projectFile, registry } from './project-shapes.ts';

type Files = Readonly<Record<string, string>>;

function inFolder(name: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]));
}

const shop = inFolder('shop', legacyApp);
const severalFolders = {
  ...legacyApp,
  'src/app/one.functions/serverless.json': registry({ a: { file: 'a.js' }, "it's; b": { file: 'b.js' } }),
  'src/app/one.functions/a.js': 'exports.main = async () => 1;',
  'src/app/one.functions/b.js': 'exports.main = async () => 1;',
  'src/app/two.functions/serverless.json': registry({}),
};
const twoNameless = { functions: [{ template: 'endpoint' }, { function: 'b' }, { secret: ['A'] }] };

/** Runs a command that a hint suggests, with the packed program instead of the published one. */
function runProposed(hint: string, cwd: string): string {
  const command = /(?:This works|For example): (.+)$/m.exec(hint)?.[1] ?? 'false';
  const call = command.replace(/^(npm create hs-function@\S+|npx create-hs-function)/, () => '"$0" "$1"');
  execFileSync('sh', ['-c', call.replace(' -- ', ' '), process.execPath, program()], { cwd, stdio: 'pipe' });
  return command;
}

describe('what is missing is all named at once, with a command that works and repeats what was given', () => {
  const rest = ['--no-install'];
  test.each<[string, Files, readonly string[], readonly string[], string]>([
    [
      'a name in a project that was named',
      shop,
      ['shop', '--template', 'endpoint', '--endpoint', 'a/b', ...rest],
      ['function'],
      'shop -- --function my-function --template endpoint --endpoint a/b --no-install --yes --json',
    ],
    [
      'an app',
      {},
      ['--template', 'contact', '--platform', '2026.09', '--secret', 'A', '--function', 'zz', ...rest],
      ['app'],
      '-- --app my-app --function zz --template contact --platform 2026.09 --secret A --no-install --yes --json',
    ],
    [
      'a functions folder, and a name',
      inFolder('shop', severalFolders),
      ['shop', '--token', ...rest],
      ['functions-directory', 'function'],
      'shop -- --function my-function --token --functions-directory src/app/one.functions --no-install --yes --json',
    ],
    [
      'a functions folder, for a name that was given by position',
      severalFolders,
      ['my-name', ...rest],
      ['functions-directory'],
      '-- --function my-name --functions-directory src/app/one.functions --no-install --yes --json',
    ],
    [
      'a version, a functions folder and a name',
      inFolder('shop', { ...severalFolders, ...projectFile('2024.1') }),
      ['./shop', ...rest],
      ['platform', 'functions-directory', 'function'],
      './shop -- --function my-function --platform 2025.1 --functions-directory src/app/one.functions --no-install --yes --json',
    ],
    [
      'a version of the newer layout, where the usual name is taken',
      inFolder('shop', {
        ...hsmetaApp,
        ...projectFile('2024.1'),
        'src/app/functions/my-function.js': '',
      }),
      ['shop', ...rest],
      ['platform', 'function'],
      'shop -- --function my-function-2 --platform 2026.09 --no-install --yes --json',
    ],
    [
      'a name beside an answers file',
      { ...shop, 'a.json': '{"template": "contact", "install": false}' },
      ['shop', '--answers', 'a.json'],
      ['function'],
      'shop -- --function my-function --answers a.json --yes --json',
    ],
  ])('%s', async (_name, files, args, missing, words) => {
    const folder = emptyFolder();
    writeFiles(folder, files);
    const { error } = validDocumentOf(await run(folder, [...args, '--json']));
    expect(error.missing).toEqual(missing);
    for (const name of missing.filter((one) => one !== 'platform'))
      expect(error.message + error.hint).toContain(`--${name}`);
    expect(error.hint).toContain(`This works: npm create hs-function@latest ${words}`);
    const before = filesOf(folder);
    runProposed(error.hint, folder);
    expect(Object.keys(filesOf(folder)).length).toBeGreaterThan(Object.keys(before).length);
  });

  test('names what entries of an answers file lack, and what to add to each', async () => {
    const folder = emptyFolder();
    writeFiles(folder, { ...shop, 'a.json': JSON.stringify(twoNameless) });
    const args = ['shop', '--answers', 'a.json', '--no-invoke', '--json'];
    const { error } = validDocumentOf(await run(folder, args));
    expect(error.missing).toEqual(['function']);
    expect(error.message).toContain('"function" of functions[0] and functions[2] in a.json');
    expect(error.hint).toContain(
      'In a.json, add "function": "my-function" to functions[0] and "function": "my-function-2" to functions[2].',
    );
    const [first, second, third] = twoNameless.functions;
    const named = [{ ...first, function: 'my-function' }, second, { ...third, function: 'my-function-2' }];
    writeFiles(folder, { 'a.json': JSON.stringify({ functions: named }) });
    expect(runProposed(error.hint, folder)).toBe(
      'npm create hs-function@latest shop -- --no-invoke --answers a.json --yes --json',
    );
  });

  test('calls an answers file that comes through a pipe standard input', async () => {
    const folder = emptyFolder();
    writeFiles(folder, legacyApp);
    const input = JSON.stringify(twoNameless);
    const { error } = validDocumentOf(await run(folder, ['--answers', '-', '--json'], { input }));
    expect(error.message).toContain('"function" of functions[0] and functions[2] in standard input');
    expect(error.hint).toContain('In standard input, add "function": "my-function" to functions[0]');
  });

  test('a command that would fail for another reason is no more than an example', async () => {
    const folder = emptyFolder();
    writeFiles(folder, inFolder('shop', severalFolders));
    const { error } = validDocumentOf(await run(folder, ['shop', '--secret', '1x', '--json']));
    expect(error.hint).toContain('For example: npm create');
    expect(error.hint).not.toContain('This works');
  });

  test('what a call of invoke does not specify', async () => {
    const folder = emptyFolder();
    writeFiles(folder, severalFolders);
    const { error } = validDocumentOf(await run(folder, ['invoke', '--timeout', '9000', '--json']));
    expect(error.missing).toEqual(['function']);
    expect(runProposed(error.hint, folder)).toBe('npx create-hs-function invoke a --timeout 9000 --json');
  });

  test('a function whose name a shell would act on is quoted', async () => {
    const folder = emptyFolder();
    const functions = { "it's; b": { file: 'b.js' }, c: { file: 'b.js' } };
    writeFiles(folder, {
      ...legacyApp,
      'src/app/app.functions/serverless.json': registry(functions),
      'src/app/app.functions/b.js': 'exports.main = async () => 1;',
    });
    const { error } = validDocumentOf(await run(folder, ['invoke', '--json']));
    expect(runProposed(error.hint, folder)).toBe("npx create-hs-function invoke 'it'\\''s; b' --json");
  });

  test('looking for what is missing changes nothing', async () => {
    const folder = emptyFolder();
    writeFiles(folder, inFolder('shop', severalFolders));
    const before = filesOf(folder);
    expect((await run(folder, ['shop'])).code).toBe(2);
    expect(filesOf(folder)).toEqual(before);
  });
});

test.each([
  ['--query', 'a=1', 'invoke hook --query a=1'],
  ['--method', 'POST', 'invoke hook --method POST'],
  ['--parameter', 'a=1', 'invoke app --parameter a=1'],
  ['--query', 'a', undefined],
  ['--parameter', 'a', undefined],
])(
  'if no function is named, one that %s %s fits is suggested, if there is any',
  async (option, value, words) => {
    const folder = emptyFolder();
    const functions = {
      app: { file: 'a.js' },
      hook: { file: 'a.js', endpoint: { path: 'a/b', method: 'POST' } },
    };
    writeFiles(folder, {
      ...legacyApp,
      'src/app/app.functions/serverless.json': registry(functions),
      'src/app/app.functions/a.js': 'exports.main = async () => ({ statusCode: 200, body: {} });',
    });
    const { error } = validDocumentOf(await run(folder, ['invoke', option, value, '--json']));
    expect(error).toMatchObject({ code: 'missing-function', missing: ['function'] });
    if (words === undefined) expect(error.hint).not.toContain('This works');
    else expect(runProposed(error.hint, folder)).toBe(`npx create-hs-function ${words}${' --json'}`);
  },
);
