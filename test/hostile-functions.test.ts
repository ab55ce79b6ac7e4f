import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { attempt, attemptBoth } from './attempt.ts';
import { projectWith, watch, functions as watchedFunctions } from './canary.ts';
import { contents, functions, inPlaceOf, nested, places, project, sequences } from './hostile.ts';
import { hasAnyWords, hasLinks, hasPipes } from './left-out.ts';
import { documentOf, emptyFolder, program, run, runWords, writeFiles } from './program.ts';
import { functionHsmeta, hsmetaApp, registry } from './project-shapes.ts';

const registryFile = `${functions}/serverless.json`;

function withFunction(code: string): Record<string, string> {
  return { ...project, [`${functions}/hello.js`]: code };
}

describe('the file that a registry names', () => {
  test.each(['../../../../outside/o.js', '../../../../../../../../../../etc/passwd', '../../../..'])(
    'as %s is not run, because it is outside the project',
    async (file) => {
      const files = { ...project, [registryFile]: registry({ hello: { file } }) };
      const { error } = await attempt({ args: ['invoke', 'hello'], files, codes: [3] });
      expect(error).toMatchObject({ code: 'file-outside' });
      expect(error.message).toContain('serverless.json names');
    },
  );

  test.each(['/app/functions/../../../../outside/o.js', '/app\\..\\..\\x.js', '/app/functions\\o.js'])(
    'as the entrypoint %s is not run, because it is outside the project, or would be on some system',
    async (entrypoint) => {
      const files = { ...hsmetaApp, 'src/app/functions/o-hsmeta.json': functionHsmeta('o', { entrypoint }) };
      const { error } = await attempt({ args: ['invoke'], files, codes: [3] });
      expect(error.message).toContain('o-hsmeta.json names');
    },
  );

  test.each(['', '.', '/', 'hello.js\0', 'x'.repeat(5000), sequences, 5, null, ['hello.js']])(
    'as %j is nothing to run',
    async (file) => {
      const files = { ...project, [registryFile]: registry({ hello: { file } }) };
      const { invocations } = await attempt({ args: ['invoke', 'hello'], files, codes: [5] });
      expect(invocations[0].error.code).toBe('no-such-file');
    },
  );
});

describe('what is read for a call', () => {
  const unreadable = contents.filter(([name]) => name !== 'prototypes');
  const calls = [
    ['hello', '--context', 'input.json'],
    ['open', '--body', '@input.json'],
  ];

  test.each(unreadable.map(([name, content], index) => [name, content, calls[index % 2] ?? []] as const))(
    'holds %s and is refused',
    async (name, content, call) => {
      const files = { ...project, 'input.json': content };
      const isBody = call[0] === 'open' && name === 'a list';
      const { error } = await attempt({ args: ['invoke', ...call], files, codes: [isBody ? 0 : 2] });
      expect(error?.message).not.toBe('');
    },
  );

  test.each(places)('is %s and is refused', async (_name, make) => {
    const args = ['invoke', 'hello', '--context', 'input.json'];
    const { error } = await attempt({
      args,
      files: project,
      make: inPlaceOf('input.json', make),
      codes: [2],
    });
    expect(error.message).toContain('--context "input.json"');
  });

  test.each([
    ['--parameter', `a=${nested(hasAnyWords ? 50_000 : 5000)}`, 2],
    ['--parameter', '=', 2],
    ['--parameter', `${sequences}=${sequences}`, 0],
    ['--timeout', '99999999999999999999', 2],
    ['--context', '/proc/self/mem', 2],
    ['--context', 'x'.repeat(5000), 2],
  ])('by %s %j ends in time', async (option, value, code) => {
    await attemptBoth({ args: ['invoke', 'hello', `${option}=${value}`], files: project, codes: [code] });
  });

  test('has prototypes and stays plain data', async () => {
    const input = '{"parameters":{"__proto__":{"polluted":1},"constructor":2}}';
    const files = withFunction(
      'exports.main = async ({ parameters }) => [Object.keys(parameters), {}.polluted === undefined];',
    );
    const args = ['invoke', 'hello', '--context', '-', '--parameter', '__proto__={"polluted":3}'];
    const { invocations } = await attempt({ args, files, input, codes: [0] });
    expect(invocations[0].response).toEqual([['__proto__', 'constructor'], true]);
  });
});

describe('in the folder of a function', () => {
  test.each(places)('%s in the place of any file does not make it wait', async (name, make) => {
    const links = name.startsWith('a link to');
    const rows: readonly (readonly [string, readonly number[]])[] = [
      ['.env', [0]],
      ['package.json', [3]],
      ['serverless.json', links ? [2, 3] : [3]],
      ['hello.js', [5]],
    ];
    await Promise.all(
      rows.map(([file, codes]) =>
        attempt({
          args: ['invoke', 'hello', '--timeout', '60000'],
          files: project,
          make: inPlaceOf(`${functions}/${file}`, make),
          codes,
        }),
      ),
    );
  });
});

describe('check', () => {
  test.each(places)('names a function whose file is %s', async (_name, make) => {
    const inPlace = inPlaceOf(`${functions}/hello.js`, make);
    const { findings } = await attempt({ args: ['check'], files: project, make: inPlace, codes: [6] });
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'entry-missing',
        message: expect.stringContaining('hello.js is not a readable JavaScript file'),
      }),
    );
  });
});

test
  .skipIf(!hasLinks)
  .each(
    [`${functions}/package.json`, 'src/app/package.json', 'package.json'].flatMap((file) =>
      ['outside/private.txt', 'inside/.env'].map((target) => [file, target] as const),
    ),
  )('no part of a file is shown to which %s is a link: %s', async (file, target) => {
  const files: Record<string, string> = {
    ...withFunction('exports.main = () => 1;'),
    '.env': 'nobody else reads this',
  };
  delete files[`${functions}/package.json`];
  const make = (folder: string) =>
    symlinkSync(path.join(path.dirname(folder), target), path.join(folder, file));
  const { printed } = await attemptBoth({ args: ['invoke', 'hello'], files, make, codes: [3] });
  expect(printed).not.toContain('nobody');
  expect(printed).toContain(file);
});

test.skipIf(!hasLinks)(
  'nor of one to which the package.json of a folder that it loads is a link',
  async () => {
    const files = { ...withFunction("require('./lib/a');"), [`${functions}/lib/a.js`]: '' };
    const make = (folder: string) =>
      symlinkSync(
        path.join(path.dirname(folder), 'outside/private.txt'),
        path.join(folder, functions, 'lib/package.json'),
      );
    const { printed } = await attemptBoth({ args: ['invoke', 'hello'], files, make, codes: [5] });
    expect(printed).not.toContain('nobody');
    expect(printed).toContain('package.json');
  },
);

test('valid code that is nested too deeply is reported as exactly that', async () => {
  const files = withFunction(`exports.main = () => 1;\n${'(\n'.repeat(20_000)}1${'\n)'.repeat(20_000)};`);
  const { findings } = await attempt({ args: ['check'], files, codes: [0] });
  const message = 'This is too long or nested too deep to be checked.';
  expect(findings).toContainEqual(expect.objectContaining({ path: `${functions}/hello.js`, message }));
  const { invocations } = await attempt({ args: ['invoke', 'hello'], files, codes: [5] });
  expect(invocations[0].error.hint).toContain('hello.js, or what it loads, is nested too deep');
  const { warnings } = await attempt({ args: ['migrate', '--dry-run'], files, codes: [0] });
  expect(warnings).toContainEqual(expect.objectContaining({ message: expect.stringContaining(message) }));
});

test('the findings of many functions that share a module are shown up to a number, which is said', async () => {
  const reads = Array.from({ length: 6000 }, (_, index) => `process.env.NAME_${index};\n`).join('');
  const names = ['one', 'two'];
  const files = {
    ...project,
    ...Object.fromEntries(
      names.map((name) => [`${functions}/${name}.js`, "require('./shared');\nexports.main = () => 1;"]),
    ),
    [`${functions}/shared.js`]: reads,
    [registryFile]: registry(Object.fromEntries(names.map((name) => [name, { file: `${name}.js` }]))),
    // With more findings, nobody knows whether it hides something.
    [`${functions}/package.json`]: '{"dependencies":{},"hsIgnore":{"top-level-read":"later"}}',
  };
  const checked = await attempt({ args: ['check'], files, codes: [6] });
  expect(checked.findings).toHaveLength(10_000);
  expect(new Set(checked.findings.map(({ rule }: { rule: string }) => rule))).not.toContain('unused-ignore');
  expect(checked.warnings).toContainEqual(expect.objectContaining({ code: 'more-findings' }));
  const { warnings } = await attempt({ args: ['invoke', 'one'], files, codes: [0] });
  const codes: string[] = warnings.map(({ code }: { code: string }) => code);
  expect(codes).toContain('more-findings');
  expect(codes.length).toBeLessThan(1010);
});

test.skipIf(!hasPipes)(
  'one process looks for the place of a syntax error, and opens none of the files, which may be pipes by then',
  async () => {
    const names = Array.from({ length: 20 }, (_, index) => `m${index}.js`);
    const files = projectWith(`const { execFileSync } = require('child_process');
const names = ${JSON.stringify(names)};
for (const name of names) require('./' + name);
exports.main = () => {
  for (const name of names) require('fs').unlinkSync(name);
  execFileSync('mkfifo', names);
  throw Object.assign(new SyntaxError('no place'), { stack: 'SyntaxError: no place' });
};`);
    for (const name of names) files[`${watchedFunctions}/${name}`] = '';
    const { work, env, started } = watch(files);
    const { code, stdout } = await run(work, ['invoke', 'leaky', '--json'], { env });
    expect(code).toBe(5);
    expect(stdout).toContain('It threw SyntaxError: no place');
    expect(started().match(/experimental-vm-modules/g)).toHaveLength(1);
  },
);

/** Ways to nest code: what comes first, what opens a level, what is innermost, what closes a level, and what comes last. */
const nestings = [
  ['', '{', '', '}', ''],
  ['', 'if (a) {', '', '}', ''],
  ['', 'if (a) b; else', 'c;', '', ''],
  ['', 'for (const a of b)', 'c;', '', ''],
  ['', 'switch (a) { case 1:', '', '}', ''],
  ['', 'try {} catch {', '', '}', ''],
  ['', 'function f() {', '', '}', ''],
  ['', 'f(() => {', '', '});', ''],
  ['', 'class A { m() {', '', '}}', ''],
  ['', 'class A { static {', '', '}}', ''],
  ['x =', 'class { a =', '1', '}', ''],
  ['x =', 'class extends', 'B', '{}', ''],
  ['x =', '[', '', ']', ''],
  ['x =', '({ get a() { return', '1', '} })', ''],
  ['x =', '`${', '1', '}`', ''],
  ['const', '{ a:', 'b', '}', '= c'],
  ['(', '[', 'b', ']', ') => 1'],
  ['(', '{ a:', 'b', '}', '= c)'],
  ['x =', 'a +', 'b', '', ''],
  ['x =', 'a || b &&', 'c', '', ''],
  ['x =', 'a **', 'b', '', ''],
  ['x =', '!', 'a', '', ''],
  ['x =', 'new', 'a', '', ''],
  ['x =', 'a ? b :', 'c', '', ''],
  ['', 'a =', 'b', '', ''],
  ['x =', 'a =>', '1', '', ''],
  ['x = a', '', '', '.b()', ''],
  ['x = a', '', '', '``', ''],
] as const;
const depths = [40, 80, 160, 240, 320, 400, 480, 700, 1000, 2000, 4000, 9000];

test('code that is nested in any way is checked, or reported as too deep, and needs little of the stack', async () => {
  const codes = nestings.flatMap(([first, open, inner, close, last]) =>
    depths.map((depth) =>
      // The last line has a finding if the code was checked.
      [first, ...Array(depth).fill(open), inner, ...Array(depth).fill(close), last, '; process.envA;'].join(
        '\n',
      ),
    ),
  );
  const named = codes.map((code, index) => [`f${index}.js`, `exports.main = () => 1;\n${code}`] as const);
  const files = {
    ...project,
    ...Object.fromEntries(named.map(([file, code]) => [`${functions}/${file}`, code])),
    [registryFile]: registry(Object.fromEntries(named.map(([file], index) => [`f${index}`, { file }]))),
  };
  const folder = emptyFolder();
  writeFiles(folder, files);
  const words = [process.execPath, '--stack-size=650', program(), 'check', '--json'];
  const { findings } = documentOf(await runWords(words, folder));
  for (const [index, [, open, , close]] of nestings.entries()) {
    const rulesAt = depths.map((_, at) =>
      findings
        .filter(({ path }: { readonly path: string }) => path.endsWith(`/f${index * depths.length + at}.js`))
        .map(({ rule }: { readonly rule: string }) => rule),
    );
    const what = `${open} … ${close}`;
    expect([what, rulesAt[0]]).toEqual([what, expect.arrayContaining(['env-typo'])]);
    expect([what, rulesAt.at(-1)]).toEqual([what, expect.arrayContaining(['syntax-error'])]);
    expect(rulesAt.every((rules) => rules.length > 0)).toBe(true);
  }
});

describe('terminal sequences are shown, not executed', () => {
  test.each([
    ['logged', 'console.log(text); console.error(text); process.stdout.write(text); return text;'],
    ['written past the streams', "require('fs').writeSync(1, text); return { [text]: text };"],
    ['thrown', 'throw Object.assign(new Error(text), { name: text, code: text });'],
    ['thrown as no error', 'throw { [text]: text };'],
    ['required', 'require(text);'],
  ])('where a function has it %s', async (_name, code) => {
    const text = JSON.stringify(sequences);
    const files = withFunction(`exports.main = async () => { const text = ${text}; ${code} };`);
    const { printed } = await attemptBoth({ args: ['invoke', 'hello'], files, codes: [0, 5] });
    expect(printed).toContain('EVIL');
  });

  test.each([
    [['invoke'], 2],
    [['invoke', '--all'], 5],
    [['invoke', 'x'], 2],
  ])('where a registry has it: %j', async (args, code) => {
    const one = {
      file: 'hello.js',
      secrets: [sequences],
      endpoint: { path: sequences, method: [sequences] },
    };
    const files = { ...project, [registryFile]: registry({ [sequences]: one, b: one }) };
    const { printed } = await attemptBoth({ args, files, codes: [code] });
    expect(printed).toContain('\\x1b[31mEVIL');
  });
});
