import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hasScripts } from './left-out.ts';
import { emptyFolder, run, writeFiles } from './program.ts';

async function script(shell: string): Promise<string> {
  const { code, stdout, stderr } = await run(emptyFolder(), ['completion', shell]);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** On Windows, `bash` can be the one from WSL, which has different paths. */
function isThere(shell: string): boolean {
  return hasScripts && spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

/** The output of a shell that has read the script. */
async function inShell(shell: string, commands: string): Promise<string> {
  const folder = emptyFolder();
  writeFiles(folder, { script: await script(shell) });
  const result = spawnSync(shell, ['-c', `. '${path.join(folder, 'script')}'\n${commands}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(result.status, result.stderr).toBe(0);
  return result.stdout;
}

const bashWords: readonly (readonly [string, string])[] = [
  ['create-hs-function --te', '--template'],
  ['create-hs-function --template pr', 'proxy'],
  ['create-hs-function --template = pr', 'proxy'],
  ['create-hs-function --package-manager =', 'npm pnpm yarn bun'],
  ['create-hs-function --template=pr', '--template=proxy'],
  ['create-hs-function inv', 'invoke'],
  ['create-hs-function --answers scr', 'script'],
  ['create-hs-function --app scr', ''],
  ['create-hs-function invoke --timeout scr', ''],
  ['create-hs-function invoke --qu', '--query'],
  ['create-hs-function invoke --request-', ''],
  ['create-hs-function completion f', 'fish'],
  ['create-hs-function --platform 2026', '2026.03 2026.09'],
  ['create-hs-function migrate --platform 2026.0', '2026.03 2026.09'],
  ['create-hs-function check --rule env-t', 'env-tracked env-typo'],
];

test.runIf(isThere('bash')).each(bashWords)('bash completes "%s" to "%s"', async (typed, completed) => {
  const words = typed.split(' ');
  const commands = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _create_hs_function; echo "\${COMPREPLY[*]}"`;
  expect((await inShell('bash', commands)).trim()).toBe(completed);
});

test.runIf(isThere('fish'))('fish completes options, their values and commands', async () => {
  const printed = await inShell(
    'fish',
    [
      'create-hs-function --template pr',
      'create-hs-function --template=pr',
      'create-hs-function --app scr',
      'create-hs-function --answers scr',
      'create-hs-function invoke --qu',
      'create-hs-function completion ba',
    ]
      .map((typed) => `complete -C '${typed}'`)
      .join('\n'),
  );
  const completed = printed.split('\n').map((line) => line.split('\t')[0]);
  expect(completed).toEqual(['proxy', '--template=proxy', 'script', '--query', 'bash', '']);
});

test.runIf(isThere('zsh'))('zsh takes the script', async () => {
  expect(await inShell('zsh', 'autoload -Uz compinit; type _create_hs_function')).toContain('function');
});

test.runIf(isThere('zsh'))('zsh completes options, their values and commands as they are typed', async () => {
  const folder = emptyFolder();
  const typed = [
    ['create-hs-function --temp', '--template'],
    ['create-hs-function --template=pr', '--template=proxy'],
    ['create-hs-function --template pr', '--template proxy'],
    ['create-hs-function --answers scr', '--answers script'],
    ['create-hs-function --no-inst', '--no-install'],
    ['create-hs-function invoke --tim', '--timeout'],
    ['create-hs-function comple', 'completion'],
  ] as const;
  // Runs an interactive shell in a pseudo-terminal. Reading waits for output, and fails if the shell exits.
  const session = [
    'zmodload zsh/zpty; zpty shell zsh -f -i',
    "zpty -w shell 'autoload -Uz compinit; compinit -u -D; . ./script; echo REA''DY'",
    "zpty -r shell heard '*READY*'",
    ...typed.map(
      ([line, completed]) =>
        `zpty -w -n shell "${line}"$'\\t'; zpty -r shell heard '*${completed}*'; print -r -- '${completed}'; zpty -w -n shell $'\\x15'`,
    ),
    'zpty -d shell',
  ].join('\n');
  writeFiles(folder, { script: await script('zsh'), session });
  const { stdout } = spawnSync('zsh', ['-f', 'session'], { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  expect(stdout.trim().split('\n')).toEqual(typed.map(([, completed]) => completed));
});

test.each(['zsh', 'fish'])(
  '%s describes the form that turns something off by what it does',
  async (shell) => {
    const lines = (await script(shell)).split('\n');
    const describing = (text: string) => lines.filter((line) => line.includes(text)).join('\n');
    expect(describing('skip installing packages')).toMatch(/no-install/);
    expect(describing('the opposite of no-install')).not.toMatch(/(--| -l )no-install/);
    expect(describing('print without color')).toMatch(/no-color/);
  },
);

test('a fish script closes every quote that it opens', async () => {
  for (const line of (await script('fish')).split('\n')) {
    const quotes = line.startsWith('#') ? [] : (line.replace(/\\./g, '').match(/'/g) ?? []);
    expect(quotes.length % 2, line).toBe(0);
  }
});

test('the PowerShell script names each option that takes a value once: PowerShell refuses a key that it reads twice', async () => {
  const keys = [...(await script('powershell')).matchAll(/^ {4}'(--[\w-]+)' = /gm)].map(([, key]) => key);
  expect(keys).toContain('--platform');
  expect(keys).toEqual([...new Set(keys)]);
});

test('the PowerShell script offers every command, option and choice', async () => {
  const text = await script('powershell');
  for (const word of ["'invoke'", "'--platform'", "'2026.09'", "'--query'", "'--no-install'"]) {
    expect(text).toContain(word);
  }
});

test('a shell without a script is refused, naming the supported ones', async () => {
  const { code, stderr } = await run(emptyFolder(), ['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish or powershell');
});
