// Writes src/data/npm-options.ts: how each version of npm treats our options that are not after a `--`, by its own
// definitions. Usage: node scripts/npm-options.mjs <folder of an npm> …
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns a function that parses arguments like the npm in a folder, with npm's own parser and definitions. */
export function npmParser(folder) {
  const require = createRequire(path.join(folder, 'package.json'));
  const { definitions, shorthands } = require(
    path.join(folder, 'node_modules/@npmcli/config/lib/definitions/index.js'),
  );
  const nopt = require('nopt');
  const types = Object.fromEntries(Object.entries(definitions).map(([name, { type }]) => [name, type]));
  return (args) => {
    const { argv, ...options } = nopt(types, shorthands, args, 0);
    const isDefault = ([name, value]) => String(definitions[name]?.default) === String(value);
    return {
      words: argv.remain,
      options,
      handedOn: Object.fromEntries(Object.entries(options).filter((one) => !isDefault(one))),
    };
  };
}

/**
 * The options that npm does not treat like unknown ones.
 * @param npms major release and parser of each npm
 * @param names names of our options
 */
export function consumedOptions(npms, names) {
  const table = {};
  for (const name of names) {
    for (const [release, parse] of npms) {
      const { words, options, handedOn } = parse([`--${name}`, 'word']);
      const row = {
        becomes: Object.keys(options),
        takesWord: words.length === 0,
        leavesNothing: Object.keys(handedOn).length === 0,
      };
      if (row.becomes.join() === name && !row.takesWord && !row.leavesNothing) continue;
      const before = table[name] ?? { ...row, npm: [] };
      if (JSON.stringify({ ...before, npm: [] }) !== JSON.stringify({ ...row, npm: [] }))
        throw new Error(`npm ${release} treats --${name} in another way than npm ${before.npm.join(', ')}`);
      table[name] = { ...before, npm: [...before.npm, release] };
    }
  }
  return table;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { load } = await import('./build.mjs');
  const { commands } = await load('src/data/commands.ts');
  const names = [...new Set(commands.flatMap(({ options }) => Object.keys(options)))];
  const npms = await Promise.all(
    process.argv.slice(2).map(async (folder) => {
      const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
      return [Number.parseInt(version, 10), npmParser(path.resolve(folder))];
    }),
  );
  const file = fileURLToPath(new URL('../src/data/npm-options.ts', import.meta.url));
  const text = await readFile(file, 'utf8');
  const start = text.indexOf('export const npmOptions');
  const rows = Object.entries(consumedOptions(npms, names)).map(
    ([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)},\n`,
  );
  await writeFile(
    file,
    `${text.slice(0, start)}export const npmOptions: Readonly<Record<string, NpmOption>> = {\n${rows.join('')}};\n`,
  );
}
