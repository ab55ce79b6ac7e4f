import { rolldown } from 'rolldown';
import { templatesPlugin } from './precompile.mjs';

/**
 * Imports a module of `src` by bundling it first.
 *
 * @param {string} root the project
 * @param {string} file relative to it
 */
export async function load(root, file) {
  const build = await rolldown({
    cwd: root,
    input: file,
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    plugins: [templatesPlugin()],
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}
