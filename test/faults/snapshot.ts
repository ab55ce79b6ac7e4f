import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** All that is below a folder: by relative path its kind, mode, owner, bytes and time of change. */
export type Snapshot = Readonly<Record<string, string>>;

export function snapshot(folder: string): Snapshot {
  return Object.fromEntries(namesIn(folder).map((name) => [name, describe(path.join(folder, name))]));
}

function describe(file: string): string {
  const stats = lstatSync(file);
  const common = `${stats.mode.toString(8)} ${stats.uid}:${stats.gid}`;
  if (stats.isSymbolicLink()) return `link ${readlinkSync(file)}`;
  // A folder's time changes when a temporary file comes and goes; nobody minds.
  if (stats.isDirectory()) return `folder ${common}`;
  return `file ${common} ${readFileSync(file, 'latin1')} @${stats.mtimeMs}`;
}

/** The same without times, to compare what was made at different times. */
export function contents(snapshot: Snapshot): Snapshot {
  return Object.fromEntries(
    Object.entries(snapshot).map(([name, text]) => [name, text.replace(/ @[\d.]+$/, '')]),
  );
}

/** Names of all that is ours and temporary, with all that is in it. */
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
