import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { awkwardNames, shape, shapeOf } from './new-project.ts';
import { emptyFolder, run, runInShell, writeFiles } from './program.ts';

const functions = 'src/app/app.functions';

describe('a folder whose name has', () => {
  test.each(awkwardNames)('%s holds a project like any other', async (_name, name) => {
    const outer = path.join(realpathSync(emptyFolder()), name);
    mkdirSync(outer);
    const directory = path.join(outer, name);
    const made = await run(outer, [`./${name}`, '--json']);
    expect(validDocumentOf(made)).toMatchObject({
      code: 0,
      project: { directory },
      invocations: [{ status: 'SUCCESS' }],
    });
    expect(shapeOf(directory)).toEqual(shape);
    // Node cannot import from a folder with a backslash in its name.
    const file = name.includes('\\') ? 'lib/module.js' : 'lib/module.mjs';
    const load = name.includes('\\') ? "const part = require('../part')" : "import part from '../part.js'";
    const call = name.includes('\\') ? 'exports.main =' : 'export const main =';
    writeFiles(path.join(directory, functions), {
      'serverless.json': JSON.stringify({ appFunctions: { hello: { file: 'hello.js' }, module: { file } } }),
      [file]: `${load};\n${call} async () => part;`,
      'part.js': 'module.exports = __dirname;',
    });
    const invoked = await run(path.join(directory, functions), ['invoke', '--all', '--json']);
    expect(validDocumentOf(invoked)).toMatchObject({
      code: 0,
      invocations: [{ status: 'SUCCESS' }, { response: path.join(directory, functions) }],
    });
    const again = await run(outer, [`./${name}`, '--function', 'two', '--yes']);
    expect(again).toMatchObject({ code: 0 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(again.stdout + again.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(existsSync(path.join(directory, functions, 'two.js'))).toBe(true);
  });

  test.each(awkwardNames)('%s holds the program itself', async (_name, name) => {
    const installed = path.join(emptyFolder(), name);
    cpSync(inject('packed'), installed, { recursive: true });
    const folder = emptyFolder();
    const options = { program: path.join(installed, 'bin', 'create-hs-function.cjs') };
    expect(validDocumentOf(await run(folder, ['my-app', '--json'], options))).toMatchObject({
      invocations: [{ status: 'SUCCESS' }],
    });
  });
});

// Other systems have different limits.
describe.skipIf(process.platform !== 'linux')('a path', () => {
  /** A folder whose path has the given number of bytes. Only `rm` can remove it. */
  function deepFolder(length: number): string {
    const top = mkdtempSync(path.join(tmpdir(), 'deep-'));
    onTestFinished(() => void execFileSync('rm', ['-rf', top]));
    let folder = top;
    while (length - folder.length > 200) folder = path.join(folder, 'd'.repeat(99));
    folder = path.join(folder, 'e'.repeat(length - folder.length - 1));
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  test('of 3,900 bytes is worked in', async () => {
    const folder = deepFolder(3900);
    expect(validDocumentOf(await run(folder, ['x', '--json']))).toMatchObject({
      invocations: [{ status: 'SUCCESS' }],
    });
    const added = await run(path.join(folder, 'x'), ['--function', 'two', '--json']);
    expect(validDocumentOf(added)).toMatchObject({ code: 0 });
    expect(validDocumentOf(await run(path.join(folder, 'x'), ['invoke', 'two', '--json']))).toMatchObject({
      code: 0,
    });
  });

  test.each([4000, 4030, 4050, 4085])(
    'of %i bytes is worked in or refused, with nothing left',
    async (length) => {
      const folder = deepFolder(length);
      const document = validDocumentOf(await run(folder, ['x', '--no-invoke', '--json']));
      if (document.code === 0) expect(shapeOf(path.join(folder, 'x'))).toEqual(shape);
      else expect(document).toMatchObject({ code: 2, error: { code: 'name-too-long' } });
      expect(readdirSync(folder)).toEqual(document.code === 0 ? ['x'] : []);
    },
  );

  test('that is longer than the system allows is reported as such', async () => {
    const deeper = 'd'.repeat(99);
    const line = `i=0; while [ $i -lt 4 ]; do mkdir ${deeper}; cd -P ./${deeper}; i=$((i+1)); done; "$@"`;
    const result = await runInShell(deepFolder(3800), line, ['x', '--json']);
    expect(validDocumentOf(result)).toMatchObject({ code: 2, error: { code: 'no-working-directory' } });
  });

  test('with a name that is longer than the system allows is refused', async () => {
    const folder = emptyFolder();
    const result = await run(folder, ['a'.repeat(256), '--json']);
    expect(validDocumentOf(result)).toMatchObject({ code: 2, error: { code: 'name-too-long' } });
    expect(readdirSync(folder)).toEqual([]);
  });
});
