// Generates modules from folders, so that adding a template or a rule only takes adding its files.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { precompileTemplates, templateTable } from './templates.mjs';

const folder = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url)).replaceAll('\\', '/');

const sources = {
  'virtual:template-table': () => templateTable(folder('templates')),
  'virtual:templates': () => precompileTemplates(folder('templates'), ['functions', 'partials', 'project']),
  'virtual:card-templates': () => precompileTemplates(folder('templates'), ['cards']),
  'virtual:rules': () => rulesTable(folder('src/rules')),
};

/** The source text of the module `virtual:rules`. Its export `rules` lists what each file in the folder exports. */
function rulesTable(directory) {
  const files = readdirSync(directory).filter((file) => file !== 'rule.ts');
  const names = files.map((file) =>
    file.replace(/\.ts$/, '').replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
  );
  const imports = files.map(
    (file, index) => `import { ${names[index]} } from ${JSON.stringify(`${directory}/${file}`)};\n`,
  );
  return `${imports.join('')}export const rules = [${names.join(', ')}];\n`;
}

/** A plugin for rolldown and Vite that provides these modules. */
export function tablesPlugin() {
  return {
    name: 'tables',
    resolveId: (id) => (id in sources ? `\0${id}` : null),
    load: (id) => (id.startsWith('\0') ? (sources[id.slice(1)]?.() ?? null) : null),
  };
}
