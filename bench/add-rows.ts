import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Contender, cleanEnvironment, type Row } from './measure.ts';
import { emptyNode, freshFolder, reference, type Setting } from './setting.ts';

/** One more function in a project of 100, 1,000 and 10,000. */
export function addRows(setting: Setting): readonly Row[] {
  return [100, 1000, 10_000].map((count) => addRow(setting, count));
}

function addRow(setting: Setting, count: number): Row {
  const { name, program } = setting.subject;
  const { root, registry, restore } = largeProject(setting, count);
  const edits = (label: string, file: string): Contender => ({
    name: label,
    prepare: () => {
      restore();
      return { args: [reference(setting, file), registry, 'added'], cwd: root };
    },
  });
  const adds: Contender = {
    name,
    prepare: () => {
      restore();
      return { args: [program, '--function', 'added', '--yes', '--no-install', '--no-invoke'], cwd: root };
    },
  };
  return {
    title: `Add a function to ${count.toLocaleString('en')}`,
    contenders: [
      emptyNode(setting),
      adds,
      edits('JSON.parse and JSON.stringify alone', 'json-round-trip.cjs'),
      edits('an edit with jsonc-parser alone', 'jsonc-edit.cjs'),
    ],
  };
}

interface LargeProject {
  readonly root: string;
  /** Its serverless.json. */
  readonly registry: string;
  /** Puts everything back as it was. */
  readonly restore: () => void;
}

/** A generated project, with that many functions, each with a file of its own and a secret. */
function largeProject(setting: Setting, count: number): LargeProject {
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
