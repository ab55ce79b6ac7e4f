// Turns templates/ into modules at build time: the table of templates, and the compiled templates.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

/** The helpers that src/plan/render.ts passes to templates. */
export const helperNames = ['environment', 'js', 'json', 'property', 'text'];

/**
 * Missing values and unknown helpers are errors. Code and JSON are not HTML-escaped. Templates cannot use `@index` and the
 * like.
 */
const compileOptions = {
  data: false,
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(helperNames.map((name) => [name, true])),
};

/** The keys of a template.json, with their defaults. A key whose default is undefined is required. */
const descriptionDefaults = {
  summary: undefined,
  order: undefined,
  sample: undefined,
  token: false,
  endpoint: false,
  secrets: [],
  scopes: [],
  dependencies: {},
  dependenciesByLayout: {},
  methods: ['GET'],
};

/**
 * The source text of the module `virtual:template-table`. Its export `templates` has one description per template, in
 * display order.
 * @param {string} directory the folder `templates`
 */
export function templateTable(directory) {
  const functions = path.join(directory, 'functions');
  const templates = readdirSync(functions)
    .map((name) => readDescription(name, path.join(functions, name, 'template.json')))
    .sort((one, other) => one.order - other.order)
    .map(({ order, ...template }) => template);
  return `export const templates = ${JSON.stringify(templates, null, 2)};\n`;
}

/**
 * The source text of a module whose export `templates` contains compiled templates by their path without `.hbs`, such as
 * `functions/hello/function.js`. Templates are compiled here so that only Handlebars' runtime is shipped.
 * @param {string} directory the folder `templates`
 * @param {readonly string[]} folders the folders in it to compile
 * @throws {Error} if a value goes into a file without a helper
 */
export function precompileTemplates(directory, folders) {
  const files = templateFiles(directory).filter((file) => folders.includes(file.split('/')[0]));
  const entries = files.map((file) => {
    const source = readFileSync(path.join(directory, file), 'utf8');
    const tree = Handlebars.parse(source);
    refuseBareValues(tree, file);
    const compiled = Handlebars.precompile(withoutPlaces(tree), compileOptions);
    return `  ${JSON.stringify(file.replace(/\.hbs$/, ''))}: Handlebars.template(${compiled}),\n`;
  });
  return `import Handlebars from 'handlebars/runtime.js';\nexport const templates = {\n${entries.join('')}};\n`;
}

function readDescription(name, file) {
  const description = JSON.parse(readFileSync(file, 'utf8'));
  const unknown = Object.keys(description).filter((key) => !(key in descriptionDefaults));
  if (unknown.length > 0) throw new Error(`${file}: unknown ${unknown.join(', ')}`);
  const full = { name, ...descriptionDefaults, ...description };
  const missing = Object.keys(full).filter((key) => full[key] === undefined);
  if (missing.length > 0) throw new Error(`${file}: ${missing.join(' and ')} missing`);
  return full;
}

function templateFiles(directory) {
  return readdirSync(directory, { recursive: true })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.hbs'))
    .sort();
}

/** Removes source positions from the tree. Only errors would use them, and they take up space in the shipped code. */
function withoutPlaces(tree) {
  return JSON.parse(JSON.stringify(tree, (key, value) => (key === 'loc' ? undefined : value)));
}

/** Refuses values without a helper. They would go into code or JSON unescaped, and a name could break out of its quotes. */
function refuseBareValues(tree, file) {
  const visitor = new Handlebars.Visitor();
  visitor.MustacheStatement = (statement) => {
    if (helperNames.includes(statement.path.original)) return;
    throw new Error(`${file}:${statement.loc.start.line}: {{${statement.path.original}}} needs a helper`);
  };
  visitor.accept(tree);
}
