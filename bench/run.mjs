// Runs the benchmark on any Node version that the project supports. TypeScript is bundled first, as in the build.
import { fileURLToPath } from 'node:url';
import { load } from '../scripts/build.mjs';

const { benchmark } = await load('bench/bench.ts');
await benchmark(fileURLToPath(new URL('..', import.meta.url)), process.argv.slice(2));
