import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll } from 'vitest';
import type { Command } from './every-fault.ts';

/** The wanted content of every file, by path. A text that starts with `+` is appended to the existing content. */
export type Wanted = Readonly<Record<string, string>>;

/** Bundles `apply.ts` for the tests in a file, and returns a function that creates commands for it. */
export function bundledProgram(): (project: string, wanted: Wanted) => Command {
  const tools = mkdtempSync(path.join(tmpdir(), 'apply-'));
  // Other users run it, too.
  chmodSync(tools, 0o755);
  const file = path.join(tools, 'apply.cjs');
  let plans = 0;
  beforeAll(async () => {
    const input = fileURLToPath(new URL('apply.ts', import.meta.url));
    const bundle = await rolldown({ input, platform: 'node' });
    await bundle.write({ file, format: 'cjs' });
    await bundle.close();
  });
  afterAll(() => rmSync(tools, { recursive: true, force: true }));
  return (project, wanted) => {
    plans++;
    const plan = path.join(tools, `${plans}.json`);
    writeFileSync(plan, JSON.stringify(wanted));
    return { args: [file, project, plan] };
  };
}
