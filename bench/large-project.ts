import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment } from './measure.ts';
import { freshFolder, type Setting } from './setting.ts';

export interface LargeProject {
  readonly root: string;
  /** Its serverless.json. */
  readonly registry: string;
  /** Restores the initial state of all files. */
  readonly restore: () => void;
}

/** A generated project with this many functions, each with its own file and a secret. */
export function largeProject(setting: Setting, count: number): LargeProject {
  const root = freshFolder(setting);
  execFileSync(process.execPath, [setting.subject.program, '.', '--yes', '--no-install', '--no-invoke'], {
    cwd: root,
    env: cleanEnvironment(),
    stdio: 'ignore',
  });
  const folder = path.join(root, 'src', 'app', 'app.functions');
  const registry = path.join(folder, 'serverless.json');
  const names = Array.from({ length: count }, (_, index) => `function-${index + 1}`);
  const entries = names.map((name) => [name, { file: `${name}.js`, secrets: ['API_KEY'] }]);
  writeFileSync(registry, `${JSON.stringify({ appFunctions: Object.fromEntries(entries) }, undefined, 2)}\n`);
  const code = readFileSync(path.join(folder, 'hello.js'));
  for (const name of names) writeFileSync(path.join(folder, `${name}.js`), code);
  return { root, registry, restore: snapshot(root) };
}

function snapshot(root: string): () => void {
  const before = new Map(filesOf(root).map((file) => [file, readFileSync(file)]));
  return () => {
    for (const file of filesOf(root)) {
      const bytes = before.get(file);
      if (bytes === undefined) rmSync(file);
      else if (!bytes.equals(readFileSync(file))) writeFileSync(file, bytes);
    }
  };
}

function filesOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
