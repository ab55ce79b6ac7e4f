import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asksForJson, recoverNpmFlags } from '../../src/args/npm-flags.ts';
import { parseArguments } from '../../src/args/parse-args.ts';
import { createOptions, invokeOptions, type OptionTable } from '../../src/data/options.ts';
import { Problem } from '../../src/errors.ts';
import { swallow } from '../swallowing.ts';
import * as thrown from '../thrown.ts';

const templates = ['hello', 'contact', 'endpoint', 'proxy'];
const underNpm = {
  npm_config_user_agent: 'npm/11.21.2 node/v20.20.2 linux x64 workspaces/false',
  npm_command: 'init',
  npm_lifecycle_event: 'npx',
};

function recover(argv: readonly string[], left: Record<string, string> = {}): readonly string[] {
  return recoverNpmFlags(argv, { ...underNpm, ...left });
}

function problemOf(argv: readonly string[], left: Record<string, string>) {
  return thrown.problemOf(() => recover(argv, left));
}

describe('flags that npm consumed come back', () => {
  test.each<[string, string[], Record<string, string>, string[]]>([
    ['a switch', ['my-app'], { npm_config_yes: 'true' }, ['--yes', 'my-app']],
    ['a switch with a dash', [], { npm_config_dry_run: 'true' }, ['--dry-run']],
    ['a negated switch', ['my-app'], { npm_config_install: '' }, ['--no-install', 'my-app']],
    ['no colour', [], { npm_config_color: '' }, ['--no-color']],
    ['a value behind =', ['my-app'], { npm_config_template: 'hello' }, ['--template=hello', 'my-app']],
    ['an empty value', [], { npm_config_endpoint: '' }, ['--endpoint=']],
    ['several values', [], { npm_config_secret: 'ONE\n\nTWO' }, ['--secret=ONE', '--secret=TWO']],
    ['the only word', ['hello'], { npm_config_template: 'true' }, ['--template=hello']],
    [
      'a template and a directory',
      ['my-app', 'hello'],
      { npm_config_template: 'true' },
      ['--template=hello', 'my-app'],
    ],
    [
      'in the other order',
      ['hello', 'my-app'],
      { npm_config_template: 'true' },
      ['--template=hello', 'my-app'],
    ],
    [
      'a directory that is called like it',
      ['hello', 'hello'],
      { npm_config_template: 'true' },
      ['--template=hello', 'hello'],
    ],
    [
      'two options with choices',
      ['2026.03', 'my-app', 'contact'],
      { npm_config_template: 'true', npm_config_platform: 'true' },
      ['--template=contact', '--platform=2026.03', 'my-app'],
    ],
    [
      'the word for the newest version',
      ['my-app', 'latest'],
      { npm_config_platform: 'true' },
      ['--platform=latest', 'my-app'],
    ],
    [
      'values of a list with and without =',
      ['GET', 'put', 'x'],
      { npm_config_method: 'true\n\nPOST\n\ntrue' },
      ['--method=GET', '--method=POST', '--method=put', 'x'],
    ],
    [
      '--app, which npm reads as -a -p -p',
      ['My App'],
      { npm_config_all: 'true', npm_config_parseable: 'true' },
      ['--app=My App'],
    ],
    ['a word that npm took for the value of --diff', [], { npm_config_diff: 'my-app' }, ['--diff', 'my-app']],
    [
      'an option that it took for it',
      ['x', 'hello'],
      { npm_config_diff: '--template' },
      ['--diff', '--template=hello', 'x'],
    ],
    ['--token, which npm 11 completes', ['x'], { npm_config_token_description: 'true' }, ['--token', 'x']],
    [
      'options of invoke',
      ['invoke', 'x', '5000', 'a=1'],
      { npm_config_timeout: 'true', npm_config_watch: 'true', npm_config_parameter: 'true' },
      ['invoke', '--parameter=a=1', '--timeout=5000', '--watch', 'x'],
    ],
    [
      '--node, which npm 9 completes',
      ['invoke'],
      { npm_config_node_options: '20', npm_config_all: 'true' },
      ['invoke', '--all', '--node=20'],
    ],
  ])('%s', (_, argv, left, expected) => {
    expect(recover(argv, left)).toEqual(expected);
  });

  test('also where some options stand behind a --', () => {
    const argv = ['my-app', 'hello', '--function', 'x', 'y'];
    expect(recover(argv, { npm_config_template: 'true' })).toEqual([
      '--template=hello',
      'my-app',
      '--function',
      'x',
      'y',
    ]);
  });
});

describe('a mistyped option that npm consumed', () => {
  test.each<[string, string[], Record<string, string>, string, string]>([
    [
      'a switch',
      ['my-app'],
      { npm_config_dry_rn: 'true', npm_config_yes: 'true' },
      'Unknown option --dry-rn',
      '-- --yes --dry-run my-app',
    ],
    [
      'a negated switch',
      ['my-app'],
      { npm_config_instal: '' },
      'Unknown option --instal',
      '-- --no-install my-app',
    ],
    [
      'a value',
      ['my-app', 'contact'],
      { npm_config_templte: 'true' },
      'Did you mean --template',
      '-- --template=contact my-app',
    ],
    [
      'of a command',
      ['invoke', 'x'],
      { npm_config_wacth: 'true' },
      'Did you mean --watch',
      '-- invoke --watch x',
    ],
    [
      'one that cannot be read for certain',
      ['my-app', 'x'],
      { npm_config_functon: 'true' },
      'Did you mean --function',
      '--function=x',
    ],
    [
      'the beginning of one',
      ['my-app', 'x'],
      { npm_config_func: 'true' },
      'Did you mean --function',
      '--function=x',
    ],
  ])('stops the run, which names the nearest: %s', (_, argv, left, said, command) => {
    const { exit, code, message, hint } = problemOf(argv, left);
    expect({ exit, code }).toEqual({ exit: 2, code: 'swallowed-flags' });
    expect(message).toContain(said);
    expect(hint).toContain(command);
  });

  test('is none where npm or a program that builds packages has a setting of that name', () => {
    const settings =
      'nodedir devdir arch target_arch disturl runtime python jobs home tmp production call allow_git noproxy';
    const left = Object.fromEntries(settings.split(' ').map((name) => [`npm_config_${name}`, 'true']));
    expect(recover(['my-app'], left)).toEqual(['my-app']);
    expect(recover(['invoke', 'x'], left)).toEqual(['invoke', 'x']);
    expect(recover(['dev'], left)).toEqual(['dev']);
  });

  test('does not count where another package manager called, or where it is set in the shell', () => {
    expect(recover(['my-app'], { npm_config_dry_rn: 'true', npm_config_user_agent: 'pnpm/9.0.0' })).toEqual([
      'my-app',
    ]);
    const set = {
      npm_config_timeout: '9',
      NPM_CONFIG_TIMEOUT: '9',
      npm_config_dry_rn: '',
      NPM_CONFIG_DRY_RN: '',
    };
    expect(recover(['my-app'], set)).toEqual(['my-app']);
  });

  test.each(['platform=linux', 'timeout=60000', 'port=8080', 'host=localhost', 'timeout=', 'strict='])(
    'is none if another command has an option of that name, but the value is one that people set: %s',
    (setting) => {
      const [name, value = ''] = setting.split('=');
      expect(recover(['completion'], { [`npm_config_${name}`]: value })).toEqual(['completion']);
      if (name !== 'strict') expect(recover(['check'], { [`npm_config_${name}`]: value })).toEqual(['check']);
    },
  );

  test('is told as it was typed if it turns an option of another command off', () => {
    expect(recover(['check'], { npm_config_invoke: '' })).toEqual(['check', '--no-invoke']);
    expect(recover(['check'], { npm_config_method: 'true\n\nGET' })).toEqual(['check', '--method']);
  });

  test('is refused with the name of its command if it is an option of another one', () => {
    const argv = recover(['my-app'], { npm_config_strict: 'true', npm_config_yes: 'true' });
    const { exit, message } = thrown.problemOf(() => parseArguments(argv));
    expect({ exit, message }).toEqual({
      exit: 2,
      message: '--strict is not an option of this command, only of check.',
    });
  });
});

describe('where it is not certain what was meant, nothing is guessed', () => {
  test('the problem ends with code 2 and shows a command that is certain', () => {
    const problem = problemOf(['my-app', 'greet'], { npm_config_function: 'true', npm_config_yes: 'true' });
    expect(problem).toMatchObject({ exit: 2, code: 'swallowed-flags' });
    expect(problem.message).toContain('--function');
    expect(problem.hint).toContain('npm create hs-function@latest my-app -- --function=greet --yes');
  });

  test('where npm 11 leaves the same of an option and its opposite, there is a command for each', () => {
    const env = { npm_config_token_description: '--no-install', npm_config_yes: 'true' };
    const { message, hint } = problemOf(['my-app'], env);
    expect(message).toContain('--token (or --no-token). Which of the two was typed is lost.');
    const commands = hint?.match(/npm create .*/g) ?? [];
    expect(commands.map((command) => / -- (--(?:no-)?token) .*--yes/.exec(command)?.[1])).toEqual([
      '--token',
      '--no-token',
    ]);
  });

  const inScript = {
    ...underNpm,
    npm_command: 'run-script',
    npm_lifecycle_event: 'new',
    npm_lifecycle_script: 'create-hs-function',
  };

  test.each<[string, string, string[], Record<string, string>, string]>([
    ['a switch', '', ['shop'], { npm_config_dry_run: 'true' }, '--dry-run shop'],
    [
      'a value',
      '',
      ['shop'],
      { npm_config_template: 'proxy', npm_config_install: '' },
      '--template=proxy --no-install shop',
    ],
    [
      'an option whose value is a word',
      '',
      ['shop', 'hello'],
      { npm_config_template: 'true' },
      '--template=hello shop',
    ],
    [
      'an option of a command that the script names',
      ' check --strict',
      ['check', '--strict'],
      { npm_config_fix: 'true' },
      '--fix',
    ],
  ])('under npm run, %s stops the run with the corrected command', (_, own, argv, left, corrected) => {
    const env = { ...inScript, npm_lifecycle_script: `create-hs-function${own}`, ...left };
    const problem = thrown.problemOf(() => recoverNpmFlags(argv, env));
    expect(problem).toMatchObject({ exit: 2, code: 'swallowed-flags' });
    expect(problem.hint).toBe(`Put -- before the options: npm run new -- ${corrected}`);
  });

  test('under npm run, options after -- arrive, and settings of npm stop nothing', () => {
    const argv = ['shop', '--dry-run', '--template', 'proxy'];
    for (const npm_config_color of ['always', 'true', 'false', '']) {
      const settings = { npm_config_color, npm_config_yes: 'true', npm_config_loglevel: 'silent' };
      expect(recoverNpmFlags(argv, { ...inScript, ...settings })).toEqual(argv);
    }
    const others = { ...inScript, npm_lifecycle_script: 'vitest', npm_config_json: 'true' };
    expect(recoverNpmFlags(argv, others)).toEqual(argv);
  });

  test('that command has no more words than the program takes', () => {
    const { hint } = problemOf(['other', 'third'], { npm_config_diff: 'my-app' });
    expect(hint).toContain('npm create hs-function@latest my-app -- --diff');
  });

  test('npx takes options after the program name, and none after a --', () => {
    const { message, hint } = problemOf(['my-app', 'greet'], {
      npm_command: 'exec',
      npm_config_function: 'true',
    });
    expect(message).toContain('npm consumed --function.');
    expect(hint).toBe(
      'Put the options after the program name: npx create-hs-function@latest my-app --function=greet',
    );
  });

  test.each([
    [
      'init',
      'Put -- before the options, for example: npm create hs-function@latest my-app -- --template hello',
    ],
    [
      'exec',
      'Put the options after the program name, for example: npx create-hs-function@latest my-app --template hello',
    ],
  ])(
    'an option that nobody has is lost in npm (%s), and the word that it left says so',
    (npm_command, hint) => {
      const env = { ...underNpm, npm_command, npm_config_kind: 'true' };
      const argv = recoverNpmFlags(['my-app', 'hello'], env);
      const parse = () => parseArguments(argv, env);
      expect(thrown.problemOf(parse)).toMatchObject({
        code: 'too-many-arguments',
        hint: expect.stringContaining(hint),
      });
      expect(thrown.problemOf(() => parseArguments(argv)).hint).toContain('--help');
      expect(thrown.problemOf(() => parseArguments(['invoke', 'a', 'b'])).hint).toContain('--all');
    },
  );

  test.each<[string, string[], Record<string, string>]>([
    [
      'two options that take any word',
      ['a', 'b'],
      { npm_config_function: 'true', npm_config_endpoint: 'true' },
    ],
    ['a template that there is not', ['my-app', 'helo'], { npm_config_template: 'true' }],
    ['two words that are templates', ['hello', 'proxy'], { npm_config_template: 'true' }],
    ['an option without a value', [], { npm_config_function: 'true' }],
    ['more words than it can be', ['a', 'b', 'hello'], { npm_config_template: 'true' }],
    ['two directories', ['a'], { npm_config_diff: 'b' }],
  ])('%s', (_, argv, left) => {
    expect(problemOf(argv, left).code).toBe('swallowed-flags');
  });

  test('a missing value is shown as one', () => {
    expect(problemOf([], { npm_config_function: 'true' }).hint).toMatch(/-- --function=VALUE$/);
  });

  test.each([
    [['invoke', 'hook'], 'query', 'invoke hook --query=VALUE'],
    [['invoke', 'hook', '5s'], 'timeout', 'invoke hook --timeout=VALUE'],
    [['my-app', 'helo'], 'template', 'my-app --template=helo'],
  ])('a word of another form than an option takes is not proposed for it: %j, --%s', (argv, name, words) => {
    const left = { npm_command: 'exec', [`npm_config_${name}`]: 'true' };
    expect(problemOf(argv, left).hint).toMatch(new RegExp(`hs-function@latest ${words}$`));
  });

  test('under npm exec the command is one for npx', () => {
    const left = { npm_command: 'exec', npm_config_function: 'true' };
    expect(problemOf(['a b', 'c'], left).hint).toContain("npx create-hs-function@latest 'a b' --function=c");
  });
});

describe('what names a file or opens a port is never recovered', () => {
  const typedOnly = (options: OptionTable) =>
    Object.entries(options).filter(([, row]) => row.path !== undefined || row.typedOnly === true);

  test.each([
    ...typedOnly(createOptions).map(([name]) => [name, [] as string[]] as const),
    ...typedOnly(invokeOptions).map(([name]) => [name, ['invoke']] as const),
  ])('--%s', (name, argv) => {
    for (const value of ['true', '/etc/passwd']) {
      const problem = problemOf(argv, { [`npm_config_${name.replaceAll('-', '_')}`]: value });
      expect(problem).toMatchObject({ exit: 2, code: 'swallowed-flags' });
      expect(problem.message).toContain(`--${name}`);
    }
  });

  test('not even behind a switch that takes the next word in npm', () => {
    const problem = problemOf(['my-app'], { npm_config_diff: '--answers=./answers.json' });
    expect(problem).toMatchObject({ exit: 2, code: 'swallowed-flags' });
    expect(problem.message).toContain('--answers');
  });
});

describe("npm's own allow-scripts, the packages that may run scripts, is not ours", () => {
  const settings = ['esbuild', 'a,b', 'none', 'app', 'true\n\nesbuild', '--no-install'];
  const agentOf = (major: number) => ({ npm_config_user_agent: `npm/${major}.1.0 node/v22.0.0 linux x64` });
  const calls = [['my-app'], [], ['my-app', '--yes'], ['--app', 'x', '--yes']];

  test.each(settings)('in npm 9 and 10, which leave true of ours: %j', (value) => {
    for (const argv of calls) {
      for (const major of [9, 10]) {
        expect(recover(argv, { ...agentOf(major), npm_config_allow_scripts: value })).toEqual(argv);
      }
    }
  });

  test.each(settings)(
    'in npm 11 and later, where it may be the word after ours, a run is refused: %j',
    (value) => {
      for (const argv of calls) {
        for (const major of [11, 12, 13]) {
          const problem = problemOf(argv, { ...agentOf(major), npm_config_allow_scripts: value });
          expect(problem).toMatchObject({ exit: 2, code: 'swallowed-flags' });
          expect(problem.hint?.split('\n')[0]).not.toContain('allow-scripts');
        }
      }
    },
  );

  test.each(settings)('if ours is given as well, for another command, or in a script: %j', (value) => {
    expect(recover(['invoke', 'x'], { npm_config_allow_scripts: value })).toEqual(['invoke', 'x']);
    const argv = ['my-app', '--yes', '--allow-scripts'];
    expect(recover(argv, { npm_config_allow_scripts: value })).toEqual(argv);
    const script = { npm_command: 'run-script', npm_lifecycle_event: 'new' };
    const env = { ...script, npm_lifecycle_script: 'create-hs-function', npm_config_allow_scripts: value };
    expect(recover(['my-app'], env)).toEqual(['my-app']);
  });
});

describe('nothing is recovered', () => {
  const left = { npm_config_template: 'contact', npm_config_json: 'true' };

  test.each([
    ['without a package manager', { npm_config_user_agent: undefined }],
    [
      'under another package manager',
      { npm_config_user_agent: 'pnpm/10.34.9 npm/? node/v20.20.2 linux x64' },
    ],
    [
      'under yarn 1, which always says yes',
      { npm_config_user_agent: 'yarn/1.22.22 npm/? node/v20.20.2', npm_config_yes: '' },
    ],
    ['in a script of package.json', { npm_command: 'run-script', npm_lifecycle_event: 'start' }],
  ])('%s', (_, difference) => {
    const env = { ...underNpm, ...left, ...difference };
    expect(recoverNpmFlags(['my-app'], env)).toEqual(['my-app']);
    expect(asksForJson([], env)).toBe(false);
  });

  test("of npx's own --yes, which answers npm's question", () => {
    expect(recover(['my-app'], { npm_command: 'exec', npm_config_yes: 'true' })).toEqual(['my-app']);
  });

  test('of what npm always sets', () => {
    const always = {
      npm_config_cache: '/home/x/.npm',
      npm_config_globalconfig: '/usr/etc/npmrc',
      npm_config_init_module: '/home/x/.npm-init.js',
      npm_config_local_prefix: '/home/x',
      npm_config_node_gyp: '/usr/lib/node-gyp.js',
      npm_config_noproxy: '',
      npm_config_npm_version: '11.21.2',
      npm_config_prefix: '/usr',
      npm_config_userconfig: '/home/x/.npmrc',
      npm_config_node_options: '--max-old-space-size=4096',
      npm_config_color: 'always',
    };
    expect(recover(['my-app', '--yes'], always)).toEqual(['my-app', '--yes']);
    expect(recover(['invoke', 'x'], always)).toEqual(['invoke', 'x']);
  });

  test('of a command that takes none', () => {
    expect(recover(['completion', 'bash'], left)).toEqual(['completion', 'bash']);
  });
});

test('a literal -- that a package manager hands on is dropped, and a second one kept', () => {
  expect(recoverNpmFlags(['my-fn', '--', '--template', 'hello'], {})).toEqual([
    'my-fn',
    '--template',
    'hello',
  ]);
  expect(recoverNpmFlags(['--', '--yes', '--', 'x'], {})).toEqual(['--yes', '--', 'x']);
});

test('--json counts before the arguments can be read', () => {
  expect(asksForJson(['--json'], {})).toBe(true);
  expect(asksForJson([], { ...underNpm, npm_config_json: 'true' })).toBe(true);
  expect(asksForJson([], { ...underNpm, npm_config_diff: '--json' })).toBe(true);
  expect(asksForJson([], { npm_config_diff: '--json' })).toBe(false);
  expect(asksForJson([], underNpm)).toBe(false);
});

const word = fc
  .stringMatching(/^[a-z][a-z0-9-]{0,6}$/)
  .filter((text) => !['true', 'false', 'null', 'invoke'].includes(text));
const valued = {
  app: word,
  function: fc.oneof(word, fc.constantFrom('hello', 'GET', '2026.03')),
  template: fc.constantFrom(...templates),
  platform: fc.constantFrom('2023.2', '2026.03'),
  secret: word,
  endpoint: word,
  method: fc.constantFrom('GET', 'POST'),
  'package-manager': fc.constantFrom('npm', 'bun'),
};
const options = fc.tuple(
  ...Object.entries(valued).map(([name, value]) =>
    fc.option(
      fc
        .tuple(value, fc.boolean())
        .map(([text, joined]) => (joined ? [`--${name}=${text}`] : [`--${name}`, text])),
      { nil: [], freq: 2 },
    ),
  ),
  ...['--yes', '--json', '--diff', '--no-install', '--token'].map((flag) => fc.constantFrom([], [], [flag])),
);
const calls = fc
  .tuple(options, fc.constantFrom([], ['my-app'], ['hello']))
  .chain(([parts, directory]) => fc.shuffledSubarray([...parts, directory], { minLength: parts.length + 1 }))
  .map((parts) => parts.flat());

test('whatever is typed without a --, what comes back is what was typed, or a problem', () => {
  let recovered = 0;
  fc.assert(
    fc.property(calls, (typed) => {
      const { argv, env } = swallow(typed);
      try {
        expect(parseArguments(recover(argv, env))).toEqual(parseArguments(typed));
        recovered++;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        expect(error.code).toBe('swallowed-flags');
      }
    }),
    { numRuns: 1000 },
  );
  expect(recovered).toBeGreaterThan(100);
});
