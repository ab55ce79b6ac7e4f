import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parsedSources } from '../../src/migrate/findings.ts';
import { projectFiles } from '../../src/project/files.ts';
import { relativePath } from '../../src/project/same-file.ts';
import { mainIn, placesOf, readFunctionSources } from '../../src/run/source.ts';
import { emptyFolder, writeFiles } from '../program.ts';

/** Possible files, some with names that are also folders. If both are chosen, the first one wins. */
const files = [
  ...['lib', 'lib.js', 'lib.js.js', 'lib.json', 'lib.node', 'lib.mjs', 'lib.cjs', 'index.js', 'index.json'],
  ...['lib/index.js', 'lib/index.json', 'lib/index.node', 'lib/index.mjs', 'lib.js/index.js'],
  ...['lib/entry', 'lib/entry.js', 'lib/entry/index.json', 'lib/package.json/index.js', 'package.json'],
];
const mains = [undefined, '', '.', '..', './', 'entry', './entry', 'entry/', 'entry.js', '../lib', 'none', 7];
const specifiers = [
  './lib',
  './lib/',
  './lib/.',
  './lib.js',
  './lib.js/',
  './lib/entry',
  './lib/../lib',
  '.',
  './',
];

/** Whether two files are different and neither contains the other. */
const isApart = (file: string, other: string) =>
  !`${other}/`.startsWith(`${file}/`) && !`${file}/`.startsWith(`${other}/`);

test('check, invoke and --watch find the file that Node finds by a name in code', () => {
  // Node warns about each "main" that names nothing.
  vi.spyOn(process, 'emitWarning').mockReturnValue();
  fc.assert(
    fc.property(
      fc.subarray(files),
      fc.constantFrom(...mains),
      fc.constantFrom(...specifiers),
      fc.constantFrom('.', 'lib'),
      (chosen, main, specifier, below) => {
        const folder = emptyFolder();
        const from = below === '.' ? specifier : specifier.replace('./lib', '../lib');
        const importer = below === '.' ? 'fn.js' : 'lib/fn.js';
        const all = [importer, ...(main === undefined ? [] : ['lib/package.json']), ...chosen];
        const kept = all.filter((file, at) => all.slice(0, at).every((one) => isApart(file, one)));
        const textOf = (file: string) => (file.endsWith('package.json') ? JSON.stringify({ main }) : '');
        writeFiles(folder, {
          ...Object.fromEntries(kept.map((file) => [file, textOf(file)])),
          [importer]: `require('${from}')`,
        });
        const file = path.join(folder, importer);
        const found = resolved(file, from);
        const target = found && relativePath(folder, found);
        const [source] = readFunctionSources(file, folder);
        const seen = {
          invoke: source?.imports[0]?.target,
          check: parsedSources(folder, projectFiles(folder)).of(importer).code?.imports[0]?.target,
          watch: found && placesOf(from, path.dirname(file), mainIn).includes(found),
        };
        expect(seen, kept.join()).toEqual({ invoke: target, check: target, watch: found && true });
      },
    ),
    { numRuns: 300 },
  );
});

function resolved(importer: string, specifier: string): string | undefined {
  try {
    return createRequire(importer).resolve(specifier);
  } catch {
    return undefined;
  }
}

test('a package.json of megabytes is read once, however many imports lead to its folder', () => {
  const folder = emptyFolder();
  const manifest = JSON.stringify({ main: 'x.js', files: Array(1e6).fill(1) });
  const code = "require('./lib');\nrequire('./lib/../lib');\n".repeat(2000);
  writeFiles(folder, {
    'a.js': code,
    'lib/x.js': code.replaceAll('./', '../'),
    'lib/package.json': manifest,
  });
  const read: string[] = [];
  const files = projectFiles(folder);
  const counted = {
    ...files,
    read(file: string) {
      read.push(file);
      return files.read(file);
    },
  };
  expect(parsedSources(folder, counted).of('a.js').codes).toHaveLength(2);
  expect(read.filter((file) => file === 'lib/package.json')).toHaveLength(1);
  expect(readFunctionSources(path.join(folder, 'a.js'), folder)).toHaveLength(2);
});
