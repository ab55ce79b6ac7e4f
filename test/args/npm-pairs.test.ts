import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { describe, expect, test } from 'vitest';
import { recoverNpmFlags } from '../../src/args/npm-flags.ts';
import { parseArguments } from '../../src/args/parse-args.ts';
import { createOptions, type OptionRow, type OptionTable } from '../../src/data/options.ts';
import { Problem } from '../../src/errors.ts';
import { exitOf } from '../../src/messages/words.ts';
import type { Environment } from '../../src/types.ts';
import { npmCli } from '../npm.ts';

/** The npm that is installed, or those in the folders that NPM_FOLDERS names. */
const folders = process.env.NPM_FOLDERS?.split(path.delimiter) ?? [path.dirname(path.dirname(npmCli))];

const values: Readonly<Record<string, string>> = {
  template: 'proxy',
  platform: '2026.09',
  method: 'POST',
  'package-manager': 'pnpm',
};

/** Every way to write an option, with a value where it takes one; help and version are answered by npm itself. */
const written = Object.entries(createOptions as OptionTable)
  .filter(([name]) => name !== 'help' && name !== 'version')
  .flatMap(([name, row]) => formsOf(name, row));

function formsOf(name: string, row: OptionRow): readonly (readonly string[])[] {
  if (row.kind !== 'switch')
    return [[`--${name}`, values[name] ?? 'a-value'], [`--${name}=${values[name] ?? 'a-value'}`]];
  return [...(row.shownNegated ? [] : [[`--${name}`]]), ...(row.negatable ? [[`--no-${name}`]] : [])];
}

/** What an npm hands on of arguments without a `--`, by its own parser and definitions (`@npmcli/config`). */
function npmOf(folder: string) {
  const require = createRequire(path.join(folder, 'package.json'));
  const definitionsFile = path.join(folder, 'node_modules/@npmcli/config/lib/definitions/index.js');
  const { definitions, shorthands } = require(definitionsFile) as {
    definitions: Record<string, { type: unknown; default: unknown }>;
    shorthands: Record<string, string[]>;
  };
  const nopt = require('nopt') as (
    types: object,
    shorthands: object,
    args: readonly string[],
    slice: number,
  ) => object;
  const types = Object.fromEntries(Object.entries(definitions).map(([name, { type }]) => [name, type]));
  return (args: readonly string[]): { argv: readonly string[]; env: Environment } => {
    const { argv, ...options } = nopt(types, shorthands, args, 0) as {
      argv: { remain: string[] };
      [name: string]: unknown;
    };
    const env = Object.entries(options)
      .filter(([name, value]) => String(definitions[name]?.default) !== String(value))
      .map(([name, value]) => [`npm_config_${name.replaceAll('-', '_')}`, textOf(value)] as const);
    return { argv: argv.remain, env: Object.fromEntries(env) };
  };
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('\n\n');
  return value === null || value === undefined || value === false ? '' : String(value);
}

describe.each(folders)('under %s', (folder) => {
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const swallow = npmOf(folder);
  const caller = { npm_config_user_agent: `npm/${version} node/v20`, npm_command: 'init' };

  test('two options without -- are what was typed, or the run stops with the corrected command', () => {
    let recovered = 0;
    for (const one of written) {
      for (const other of written.filter((forms) => forms !== one)) {
        const typed = ['my-app', ...one, ...other];
        const { argv, env } = swallow(typed);
        try {
          const found = parseArguments(
            recoverNpmFlags(
              argv,
              { ...env, ...caller },
              templates.map(({ name }) => name),
            ),
          );
          const meant = parseArguments(typed);
          // npm 11 and later leave no trace of a --no-token that stands last.
          const isLost =
            other[0] === '--no-token' && found.options !== undefined && !('token' in found.options);
          if (!isLost)
            expect({ ...found, options: sorted(found.options) }, typed.join(' ')).toEqual({
              ...meant,
              options: sorted(meant.options),
            });
          recovered += 1;
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          expect(exitOf(error), typed.join(' ')).toBe(2);
        }
      }
    }
    expect(recovered).toBeGreaterThan(100);
  });
});

function sorted(options: object): object {
  return Object.fromEntries(Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1)));
}
