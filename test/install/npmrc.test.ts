import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recoverNpmFlags } from '../../src/args/npm-flags.ts';
import { createOptions } from '../../src/data/options.ts';
import { withoutNpmrc, withoutProjectSettings } from '../../src/install/npmrc.ts';
import { folderWith } from '../project-shapes.ts';

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
function recovered(text: string, env: Readonly<Record<string, string>>, file = '.npmrc'): readonly string[] {
  const folder = folderWith({ [file]: text, 'project/x.txt': '' });
  const all = { ...caller, ...env, npm_config_userconfig: path.join(folder, 'user/.npmrc') };
  return recoverNpmFlags([], withoutNpmrc(all, path.join(folder, 'project')));
}

describe('settings in an .npmrc do not count as typed', () => {
  test.each(['project/.npmrc', '.npmrc', 'user/.npmrc'])('in %s', (file) => {
    for (const name of recoverable) {
      expect(recovered(`${name}=evil\n`, { [variable(name)]: 'evil' }, file)).toEqual([]);
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
        expect(recovered(text, { [variable(name)]: 'evil' })).toEqual([]);
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
    const top = folderWith({ 'project/.npmrc': '"registry"=https://evil.example/\n' });
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
