import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, filesOf, run, writeFiles } from './program.ts';

const canary = 'canary-7f3a9c51e2d84b06';

const project = {
  'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
  'src/app/app.json': '{"name":"shop","scopes":[]}',
  'src/app/app.functions/serverless.json':
    '{"appFunctions":{"leak":{"file":"leak.js","secrets":["LIVE_KEY"]}}}',
  'src/app/app.functions/package.json': '{"dependencies":{}}',
  'src/app/app.functions/.env': `LIVE_KEY=${canary}\nPRIVATE_APP_ACCESS_TOKEN="${canary}-token"\n`,
  'src/app/app.functions/.env.local': `LIVE_KEY=${canary}\nPRIVATE_APP_ACCESS_TOKEN=${canary}\n`,
};

const leaks: Readonly<Record<string, string>> = {
  'logs it': 'console.log(process.env.LIVE_KEY, [process.env.LIVE_KEY]); return null;',
  'writes it in two pieces':
    'const k = process.env.LIVE_KEY; process.stdout.write(k.slice(0, 5)); process.stdout.write(k.slice(5)); return 1;',
  'returns it':
    'return { key: process.env.LIVE_KEY, url: "https://a/?k=" + encodeURIComponent(process.env.LIVE_KEY) };',
  'throws it': 'throw new Error("refused: " + process.env.LIVE_KEY);',
  'rejects with it late': 'setTimeout(() => Promise.reject(process.env.LIVE_KEY), 1); return 1;',
  'returns what is no JSON': 'return { [process.env.LIVE_KEY]: 1n };',
  'needs a missing package of that name': 'return require(process.env.LIVE_KEY);',
  'never answers': 'console.error(process.env.LIVE_KEY); await new Promise(() => {});',
};

test.each(Object.entries(leaks))(
  'a function that %s does not get the value past invoke',
  async (_what, body) => {
    const folder = emptyFolder();
    writeFiles(folder, {
      ...project,
      'src/app/app.functions/leak.js': `exports.main = async () => { ${body} };\n`,
    });
    for (const further of [[], ['--json'], ['--all'], ['--watch', '--json']]) {
      const result = await run(folder, ['invoke', ...(further[0] === '--all' ? [] : ['leak']), ...further]);
      expect(result.stdout + result.stderr).not.toContain(canary);
      expect(result.stdout + result.stderr).not.toBe('');
    }
    expectOnlyInDotenv(folder);
  },
);

interface Call {
  readonly code: number;
  readonly args: readonly string[];
  /** Files that differ from the project's. */
  readonly files?: Readonly<Record<string, string>>;
}

const folder = 'src/app/app.functions';
const calls: readonly Call[] = [
  { code: 0, args: ['--function', 'two', '--secret', 'LIVE_KEY', '--dry-run', '--diff'] },
  { code: 0, args: ['--function', 'two', '--secret', 'OTHER_KEY', '--dry-run', '--diff', '--json'] },
  { code: 0, args: ['--function', 'two', '--secret', 'LIVE_KEY,OTHER_KEY', '--token', '--diff'] },
  { code: 2, args: ['--function', '../two'] },
  { code: 3, args: ['--function', 'leak', '--secret', 'LIVE_KEY', '--diff'] },
  {
    code: 3,
    args: ['--function', 'two', '--secret', 'A_KEY'],
    files: { [`${folder}/serverless.json`]: '{"appFunctions":' },
  },
  {
    code: 3,
    args: ['--function', 'two', '--secret', 'A_KEY', '--diff'],
    files: { [`${folder}/.env`]: `LIVE_KEY=${canary}\n${canary} without a name` },
  },
];

test.each(calls)('code $code, and no value in the output: $args', async ({ code, args, files }) => {
  const workplace = emptyFolder();
  writeFiles(workplace, { ...project, [`${folder}/leak.js`]: 'exports.main = async () => 1;\n', ...files });
  const result = await run(workplace, args);
  expect(result.code, result.stderr).toBe(code);
  expect(result.stdout + result.stderr).not.toContain(canary);
  expectOnlyInDotenv(workplace);
});

test('neither the package manager nor git is handed a value, and no process has one among its arguments', async () => {
  const folder = emptyFolder();
  const record = path.join(folder, 'record');
  const programs = path.join(folder, 'programs');
  const stand = `#!/bin/sh\n{ echo "$0 $*"; env; for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; echo; done; } >> '${record}' 2>/dev/null\nexit 1\n`;
  writeFiles(folder, {
    'programs/npm': stand,
    'programs/git': stand,
    ...Object.fromEntries(Object.entries(project).map(([name, text]) => [`shop/${name}`, text])),
    'shop/.git/HEAD': 'ref: refs/heads/main\n',
    'shop/src/app/app.functions/leak.js': 'exports.main = async () => 1;\n',
  });
  for (const name of readdirSync(programs)) chmodSync(path.join(programs, name), 0o755);
  const env = { PATH: `${programs}:${process.env.PATH}` };
  const args = ['--function', 'two', '--template', 'contact', '--secret', 'LIVE_KEY', '--endpoint', 'two'];
  const result = await run(path.join(folder, 'shop'), args, { env });
  expect(result.code, result.stderr).toBe(4);
  expect(existsSync(record)).toBe(true);
  const recorded = readFileSync(record, 'utf8');
  expect(recorded).toContain(`${programs}/npm`);
  expect(recorded).not.toContain(canary);
  expect(result.stdout + result.stderr).not.toContain(canary);
});

function expectOnlyInDotenv(folder: string): void {
  const holders = Object.entries(filesOf(folder)).filter(([, text]) => text.includes(canary));
  const names = holders.map(([file]) => path.posix.basename(file));
  expect(names.filter((name) => !/^\.env(\.local)?$/.test(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(0);
}
