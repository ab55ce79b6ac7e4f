import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recoverNpmFlags } from '../../src/args/npm-flags.ts';
import { createOptions } from '../../src/data/options.ts';
import { typedSettings } from '../../src/install/npmrc.ts';
import { withoutProjectSettings } from '../../src/install/without-project-settings.ts';
import { folderWith } from '../project-shapes.ts';
import { problemOf } from '../thrown.ts';

const caller = {
  npm_config_user_agent: 'npm/11.21.2 node/v20.20.2 linux x64 workspaces/false',
  npm_command: 'exec',
  npm_lifecycle_event: 'npx',
};
const recoverable = Object.entries(createOptions).flatMap(([name, row]) =>
  'path' in row || ['help', 'version', 'yes', 'app', 'color', 'diff', 'token'].includes(name) ? [] : [name],
);
const variable = (name: string) => `npm_config_${name.replaceAll('-', '_')}`;

/** The options recovered from what npm passes on, if an `.npmrc` has this content. */
function recovered(
  text: string,
  env: Readonly<Record<string, string>>,
  file = '.npmrc',
  argv: readonly string[] = [],
): readonly string[] {
  const folder = folderWith({ [file]: text, 'project/x.txt': '' });
  const all = { ...caller, ...env, npm_config_userconfig: path.join(folder, 'user/.npmrc') };
  const passedOn = typedSettings(all, path.join(folder, 'project'));
  return recoverNpmFlags(argv, passedOn.env, passedOn);
}

/** Stands for the options of a run that was refused because npm lost where they came from. */
const refused = 'refused';

function recoveredOrRefused(...call: Parameters<typeof recovered>): readonly string[] | typeof refused {
  let options: ReturnType<typeof recovered> = [];
  const read = () => {
    options = recovered(...call);
  };
  try {
    read();
    return options;
  } catch {
    expect(problemOf(read)).toMatchObject({ exit: 2, code: 'swallowed-flags' });
    return refused;
  }
}

describe('settings in an .npmrc do not count as typed', () => {
  test.each(['project/.npmrc', '.npmrc', 'user/.npmrc'])('in %s', (file) => {
    for (const name of recoverable) {
      const found = recoveredOrRefused(`${name}=evil\n`, { [variable(name)]: 'evil' }, file);
      expect(found === refused ? [] : found).toEqual([]);
    }
  });

  test('however it is written', () => {
    const spelling = fc.constantFrom<(name: string) => string>(
      (name) => `${name}=evil`,
      (name) => `  ${name.toUpperCase()} =  evil`,
      (name) => `${name.replaceAll('-', '_')}[]=evil`,
      (name) => `"${name}"=evil`,
      (name) => `'${name}'=evil`,
      (name) => `${name.slice(0, 2)}\${NONE?}${name.slice(2)}=evil`,
      (name) => `"${name.replace(/^./, (first) => `\\u00${first.charCodeAt(0).toString(16)}`)}"=evil`,
      (name) => `${name};comment=evil`,
      (name) => `${name}#comment=evil`,
      (name) => name,
      (name) => `\uFEFF${name}=evil`,
    );
    const around = fc.constantFrom(
      '',
      '\n',
      '\r',
      'registry=https://packages.example/\n',
      '; note\n',
      '[section]\n',
    );
    fc.assert(
      fc.property(fc.constantFrom(...recoverable), spelling, around, around, (name, spell, before, after) => {
        const text = `${before}${spell(name)}\n${after}`;
        const value = spell(name).includes('=') ? 'evil' : 'true';
        const found = recoveredOrRefused(text, { [variable(name)]: value });
        expect(found === refused ? [] : found).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('and what is not there still is', () => {
    const usual =
      'registry=https://packages.example/\n//packages.example/:_authToken=token\n@a:registry=https://x/\n';
    expect(recovered(usual, { npm_config_endpoint: 'a/b' })).toEqual(['--endpoint=a/b']);
    expect(recovered('', { npm_config_endpoint: 'a/b' })).toEqual(['--endpoint=a/b']);
  });
});

describe('settings count as such wherever npm finds the file', () => {
  const evil = 'endpoint=evil\n';

  test.each([
    ['in capitals', { NPM_CONFIG_USERCONFIG: 'other/npmrc' }, 'other/npmrc'],
    ['in any letters', { Npm_Config_GlobalConfig: 'other/npmrc' }, 'other/npmrc'],
    ["of the folder for the user's global packages", { npm_config_prefix: 'other' }, 'other/etc/npmrc'],
    ['of the home folder', { HOME: 'other', npm_config_userconfig: '' }, 'other/.npmrc'],
  ])('named by a variable %s', (_, named, file) => {
    const top = folderWith({ [file]: evil, 'project/x.txt': '' });
    const paths = Object.entries(named).map(([name, value]) => [name, value && path.join(top, value)]);
    const env = { ...caller, npm_config_endpoint: 'evil', ...Object.fromEntries(paths) };
    const passedOn = typedSettings(env, path.join(top, 'project'));
    expect(recoverNpmFlags([], passedOn.env, passedOn)).toEqual([]);
  });

  test.each(['prefix=./evil', 'globalconfig=/dev/null', 'userconfig = "\u0024{X}"'])(
    'and if a project names other files, nothing that npm took counts: %s',
    (text) => {
      expect(recoveredOrRefused(text, { npm_config_endpoint: 'evil' }, 'project/.npmrc')).toBe(refused);
      expect(recovered(text, { npm_config_prefix: '/x' }, 'project/.npmrc')).toEqual([]);
    },
  );

  test('or writes values that npm changes', () => {
    for (const text of ['endpoint=" evil "', "endpoint='1e3'", 'endpoint="\\u0065vil"', 'endpoint=\\evil']) {
      expect(recoveredOrRefused(text, { npm_config_endpoint: 'evil' })).toBe(refused);
    }
  });
});

describe('what was typed is not lost to an .npmrc', () => {
  const spellings = [
    'dry-run=true',
    'dry-run=1',
    'dry-run=x',
    'dry-run',
    'DRY_RUN = true',
    '"dry-run"=true',
    'dry-run="true"',
    'dry-run=\u0024{X}',
    'dry-run[]=true',
    '\u0024{X}=1',
    'dry-run\\=1',
    'dry-run;=1',
  ];

  test.each(spellings)('if %s may have been typed as well, the run stops', (text) => {
    for (const file of ['project/.npmrc', '.npmrc', 'user/.npmrc']) {
      expect(recoveredOrRefused(text, { npm_config_dry_run: 'true' }, file)).toBe(refused);
      // npm passes the line on here too, but it is said directly.
      expect(recovered(text, { npm_config_dry_run: 'true' }, file, ['--dry-run'])).toEqual(['--dry-run']);
    }
  });

  test.each(['install', 'invoke'])('nor is --no-%s', (name) => {
    for (const text of [`${name}=false`, `${name}=null`, `${name}=`, `${name}=\${X}`]) {
      expect(recoveredOrRefused(text, { [variable(name)]: '' })).toBe(refused);
    }
    expect(recovered(`${name}=true`, { [variable(name)]: '' })).toEqual([`--no-${name}`]);
    expect(recovered(`${name}=false`, { [variable(name)]: 'true' })).toEqual([`--${name}`]);
  });

  test.each([
    ['rule', 'no-such'],
    ['strict', 'true'],
  ])('nor is what narrows a run: --%s', (name, value) => {
    const env = { [variable(name)]: value };
    const found = () => recovered(`${name}=${value}`, env, '.npmrc', ['check', '--fix']);
    expect(problemOf(found)).toMatchObject({ exit: 2, code: 'swallowed-flags' });
  });

  test('if the file cannot have that value', () => {
    expect(recovered('dry-run=false', { npm_config_dry_run: 'true' })).toEqual(['--dry-run']);
    expect(recovered('endpoint=a/b\n', { npm_config_endpoint: 'c/d' })).toEqual(['--endpoint=c/d']);
    expect(recovered('secret=A', { npm_config_secret: 'B\n\nC' })).toEqual(['--secret=B', '--secret=C']);
    const keys = '"@acme:registry"=https://x/\nmy key=1\n';
    expect(recovered(keys, { npm_config_dry_run: 'true' })).toEqual(['--dry-run']);
  });

  test('whatever the file has: each typed option comes back, or the run stops', () => {
    const line = fc.oneof(
      fc.constantFrom(...spellings),
      fc
        .tuple(
          fc.constantFrom(...recoverable),
          fc.constantFrom('=', '[]=', ''),
          fc.constantFrom('a', '"a"', 'false', ''),
        )
        .map((parts) => parts.join('')),
    );
    let came = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), fc.constantFrom(...recoverable), (lines, name) => {
        const found = recoveredOrRefused(lines.join('\n'), { [variable(name)]: 'typed' });
        if (found !== refused) {
          expect(found).toEqual(recovered('', { [variable(name)]: 'typed' }));
          came++;
        }
      }),
    );
    expect(came).toBeGreaterThan(20);
  });

  test.each(['diff', 'token-description', 'allow-scripts'])(
    'if npm took --no-install for the value of its own --%s',
    (name) => {
      const env = { [variable(name)]: '--no-install', npm_config_userconfig: 'x' };
      const found = recoveredOrRefused(`\u0024{name}=--no-install`, env);
      expect(found).toBe(refused);
    },
  );

  test('whatever npm took for the value of its own option', () => {
    for (const value of ['--a(b', '--no-[', '-(', '--', '--=x']) {
      const env = { npm_config_diff: value };
      expect(recoveredOrRefused(`diff="${value} "`, env, '.npmrc', ['my-app'])).toBe(refused);
    }
  });

  test('if the file has it in a list or twice', () => {
    for (const text of ['secret[]=A', 'secret[]=A\nsecret[]=B', 'secret = "A B"']) {
      expect(recoveredOrRefused(text, { npm_config_secret: 'A\n\nB' })).toBe(refused);
    }
    expect(recovered('secret=A', { npm_config_secret: 'A\n\nB' })).toEqual(['--secret=A', '--secret=B']);
    expect(recovered('template=x', { npm_config_template: 'true' }, '.npmrc', ['hello'])).toEqual([
      '--template=hello',
    ]);
  });

  test('if the file has an option without a value, which may have been typed with one', () => {
    const found = () => recovered('template', { npm_config_template: 'true' }, '.npmrc', ['proxy']);
    expect(problemOf(found)).toMatchObject({ exit: 2, code: 'swallowed-flags' });
  });

  test('and the corrected command has nothing of the file', () => {
    const text = 'dry-run=true\ndependency=evil\nendpoint="\\evil"\n';
    const env = {
      npm_config_dry_run: 'true',
      npm_config_dependency: 'evil',
      npm_config_endpoint: 'evil',
      npm_config_function: 'mine',
    };
    const { message, hint } = problemOf(() => recovered(text, env));
    expect(message).toContain('--dry-run');
    expect(hint).toContain('--function=mine');
    expect(hint).not.toContain('evil');
  });

  test('a usual file does not stop a run', () => {
    const usual = [
      'registry=https://packages.example/',
      '@acme:registry=https://packages.example/',
      '"@acme:registry"=https://packages.example/',
      '//packages.example/:_authToken=\u0024{TOKEN}',
      '//\u0024{NPM_HOST}/:_authToken=x',
      '// my token, (old)',
      'cache=\u0024{HOME}/.npm',
      'yes=true # in CI',
      'json=true ; x',
      'color=always',
      "loglevel='warn'",
      'save-exact',
      'platform=linux',
      'timeout=60000',
      'omit[]=dev',
    ].join('\n');
    const passed = {
      npm_config_yes: 'true',
      npm_config_json: 'true',
      npm_config_platform: 'linux',
      npm_config_timeout: '60000',
      npm_config_cache: '/home/x/.npm',
      npm_config_color: 'always',
      npm_command: 'init',
    };
    for (const file of ['project/.npmrc', 'user/.npmrc']) {
      expect(recovered(usual, passed, file, ['my-app'])).toEqual(['my-app']);
    }
  });

  test.each([
    'user-agent=pnpm/9',
    '"user-agent" = "pnpm/9"',
    'user-agent=\u0024{X}',
    '\u0024{X}user-agent=pnpm/9',
  ])('nor by the name of another package manager: %s', (text) => {
    const env = {
      npm_config_user_agent: 'pnpm/9',
      npm_execpath: '/usr/lib/node_modules/npm/bin/npx-cli.js',
      npm_config_dry_run: 'true',
    };
    const found = recoveredOrRefused(text, env);
    expect(found === refused ? ['--dry-run'] : found).toEqual(['--dry-run']);
  });
});

describe('an install elsewhere does not get what npm took from the .npmrc of a project', () => {
  const settings = ['registry', 'strict_ssl', 'https_proxy', 'cafile', 'cache', 'userconfig'];
  const given = (top: string) => ({
    ...caller,
    ...Object.fromEntries(settings.map((name) => [`npm_config_${name}`, path.join(top, 'evil')])),
    npm_config_userconfig: path.join(top, 'user/.npmrc'),
    npm_config_local_prefix: path.join(top, 'project'),
    INIT_CWD: path.join(top, 'project/src'),
    NPM_CONFIG_REGISTRY: 'https://packages.example/',
  });

  test('under whatever name', () => {
    for (const name of settings) {
      const written = `${name.replaceAll('_', '-').toUpperCase()} = ./evil\n`;
      const top = folderWith({ 'project/.npmrc': written, 'user/.npmrc': '' });
      const { [`npm_config_${name}`]: _, ...others } = given(top) as Record<string, string>;
      expect(withoutProjectSettings(given(top))).toEqual(others);
    }
  });

  test('nor anything, where that cannot be read for certain', () => {
    const top = folderWith({ 'project/.npmrc': '"\\u0072egistry"=https://evil.example/\n' });
    const { NPM_CONFIG_REGISTRY } = given(top);
    const { npm_command, npm_lifecycle_event, npm_config_user_agent } = caller;
    const kept = { npm_command, npm_lifecycle_event, npm_config_user_agent, NPM_CONFIG_REGISTRY };
    expect(withoutProjectSettings(given(top))).toEqual({ ...kept, INIT_CWD: path.join(top, 'project/src') });
  });

  test.each(['project/.npmrc', 'project/src/.npmrc'])(
    "nor a file of the project as the user's: %s",
    (file) => {
      for (const name of ['userconfig', 'globalconfig']) {
        const text = `${name}=${file}\nregistry=https://evil.example/\n`;
        const top = folderWith({ 'project/.npmrc': text, 'project/src/.npmrc': '', 'user/.npmrc': '' });
        const env = { ...given(top), [`npm_config_${name}`]: path.join(top, file) };
        const left = Object.keys(withoutProjectSettings(env));
        expect(left).not.toContain(`npm_config_${name}`);
        expect(left).not.toContain('npm_config_registry');
      }
    },
  );

  test('but what the user has', () => {
    const top = folderWith({ 'user/.npmrc': 'registry=https://packages.example/\n', 'project/x.txt': '' });
    expect(withoutProjectSettings(given(top))).toEqual(given(top));
  });
});
