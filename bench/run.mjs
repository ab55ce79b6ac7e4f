// Runs the benchmark on any Node that the project supports: TypeScript is bundled first, as for the program.
import { fileURLToPath } from 'node:url';
import { load } from '../scripts/build.mjs';

const { benchmark } = await load('bench/bench.ts');
await benchmark(fileURLToPath(new URL('..', import.meta.url)), process.argv.slice(2));
