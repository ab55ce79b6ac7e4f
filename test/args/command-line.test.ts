import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calledAs } from '../../src/args/caller.ts';
import {
  callWords,
  completedCommand,
  directoryOperand,
  equivalentCommand,
  formatCommand,
  invokeCommand,
  optionWords,
} from '../../src/args/command-line.ts';
import { parseArguments } from '../../src/args/parse-args.ts';
import { quote, shellOf } from '../../src/args/shell.ts';
import { createOptions, invokeOptions } from '../../src/data/options.ts';
import { printableText, spellUnprintable } from '../../src/terminal/text.ts';

/** The arguments that a POSIX shell reads from a line. Each argument ends in NUL. */
function argumentsIn(shell: string, line: string): string[] {
  return execFileSync(shell, ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

const argument = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed());
const nasty = fc.constantFrom(
  "'",
  '\\',
  '"',
  '$HOME',
  '`id`',
  '\n',
  '!',
  '~',
  '=',
  '*',
  '--',
  '-',
  '',
  ' ',
  '\\n',
  '#',
  '&',
  ';',
);
const argumentLists = fc.array(
  fc.oneof(
    argument,
    fc.array(nasty).map((parts) => parts.join('')),
  ),
  { minLength: 1 },
);
const shells = ['/bin/sh', '/bin/dash', '/bin/bash', '/usr/bin/zsh', '/usr/bin/fish'].filter((shell) =>
  existsSync(shell),
);

test.each(shells)('%s gets back exactly the arguments that were quoted for it', (shell) => {
  fc.assert(
    fc.property(fc.array(argumentLists, { minLength: 1, maxLength: 20 }), (lists) => {
      const all = lists.flat();
      expect(argumentsIn(shell, formatCommand(all, 'posix'))).toEqual(all);
    }),
    { numRuns: 25 },
  );
});

test('what is quoted holds nothing that acts on a terminal', () => {
  fc.assert(
    fc.property(argument, (text) => {
      for (const shell of ['posix', 'powershell', 'cmd'] as const) {
        const typed = quote(text, shell);
        expect(printableText(typed)).toBe(typed);
        // At a line feed, cmd would run what comes before it.
        if (shell === 'cmd') expect(typed).not.toContain('\n');
        // A pasted tab completes the name of a file, which may close the quote.
        expect(typed).not.toContain('\t');
      }
    }),
  );
  expect(quote('a\x1b[31m', 'posix')).toBe("'a'\"$(printf '\\033')\"'[31m'");
});

test.each([
  ['my-app', 'my-app'],
  ['hs-function@1.2.3', 'hs-function@1.2.3'],
  ['--platform=2026.03', '--platform=2026.03'],
  ['my app', "'my app'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
  ['=ls', "'=ls'"],
])('for a POSIX shell, %j is typed as %s', (given, typed) => {
  expect(quote(given, 'posix')).toBe(typed);
});

test.each([
  ['my-app', 'my-app'],
  ['--yes', '--yes'],
  ['hs-function@1.2.3', 'hs-function@1.2.3'],
  ['C:\\apps\\x', 'C:\\apps\\x'],
  ['.\\x', '.\\x'],
  ['../x', '../x'],
  ['--', '"--"'],
  ['a,b', '"a,b"'],
  ['2026.03', '"2026.03"'],
  ['--platform=2026.03', '"--platform=2026.03"'],
  ['C:\\my apps\\x', '"C:\\my apps\\x"'],
  ["it's", '"it\'s"'],
  ['a&b|c>d^e', '"a&b|c>d^e"'],
  ['@files', '"@files"'],
  ['', '""'],
])('for cmd and PowerShell, %j is typed as %s', (given, typed) => {
  expect([quote(given, 'cmd'), quote(given, 'powershell')]).toEqual([typed, typed]);
});

test.each([
  ['$HOME `n', "'$HOME `n'", '"$HOME `n"'],
  ['%PATH% %x', "'%PATH% %x'", '"%"P"ATH% %x"'],
  ['say "hi" & go', '\'say "hi" & go\'', '"say ""hi"" & go"'],
  ['it’s “so”', "'it’’s “so”'", '"it’s “so”"'],
  ['C:\\my apps\\', "'C:\\my apps\\'", '"C:\\my apps\\\\"'],
])('%j is typed in PowerShell as %s and in cmd as %s', (given, powershell, cmd) => {
  expect([quote(given, 'powershell'), quote(given, 'cmd')]).toEqual([powershell, cmd]);
});

const userModules = 'C:\\Users\\me\\Documents\\WindowsPowerShell\\Modules;C:\\Windows\\PowerShell\\Modules';

test.each([
  ['linux', {}, 'posix'],
  ['darwin', {}, 'posix'],
  ['win32', {}, 'cmd'],
  ['win32', { USERPROFILE: 'C:\\Users\\me', PSModulePath: 'C:\\Windows\\PowerShell\\Modules' }, 'cmd'],
  ['win32', { USERPROFILE: 'C:\\USERS\\me', PSModulePath: userModules }, 'powershell'],
  ['win32', { MSYSTEM: 'MINGW64', USERPROFILE: 'C:\\Users\\me', PSModulePath: userModules }, 'posix'],
] as const)('on %s with %j, commands are printed for %s', (system, env, shell) => {
  expect(shellOf({ system, env })).toBe(shell);
});

/** What cmd and then Microsoft's C runtime (and so Node) make of a typed line in which every name is a variable's. */
function argumentsFromCmd(line: string): string[] {
  const replaced = line.replace(/%[\w=][^%"]*%/g, 'replaced');
  const unquoted = replaced.replace(/"[^"]*"/g, '');
  expect(unquoted).not.toMatch(/[&|<>^()]/);
  return Array.from(replaced.matchAll(/(?:"(?:[^"]|"")*"|[^\s"])+/g), ([word]) =>
    word.replace(/"((?:[^"]|"")*)"/g, (_, text: string) =>
      text
        .replace(
          /(\\+)(""|$)/g,
          (_all, slashes: string, end: string) => slashes.slice(slashes.length / 2) + end,
        )
        .replaceAll('""', '"'),
    ),
  );
}

const nastyOnWindows = fc
  .array(fc.constantFrom(...'"\\%$`&|^( a'.split(''), '%PATH%'))
  .map((parts) => parts.join(''));

function withoutUnprintable(text: string): string {
  return spellUnprintable(text, () => '').replace(/[\n\t]/g, '');
}

test('what is quoted for Windows comes through cmd and PowerShell as it was, if it can be printed', () => {
  fc.assert(
    fc.property(fc.oneof(argument.map(withoutUnprintable), nastyOnWindows), (text) => {
      expect(argumentsFromCmd(quote(text, 'cmd'))).toEqual([text]);
      const typed = quote(text, 'powershell');
      if (typed.startsWith("'")) {
        expect(typed.slice(1, -1).replace(/(['\u2018-\u201b])\1/g, '$1')).toBe(text);
      } else {
        expect(typed).not.toMatch(/[$`]/);
        expect(quote(text, 'cmd')).toBe(typed);
      }
    }),
  );
});

describe('a call of this program', () => {
  test('has -- before the options under npm only', () => {
    expect(callWords('npm', ['my-app'], ['--yes']).join(' ')).toBe(
      'npm create hs-function@latest my-app -- --yes',
    );
    expect(callWords('npm', ['my-app'], []).join(' ')).toBe('npm create hs-function@latest my-app');
    expect(callWords('pnpm', ['my-app'], ['--yes']).join(' ')).toBe(
      'pnpm create hs-function@latest my-app --yes',
    );
  });

  test('has its options in the order of the table', () => {
    const values = {
      yes: true,
      install: false,
      token: true,
      secret: ['ONE', 'TWO'],
      template: 'hello',
      json: false,
    };
    expect(optionWords(createOptions, values)).toEqual([
      '--template',
      'hello',
      '--secret',
      'ONE',
      '--secret',
      'TWO',
      '--token',
      '--no-install',
      '--yes',
    ]);
    expect(optionWords(invokeOptions, { inspect: 9230, timeout: 500, watch: true, query: ['a=b'] })).toEqual([
      '--query',
      'a=b',
      '--timeout',
      '500',
      '--inspect=9230',
      '--watch',
    ]);
  });

  test('keeps a value that could be taken for an option, an empty one, and an empty list', () => {
    expect(optionWords(createOptions, { function: '-x', endpoint: '', secret: [] })).toEqual([
      '--function=-x',
      '--secret=',
      '--endpoint=',
    ]);
  });

  test('names a directory so that it is taken for one', () => {
    expect(['my-app', 'invoke', 'completion', '-x', '../invoke'].map(directoryOperand)).toEqual([
      'my-app',
      './invoke',
      './completion',
      './-x',
      '../invoke',
    ]);
  });
});

const text = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));
const item = fc.stringMatching(/^[A-Za-z_@/.^-]{1,12}$/);

test('whatever the answers are, the program reads them back from the words', () => {
  const some = fc.record(
    {
      app: text,
      function: text,
      template: text,
      platform: text,
      secret: fc.array(item),
      token: fc.boolean(),
      endpoint: fc.string(),
      method: fc.array(item),
      dependency: fc.array(item),
      install: fc.boolean(),
      yes: fc.constant(true),
    },
    { requiredKeys: [] },
  );
  // A directory that consists only of spaces is refused.
  const visible = text.filter((one) => one.trim() !== '');
  fc.assert(
    fc.property(some, fc.option(visible, { nil: undefined }), (options, directory) => {
      const operands = directory === undefined ? [] : [directoryOperand(directory)];
      const call = parseArguments([...operands, ...optionWords(createOptions, options)]);
      const place = operands.length === 0 ? {} : { operand: operands[0] };
      expect(call).toEqual({ command: 'create', ...place, options });
    }),
  );
});

test('commands that are proposed call the program as it was called', () => {
  const start = {
    npm_package_name: 'create-hs-function',
    npm_lifecycle_event: 'start',
    npm_package_json: '/code/create-hs-function/package.json',
    INIT_CWD: '/code/create-hs-function',
  };
  const checkout = calledAs(start, 'latest');
  expect(completedCommand('a', { yes: true }, { function: 'b' }, checkout)).toBe(
    'npm start -- a --function b --yes',
  );
  expect(invokeCommand(checkout, ['b'], { timeout: 9 })).toBe('npm start -- invoke b --timeout 9');
  const pnpm = calledAs({ npm_config_user_agent: 'pnpm/11.28.11 npm/? node/v22.23.3' }, '1.2.3');
  expect(invokeCommand(pnpm, ['b'], {})).toBe('pnpm dlx create-hs-function@1.2.3 invoke b');
});

describe('the command that does the same again', () => {
  test('asks nothing, and says no more than what makes a difference', () => {
    const functions = [{ function: 'greet', secret: ['KEY'], endpoint: undefined }];
    const project = { app: 'My App', install: false, platform: undefined };
    expect(equivalentCommand('my app', project, functions, calledAs({}, '1.2.3'), 'posix')).toBe(
      "npm create hs-function@1.2.3 'my app' -- --app 'My App' --function greet --secret KEY --no-install --yes",
    );
  });

  test('adds the second function and those that follow by further calls', () => {
    const functions = [{ function: 'one' }, { function: 'two' }];
    expect(equivalentCommand('invoke', {}, functions, calledAs({}, '1.2.3'), 'posix')).toBe(
      'npm create hs-function@1.2.3 ./invoke -- --function one --yes && npm create hs-function@1.2.3 ./invoke -- --function two --yes',
    );
    expect(equivalentCommand('invoke', {}, functions, calledAs({}, '1.2.3'), 'cmd')).toBe(
      'npm create hs-function@1.2.3 ./invoke "--" --function one --yes\nnpm create hs-function@1.2.3 ./invoke "--" --function two --yes',
    );
  });
});
