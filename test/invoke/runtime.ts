import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { tablesPlugin } from '../../scripts/tables.mjs';
import type { startAhead } from '../../src/run/child-process.ts';
import type { runFunction } from '../../src/run/run-function.ts';

export interface Runtime {
  readonly runFunction: typeof runFunction;
  readonly startAhead: typeof startAhead;
  /** The bundle, for a program that requires it. */
  readonly file: string;
  readonly remove: () => void;
}

/** Bundles the local runtime to CommonJS, with its child program next to it, as in the package. */
export async function bundleRuntime(): Promise<Runtime> {
  const folder = mkdtempSync(path.join(tmpdir(), 'runtime-'));
  await bundle(folder, {
    invoke: 'src/run/run-function.ts',
    'child-process': 'src/run/child-process.ts',
  });
  await bundle(folder, { 'invoke-child': 'src/run/child/main.ts' });
  const file = path.join(folder, 'invoke.cjs');
  const require = createRequire(import.meta.url);
  return {
    runFunction: require(file).runFunction,
    startAhead: require(path.join(folder, 'child-process.cjs')).startAhead,
    file,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function bundle(dir: string, input: Record<string, string>): Promise<void> {
  const build = await rolldown({ input, platform: 'node', external: /^node:/, plugins: [tablesPlugin()] });
  await build.write({
    dir,
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
  });
  await build.close();
}
