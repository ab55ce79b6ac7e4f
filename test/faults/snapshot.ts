import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Everything in a folder by relative path: kind, mode, owner, content and modification time. */
export type Snapshot = Readonly<Record<string, string>>;

export function snapshot(folder: string): Snapshot {
  return Object.fromEntries(namesIn(folder).map((name) => [name, describe(path.join(folder, name))]));
}

function describe(file: string): string {
  const stats = lstatSync(file);
  const common = `${stats.mode.toString(8)} ${stats.uid}:${stats.gid}`;
  if (stats.isSymbolicLink()) return `link ${readlinkSync(file)}`;
  // A folder's time changes when a temporary file comes and goes, which is fine.
  if (stats.isDirectory()) return `folder ${common}`;
  return `file ${common} ${readFileSync(file, 'latin1')} @${stats.mtimeMs}`;
}

/** The snapshot without times, to compare snapshots taken at different times. */
export function contents(snapshot: Snapshot): Snapshot {
  return Object.fromEntries(
    Object.entries(snapshot).map(([name, text]) => [name, text.replace(/ @[\d.]+$/, '')]),
  );
}

/** The names of all our temporary files and folders, including their content. */
export function leftovers(folder: string): readonly string[] {
  return namesIn(folder).filter(isOurs);
}

export function isOurs(name: string): boolean {
  return /(^|\/)\.create-hs-function-/.test(name);
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort();
}
