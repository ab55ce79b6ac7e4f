import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';
import type { runFunction } from '../../src/io/invoke.ts';

export interface Runtime {
  readonly runFunction: typeof runFunction;
  readonly remove: () => void;
}

/** The local runtime bundled to CommonJS, with its child beside it, as it lies in the package. */
export async function bundleRuntime(): Promise<Runtime> {
  const folder = mkdtempSync(path.join(tmpdir(), 'runtime-'));
  for (const name of ['invoke', 'invoke-child']) {
    const build = await rolldown({ input: `src/io/${name}.ts`, platform: 'node', external: /^node:/ });
    await build.write({ dir: folder, format: 'cjs', minify: true, entryFileNames: `${name}.cjs` });
    await build.close();
  }
  const runtime = createRequire(import.meta.url)(path.join(folder, 'invoke.cjs'));
  return { runFunction: runtime.runFunction, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
