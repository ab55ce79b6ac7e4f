import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The licences of the packages that the modules come from, as one text.
 * @param {string[]} modules absolute paths of bundled modules
 * @throws {Error} if a bundled package has no licence file
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
    ...groupedBy(licences, ({ terms }) => terms.replace(/[‘’“”"']/g, '"')).map(
      (same) => `${noticesOf(same)}\n\n${same[0].terms}\n`,
    ),
  ].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Groups licences, so that terms appear once under all copyright notices, and a notice once under all its packages. */
function groupedBy(licences, keyOf) {
  const groups = new Map();
  for (const licence of licences)
    groups.set(keyOf(licence), [...(groups.get(keyOf(licence)) ?? []), licence]);
  return [...groups.values()];
}

function noticesOf(licences) {
  return groupedBy(licences, ({ notice }) => notice)
    .map((same) => `${same.map(({ title }) => title).join('\n')}\n${same[0].notice}`)
    .join('\n\n');
}

/** A package's name, the copyright notice of its licence (without the licence's name), and the terms. */
async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} carries no licence file.`);
  const text = (await readFile(path.join(folder, file), 'utf8')).trim();
  const paragraphs = text
    .split(/\r?\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, ' '))
    // Leaves out the instructions for applying the licence to one's own work, which follow its terms.
    .filter((paragraph) => !/^(?:APPENDIX: How to|To) apply the Apache License to your work/.test(paragraph));
  const start = Math.max(
    0,
    paragraphs.findIndex((paragraph) => /^Permission (is hereby granted|to use)/.test(paragraph)),
  );
  // Some licences allow a link instead of their text, and say so.
  const link = /the text of this license or a link to <(.+?)>/.exec(paragraphs.join('\n'))?.[1];
  return {
    title: `${name} ${version} (${license})`,
    notice: paragraphs
      .slice(0, start)
      .map((text) => text.replace(/^\(?(?:The )?(?:MIT|ISC) License(?: \(MIT)?\)? ?/, ''))
      .filter(Boolean)
      .join('\n'),
    terms: link ?? paragraphs.slice(start).join('\n\n'),
  };
}
