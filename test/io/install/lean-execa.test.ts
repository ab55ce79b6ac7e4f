import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { leanExeca } from '../../../scripts/lean-execa.mjs';
import { emptyFolder, writeFiles } from '../../program.ts';

const entry = `import {createExeca} from './lib/methods/create.js';
export const execa = createExeca(() => ({}));
`;

/** Bundles a program that imports an execa with these files. */
async function bundle(files: Readonly<Record<string, string>>): Promise<void> {
  const folder = emptyFolder();
  const execa = { 'package.json': '{ "type": "module", "main": "index.js" }', ...files };
  writeFiles(folder, { 'main.js': "import { execa } from 'execa'; execa();" });
  writeFiles(`${folder}/node_modules/execa`, execa);
  const build = await rolldown({ cwd: folder, input: './main.js', platform: 'node', plugins: [leanExeca()] });
  await build.generate();
}

test.each<[string, Record<string, string>, RegExp]>([
  [
    'without a module that is left out',
    {
      'index.js': entry,
      'lib/methods/create.js': "export { execaCoreSync as createExeca } from './main-sync.js';",
      'lib/methods/main-sync.js': 'export const execaCoreSync = () => {};',
    },
    /No execa\/lib\/methods\/template\.js, .* in execa: see scripts\/lean-execa\.mjs/,
  ],
  [
    'with another name in such a module',
    {
      'index.js': entry,
      'lib/methods/create.js': "export { coreSync as createExeca } from './main-sync.js';",
      'lib/methods/main-sync.js': 'export const coreSync = () => {};',
    },
    /No execaCoreSync in execa\/lib\/methods\/main-sync\.js/,
  ],
  ['with another entry', { 'index.js': 'export const execa = () => {};' }, /in execa\/index\.js: see/],
])('an execa %s fails the build', async (_what, files, message) => {
  await expect(bundle(files)).rejects.toThrow(message);
});
