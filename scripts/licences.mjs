import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The licences of the packages that the modules come from, as one text.
 *
 * @param {string} root the project
 * @param {string[]} modules absolute paths of bundled modules
 * @throws where a bundled package carries no licence text
 */
export async function licencesOf(root, modules) {
  const marker = `${path.sep}node_modules${path.sep}`;
  const folders = new Set();
  for (const module of modules) {
    const at = module.lastIndexOf(marker);
    if (at < 0) continue;
    const [scope, name] = module.slice(at + marker.length).split(path.sep);
    folders.add(module.slice(0, at) + marker + (scope.startsWith('@') ? path.join(scope, name) : scope));
  }
  const texts = await Promise.all([...folders].map(licenceOf));
  const project = await readFile(path.join(root, 'LICENSE'), 'utf8');
  return [
    `create-hs-function bundles the packages below, each under its own licence.\n\n${project}`,
    ...texts.sort(),
  ].join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} carries no licence file.`);
  return `${name} ${version} (${license})\n\n${(await readFile(path.join(folder, file), 'utf8')).trim()}\n`;
}
