// Builds dist/: the bundle, the prepared help, and the licences of bundled packages.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fs from 'fs-extra';
import { rolldown } from 'rolldown';
import { licencesOf } from './licences.mjs';
import { tablesPlugin } from './tables.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const sources = ['src', 'templates', 'scripts', 'bin', 'package.json'];

/** Entry modules that every start loads. Each becomes one file with everything that it imports. */
const starts = { cli: 'src/cli.ts', 'child-process': 'src/run/child-process.ts' };

/** Entry modules that most calls need. They become files in the same way, and modules that they share get their own file. */
const commonEntries = {
  create: 'src/commands/create.ts',
  invoke: 'src/commands/invoke.ts',
  masks: 'src/report/without-secrets.ts',
  project: 'src/commands/choose-project.ts',
  rules: 'src/check/configuration-warnings.ts',
  words: 'src/messages/words.ts',
};

/** Small files that are needed together. They take less space as a single file. */
const groups = {
  'create-cards': /src[\\/]plan[\\/]render-card|virtual:card-templates/,
  questions: /src[\\/]prompts[\\/](?!clack|confirm-m|draw|prompt-input|rewindable)/,
  check:
    /src[\\/](?:check[\\/](?:code|defaults|env|explain|ext|find|fixed|handler|ignores|limited|main-exp|parse|pos|read-|scope|references|walk)|(?:commands|plan)[\\/](?:card-inputs|check|function-inp)|report[\\/](?:check-|rules))|node_modules[\\/]acorn/,
  dev: /src[\\/](?:serve[\\/]|commands[\\/](?:dev|watch)|install[\\/]open)/,
  help: /src[\\/](?:args[\\/](?:help|completion|answers-schema)|data[\\/]report-schema)/,
  failure:
    /src[\\/](?:commands[\\/]failure|answers[\\/]answers-file|edit[\\/]diff)|node_modules[\\/]diff[\\/]/,
  fix: /src[\\/](?:check[\\/]fix\.|commands[\\/]fix-)/,
  migrate:
    /src[\\/](?:migrate[\\/]|commands[\\/](?:migrat|restore-)|prompts[\\/]confirm-m|report[\\/]migrate)/,
};

/** How modules are resolved, for the bundle and for `load`: ES modules are preferred if a package has them. */
const resolve = {
  mainFields: ['module', 'main'],
  symlinks: false,
  alias: {
    'js-yaml': path.join(root, 'scripts/js-yaml.mjs'),
    'handlebars/runtime.js': path.join(root, 'node_modules/handlebars/lib/handlebars.runtime.js'),
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--if-stale') || (await isStale())) await build();
}

/**
 * Builds into a new folder, which then replaces the previous build in one step, so that running programs are not disturbed.
 */
async function build() {
  const fresh = `${dist}.${process.pid}`;
  await fs.emptyDir(fresh);
  const { version } = await fs.readJson(path.join(root, 'package.json'));
  // The bin loads both `cli` and `child-process`, so code that they share must be loaded only once.
  const program = await bundle({ ...starts, ...commonEntries }, version, fresh);
  const child = await bundle({ 'invoke-child': 'src/run/child/main.ts' }, version, fresh);
  await fs.writeFile(path.join(fresh, 'LICENSES.txt'), await licencesOf([...program, ...child]));
  await writePrepared(version, fresh);
  await fs.writeFile(path.join(fresh, 'page.html'), await page());
  await refuseBroken(fresh);
  await fs.move(fresh, dist, { overwrite: true });
}

/**
 * Bundles to CommonJS, with a file for each part that is loaded on demand.
 * @returns the ids of the bundled modules
 */
async function bundle(input, version, dir) {
  const build = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    external: /^node:/,
    resolve,
    transform: { define: { VERSION: JSON.stringify(version) } },
    // Only one of the comparisons that the diff package offers is used.
    treeshake: {
      propertyReadSideEffects: false,
      moduleSideEffects: [{ test: /node_modules[\\/]diff[\\/]/, sideEffects: false }],
    },
    // Inlines constants, so that the code that starts a function's process does not load any of the program.
    optimization: { inlineConst: { mode: 'all' } },
    plugins: [tablesPlugin()],
    onLog(level, log, report) {
      // A slow machine does not mean that the code is wrong.
      if (log.code === 'PLUGIN_TIMINGS') return;
      if (level === 'warn') throw new Error(`${log.code}: ${log.message}`);
      report(level, log);
    },
  });
  const written = await build.write({
    dir,
    format: 'cjs',
    charset: 'ascii',
    minify: true,
    // In strict mode, the code of a user's function cannot reach the functions that call it.
    strict: 'invoke-child' in input || 'auto',
    comments: false,
    generatedCode: { symbols: false },
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: {
      groups: [{ name: partOf(), debugName: 'parts', includeDependenciesRecursively: false }],
    },
  });
  await build.close();
  refuseCircles(written.output);
  return written.output.flatMap((chunk) => chunk.moduleIds ?? []);
}

/** Fails if files load each other at once: Node warns the user of exports that are not there yet. */
function refuseCircles(files) {
  const names = new Set(files.map(({ fileName }) => fileName));
  const inCircle = files.filter(({ imports }) => imports?.some((name) => names.has(name)));
  if (inCircle.length < files.length) return refuseCircles(inCircle);
  if (files.length > 0) throw new Error(`Files load each other: ${[...names].join(', ')}`);
}

/**
 * Returns a function that names the part that a module belongs to, based on what loads it. Anything else becomes a file of
 * its own, loaded on first use.
 */
function partOf() {
  const needed = {};
  const needs = (entry, id, graph) => {
    needed[entry] ??= withImports(path.join(root, entry), graph);
    return needed[entry].has(id);
  };
  return (id, graph) => {
    const start = Object.keys(starts).find((part) => needs(starts[part], id, graph));
    const parts = Object.keys(commonEntries).filter((part) => needs(commonEntries[part], id, graph));
    // The other half of what `invoke` needs runs functions, which `check` does not.
    const checks = parts[0] === 'invoke' && parts.length === 1 && needs('src/commands/check.ts', id, graph);
    const together = Object.keys(groups).find((group) => groups[group].test(id));
    return start ?? (checks ? 'invoke-and-check' : parts.slice(0, 2).join('-and-') || (together ?? null));
  };
}

function withImports(id, graph, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) withImports(next, graph, found);
  return found;
}

/**
 * Bundles a module of `src` and imports it.
 * @param {string} file relative to the project
 */
export async function load(file) {
  const build = await rolldown({
    cwd: root,
    input: file,
    platform: 'node',
    resolve,
    plugins: [tablesPlugin()],
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}

/** Writes help and version to files, so that showing them loads no other code. */
async function writePrepared(version, dir) {
  const { prepare } = await load('src/args/prepare.ts');
  for (const [name, text] of Object.entries(prepare(version))) {
    await fs.writeFile(path.join(dir, name), text);
  }
}

/** The page of `dev`, with its script bundled and minified like the rest of the program and without unnecessary whitespace. */
async function page() {
  const file = path.join(root, 'src/serve/page.html');
  const html = await fs.readFile(file, 'utf8');
  const [, style] = /<style[^>]*>([\s\S]*)<\/style>/.exec(html);
  const [, script] = /<script[^>]*>([\s\S]*)<\/script>/.exec(html);
  const code = await scriptOfPage(`${file}.js`, script);
  const rules = style
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}');
  return html
    .replace(style, () => rules)
    .replace(script, () => code)
    .replace(/^ +/gm, '');
}

/** Bundles the script of a page into one that needs no other. */
async function scriptOfPage(input, code) {
  const build = await rolldown({
    cwd: root,
    input,
    treeshake: { moduleSideEffects: false },
    external: /^node:/,
    plugins: [
      {
        name: 'page',
        load: (id) => (id === input ? { code, moduleSideEffects: true } : null),
        resolveId: (id) => (id === input ? id : null),
      },
    ],
  });
  const { output } = await build.generate({
    format: 'iife',
    charset: 'ascii',
    minify: true,
    comments: false,
  });
  await build.close();
  return output[0].code.trim();
}

/** Fails if a file of the build does not parse and load with everything it imports. */
async function refuseBroken(dir) {
  const files = (await fs.readdir(dir)).filter(
    (name) => name.endsWith('.cjs') && name !== 'invoke-child.cjs',
  );
  const loadAll = files.map((name) => `require(${JSON.stringify(path.join(dir, name))});`).join('');
  await promisify(execFile)(process.execPath, ['-e', loadAll]);
  await promisify(execFile)(process.execPath, ['--check', path.join(dir, 'invoke-child.cjs')]);
}

async function isStale() {
  const built = await fs.stat(path.join(dist, 'version.txt')).catch(() => undefined);
  if (built === undefined) return true;
  for (const source of sources) if ((await newest(path.join(root, source))) > built.mtimeMs) return true;
  return false;
}

async function newest(file) {
  const stats = await fs.stat(file);
  const { mtimeMs } = stats;
  if (!stats.isDirectory()) return mtimeMs;
  const entries = await fs.readdir(file);
  return Math.max(mtimeMs, ...(await Promise.all(entries.map((entry) => newest(path.join(file, entry))))));
}
