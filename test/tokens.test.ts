import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, run, writeFiles } from './program.ts';

const functions = 'src/app/app.functions';

/** One with a known format, and one without. Assembled here, so that no scanner mistakes this file for a leak. */
const tokens = [`${'gh'}p_${'x7Kq2mVt9Rw4'.repeat(3)}`, 'Qx7Kq2mVt9Rw4Zb6Nc8Yd1Lf3Hs5Jg0Pa'];

/** Every command that shows texts about a project. */
const commands = [
  ...['text', 'json', 'github', 'sarif'].map((format) => ['check', '--format', format]),
  ['check', '--fix', '--diff'],
  ['invoke', 'plain'],
  ['invoke', 'plain', '--json'],
  ['--function', 'two', '--secret', 'OTHER', '--yes', '--dry-run', '--diff'],
  ['--function', 'two', '--secret', 'OTHER', '--yes', '--dry-run', '--diff', '--json'],
  ['migrate', '--dry-run', '--diff'],
  ['migrate', '--yes', '--diff', '--no-invoke', '--json'],
];

function projectWith(token: string): string {
  const folder = emptyFolder();
  const entry = { file: 'a.js', secrets: ['A', token], token, [token]: 1 };
  writeFiles(folder, {
    'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
    'src/app/app.json': '{"name":"shop"}',
    [`${functions}/serverless.json`]: JSON.stringify(
      { appFunctions: { plain: { file: 'plain.js' }, a: entry } },
      null,
      2,
    ),
    [`${functions}/plain.js`]: 'exports.main = async () => 1;\n',
    [`${functions}/a.js`]: `exports.main = async (context) => [process.env.${token}, context.secrets.${token}];\n`,
  });
  return folder;
}

test.each(tokens)(
  'a token in place of a name is neither repeated nor suggested by any command: %#',
  async (token) => {
    for (const args of commands) {
      const folder = projectWith(token);
      const { stdout, stderr } = await run(folder, args);
      expect(stdout + stderr, args.join(' ')).not.toContain(token.slice(-12));
      if (args[0] !== 'check') continue;
      const { plain } = JSON.parse(
        readFileSync(path.join(folder, functions, 'serverless.json'), 'utf8'),
      ).appFunctions;
      expect(plain).toEqual({ file: 'plain.js' });
    }
  },
);

test('a token is not accepted as a function name, app name or path', async () => {
  const [token] = tokens as [string];
  for (const args of [
    [token],
    ['--function', token],
    ['--function', 'two', '--endpoint', token],
    ['--function', token, '--answers', '-'],
  ]) {
    const result = await run(projectWith(token), [...args, '--yes', '--json'], { input: '{}' });
    expect(result.code, result.stdout).toBe(2);
    expect(result.stdout + result.stderr).not.toContain(token.slice(-12));
  }
});

test.each(tokens)(
  'a token in the place of a name of a secret is not repeated by an error: %#',
  async (token) => {
    const typed = [token, `API_KEY=${token}`, `A,${token}`].flatMap((value) => [
      ['--secret', value],
      [`--secret=${value}`],
    ]);
    const underNpm = { npm_command: 'init', npm_lifecycle_event: 'npx', npm_config_user_agent: 'npm/10.8.2' };
    for (const args of [...typed.map((words) => [...words, '--yes', '--json']), [token, '--yes']]) {
      const env = args[0] === token ? { ...underNpm, npm_config_secret: 'true' } : {};
      const { code, stdout, stderr } = await run(emptyFolder(), ['shop', ...args], { env });
      expect(code).toBe(2);
      expect(stdout + stderr, args.join(' ')).not.toContain(token.slice(-12));
    }
  },
);
