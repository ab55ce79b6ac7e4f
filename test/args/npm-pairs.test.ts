import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { consumedOptions, npmParser } from '../../scripts/npm-options.mjs';
import { recoverNpmFlags } from '../../src/args/npm-flags.ts';
import { parseArguments } from '../../src/args/parse-args.ts';
import { commandRow, commands } from '../../src/data/commands.ts';
import { npmOptions, npmSwitches, npmsOwn } from '../../src/data/npm-options.ts';
import type { OptionRow, OptionTable } from '../../src/data/options.ts';
import { Problem } from '../../src/errors.ts';
import { exitOf } from '../../src/messages/words.ts';
import type { Environment } from '../../src/types.ts';
import { whole } from '../extent.ts';
import { programsOf } from '../package-managers.ts';

const releases = ['npm9', 'npm10', 'npm11', 'npm12'] as const;
const parsers = new Map<string, ReturnType<typeof npmParser>>();
const optionsOfNpm = new Set<string>();
const switchesOfNpm = new Set<string>();

beforeAll(async () => {
  // It affects npm's default for colors.
  vi.stubEnv('NO_COLOR', '');
  for (const release of releases) {
    const cli = realpathSync(path.join(await programsOf(release), 'npm'));
    const folder = path.resolve(cli, '../..');
    parsers.set(release, npmParser(folder));
    const definitions = '@npmcli/config/lib/definitions/definitions.js';
    const own = createRequire(path.join(folder, 'package.json'))(definitions);
    for (const [name, { type }] of Object.entries<{ type: unknown }>(own.definitions ?? own)) {
      optionsOfNpm.add(name);
      if ([type].flat().includes(Boolean)) switchesOfNpm.add(name);
    }
  }
}, 300_000);

const values: Readonly<Record<string, string>> = {
  template: 'proxy',
  platform: '2026.09',
  method: 'POST',
  'package-manager': 'pnpm',
};

/** Every way to write an option, with a value if it takes one. npm itself answers help and version. */
function writtenFor(table: OptionTable): readonly (readonly string[])[] {
  return Object.entries(table)
    .filter(([name]) => name !== 'help' && name !== 'version')
    .flatMap(([name, row]) => formsOf(name, row));
}

function formsOf(name: string, row: OptionRow): readonly (readonly string[])[] {
  if (row.kind !== 'switch')
    return [[`--${name}`, values[name] ?? 'a-value'], [`--${name}=${values[name] ?? 'a-value'}`]];
  return [...(row.shownNegated ? [] : [[`--${name}`]]), ...(row.negatable ? [[`--no-${name}`]] : [])];
}

/** What npm passes on of arguments without a `--`: arguments and variables. */
function swallow(release: string, args: readonly string[]): { argv: readonly string[]; env: Environment } {
  const { words = [], handedOn = {} } = parsers.get(release)?.(args) ?? {};
  const env = Object.entries(handedOn).map(
    ([name, value]) => [`npm_config_${name.replaceAll('-', '_')}`, textOf(value)] as const,
  );
  return { argv: words, env: Object.fromEntries(env) };
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('\n\n');
  return value === null || value === undefined || value === false ? '' : String(value);
}

test('what is written down of npm is what its releases have in their own definitions', () => {
  const names = [...new Set(commands.flatMap(({ options }) => Object.keys(options)))];
  const npms = [...parsers].map(([release, parser]) => [Number(release.slice(3)), parser] as const);
  expect(npmOptions).toEqual(consumedOptions(npms, names));
});

test('the options that npm reads as switches, where it can have taken one of ours, are the ones it defines as such', () => {
  const taken = new Set([
    ...npmsOwn,
    ...Object.values(npmOptions).flatMap(({ becomes }) => becomes),
    'json',
    'yes',
  ]);
  expect(npmSwitches).toEqual([...taken].filter((name) => switchesOfNpm.has(name)).sort());
});

test('no option of npm itself is taken for a mistyped one of ours', () => {
  expect(optionsOfNpm.size).toBeGreaterThan(100);
  const caller = { npm_config_user_agent: 'npm/11.0.0', npm_command: 'init' };
  for (const { name: command, options } of commands) {
    // What --app, --token and --node become also belongs to npm.
    const become = Object.keys(options).flatMap((name) => npmOptions[name]?.becomes ?? []);
    const others = [...optionsOfNpm].filter(
      (name) => !Object.hasOwn(options, name) && !become.includes(name),
    );
    const env = Object.fromEntries(
      others.map((name) => [`npm_config_${name.replaceAll('-', '_')}`, 'a-value']),
    );
    expect(recoverNpmFlags([command, '--json'], { ...env, ...caller })).toEqual([command, '--json']);
  }
});

const calls = releases.flatMap((release) =>
  commands.filter(({ name }) => name !== 'completion').map(({ name }) => [release, name] as const),
);

describe.each(whole ? calls : calls.filter(([release]) => release === 'npm11'))(
  'under %s',
  (release, name) => {
    const { options } = commandRow(name);
    const caller = { npm_config_user_agent: `npm/${release.slice(3)}.0.0 node/v20`, npm_command: 'init' };
    const before = name === 'create' ? ['my-app'] : name === 'invoke' ? ['invoke', 'hello'] : [name];
    const written = writtenFor(options);

    test.skipIf(name === 'completion')(
      `two options of ${name} without -- are what was typed, or the run stops with the corrected command`,
      () => {
        let recovered = 0;
        for (const one of written) {
          for (const other of written.filter((forms) => forms !== one)) {
            const typed = [...before, ...one, ...other];
            const { argv, env } = swallow(release, typed);
            // Of some options, such as --no-token at the end, npm leaves no trace.
            const meant = [one, other].filter(
              (form) =>
                !isDeepStrictEqual(
                  { argv, env },
                  swallow(
                    release,
                    typed.filter((word) => !form.includes(word)),
                  ),
                ),
            );
            try {
              const found = parseArguments(recoverNpmFlags(argv, { ...env, ...caller }));
              expect(sorted(found), typed.join(' ')).toEqual(
                sorted(parseArguments([...before, ...meant.flat()])),
              );
              recovered += 1;
            } catch (error) {
              if (!(error instanceof Problem)) throw error;
              expect(exitOf(error), typed.join(' ')).toBe(2);
            }
          }
        }
        expect(recovered).toBeGreaterThan(0);
      },
    );
  },
);

test.each(releases)('%s: check --format sarif without -- is what was typed', (release) => {
  const { argv, env } = swallow(release, ['check', '--strict', '--format', 'sarif']);
  const caller = {
    npm_config_user_agent: `npm/${release.slice(3)}.0.0`,
    npm_command: 'exec',
    npm_lifecycle_event: 'npx',
  };
  expect(parseArguments(recoverNpmFlags(argv, { ...env, ...caller }))).toEqual(
    parseArguments(['check', '--strict', '--format', 'sarif']),
  );
});

function sorted({ options, ...call }: ReturnType<typeof parseArguments>): object {
  return {
    ...call,
    options: Object.fromEntries(Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}
