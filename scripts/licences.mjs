import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The licences of the packages that the modules come from, as one text.
 *
 * @param {string[]} modules absolute paths of bundled modules
 * @throws where a bundled package carries no licence text
 */
export async function licencesOf(modules) {
  const marker = `${path.sep}node_modules${path.sep}`;
  const folders = new Set();
  for (const module of modules) {
    const at = module.lastIndexOf(marker);
    if (at < 0) continue;
    const [scope, name] = module.slice(at + marker.length).split(path.sep);
    folders.add(module.slice(0, at) + marker + (scope.startsWith('@') ? path.join(scope, name) : scope));
  }
  const licences = await Promise.all([...folders].sort().map(licenceOf));
  return [
    'create-hs-function bundles the packages below, each under its own licence.\n',
    ...byTerms(licences).map(
      (same) => `${same.map(({ notice }) => notice).join('\n\n')}\n\n${same[0].terms}\n`,
    ),
  ].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Groups licences with the same terms, which then appear once, under all copyright notices. */
function byTerms(licences) {
  const groups = new Map();
  for (const licence of licences) {
    const wording = licence.terms.replace(/[‘’“”"']/g, '"');
    groups.set(wording, [...(groups.get(wording) ?? []), licence]);
  }
  return [...groups.values()];
}

/** Splits a package's licence into the copyright notice (with the package's name) and the terms. */
async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} carries no licence file.`);
  const text = (await readFile(path.join(folder, file), 'utf8')).trim();
  const paragraphs = text.split(/\r?\n\s*\n/).map((paragraph) => paragraph.trim().replace(/\s+/g, ' '));
  const start = Math.max(
    0,
    paragraphs.findIndex((paragraph) => /^Permission (is hereby granted|to use)/.test(paragraph)),
  );
  return {
    notice: [`${name} ${version} (${license})`, ...paragraphs.slice(0, start)].join('\n'),
    terms: paragraphs.slice(start).join('\n\n'),
  };
}
