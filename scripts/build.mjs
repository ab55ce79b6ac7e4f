// Builds dist/: the bundle, the prepared help, and the licences of what is bundled.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { chunkName } from './chunks.mjs';
import { compileEagerly } from './eager.mjs';
import { lazyChunks } from './lazy-chunks.mjs';
import { leanExeca } from './lean-execa.mjs';
import { licencesOf } from './licences.mjs';
import { load } from './load.mjs';
import { plainModules } from './plain-modules.mjs';
import { templatesPlugin } from './precompile.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const sources = ['src', 'templates', 'scripts', 'bin', 'package.json'];

if (!process.argv.includes('--if-stale') || (await isStale())) await build();

/** A finished build takes the place of the former one in one step: a program that runs meanwhile is not disturbed. */
async function build() {
  const fresh = `${dist}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh);
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  // The bin loads both; what they share is loaded once.
  const entries = { cli: 'src/cli.ts', 'invoke-process': 'src/io/invocation/invoke-process.ts' };
  const program = await bundle(entries, version, fresh, [lazyChunks()]);
  const child = await bundle({ 'invoke-child': 'src/io/invocation/invoke-child.ts' }, version, fresh);
  await writeFile(path.join(fresh, 'LICENSES.txt'), await licencesOf(root, [...program, ...child]));
  await writePrepared(version, fresh);
  await compileEagerly(root, fresh);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
}

/** Bundles to CommonJS, one chunk for each thing that is loaded when needed, and returns the ids of the modules. */
async function bundle(input, version, dir, plugins = []) {
  const build = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    external: /^node:/,
    // Paths as they are written: modules are put in the order of their paths, and the same bytes come out in any folder.
    resolve: { mainFields: ['module', 'main'], symlinks: false },
    // Constants stand where they are used: no chunk is loaded for one.
    optimization: { inlineConst: true },
    transform: { define: { VERSION: JSON.stringify(version) } },
    // fs-extra's modules are taken one by one: as a whole it costs as much as the rest of the start.
    treeshake: {
      moduleSideEffects: [{ test: /[\\/]node_modules[\\/]fs-extra[\\/]/, sideEffects: false }],
      propertyReadSideEffects: false,
    },
    plugins: [templatesPlugin(), plainFileSystem(), plainModules(), leanExeca(), ...plugins],
    onLog(level, log, report) {
      if (level === 'warn') throw new Error(`${log.code}: ${log.message}`);
      report(level, log);
    },
  });
  const written = await build.write({
    dir,
    format: 'cjs',
    charset: 'ascii',
    minify: true,
    comments: false,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: {
      groups: [{ name: chunkName(root), debugName: 'parts', includeDependenciesRecursively: false }],
    },
  });
  await build.close();
  return written.output.flatMap((chunk) => chunk.moduleIds ?? []);
}

/** fs-extra without graceful-fs, which waits where too many files are open: here one is open at a time. */
function plainFileSystem() {
  return {
    name: 'plain-file-system',
    resolveId: (id) => (id === 'graceful-fs' ? { id: 'node:fs', external: true } : null),
  };
}

/** Help and version are files, so that showing them loads nothing. */
async function writePrepared(version, dir) {
  const { prepare } = await load(root, 'src/core/call/prepared.ts');
  for (const [name, text] of Object.entries(prepare(version))) {
    await writeFile(path.join(dir, name), text);
  }
}

async function isStale() {
  const built = await stat(path.join(dist, 'version.txt')).catch(() => undefined);
  if (built === undefined) return true;
  for (const source of sources) if ((await newest(path.join(root, source))) > built.mtimeMs) return true;
  return false;
}

async function newest(file) {
  const { mtimeMs } = await stat(file);
  if (!(await stat(file)).isDirectory()) return mtimeMs;
  const entries = await readdir(file);
  return Math.max(mtimeMs, ...(await Promise.all(entries.map((entry) => newest(path.join(file, entry))))));
}
