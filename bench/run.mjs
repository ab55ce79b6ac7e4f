// Starts the benchmark, which is TypeScript: bundled first, because the oldest Node here cannot read it.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const folder = fileURLToPath(new URL('.', import.meta.url));
const bundled = path.join(folder, 'node_modules', '.cache', 'bench.mjs');

const build = await rolldown({ input: path.join(folder, 'bench.ts'), platform: 'node' });
await build.write({ file: bundled, format: 'esm' });
await build.close();
const { benchmark } = await import(pathToFileURL(bundled).href);
await benchmark(path.dirname(path.resolve(folder)), process.argv.slice(2));
