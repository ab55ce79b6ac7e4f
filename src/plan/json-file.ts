import type { PackageManager } from '../data/package-managers.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { inFolder } from '../project/files.ts';
import type { Registration } from '../project/layout.ts';
import type { Json, JsonMember, PlannedFile } from '../types.ts';

const width = 80;

/**
 * JSON text formatted as by Prettier: two spaces, one member per line, lists of plain values in one line if they fit in 80
 * columns, and a final newline.
 */
export function jsonText(value: Json): string {
  const text = JSON.stringify(value, null, 2);
  const joined = text.replace(/^(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm, (whole, head, items, comma) => {
    const line = `${head}[${items.trim().replace(/\n */g, ' ')}]${comma}`;
    return line.length > width ? whole : line;
  });
  return `${joined}\n`;
}

/** The file that registers a function or card. A different value under the same key is a conflict. */
export function registrationFile({ path, at, entries }: Registration): PlannedFile {
  const content = at.reduceRight<Json>((inner, key) => ({ [key]: inner }), entries);
  const members = membersOf(at, entries, 'conflict');
  return { path, kind: 'json', text: jsonText(content), members, items: [] };
}

/**
 * The `package.json` of a folder. An existing file only gets the dependencies it lacks.
 * @param manifest other content for a new file
 */
export function packageFile(
  folder: string,
  manifest: Readonly<Record<string, Json>>,
  wanted: Readonly<Record<string, string>>,
): PlannedFile {
  const dependencies = Object.fromEntries(
    Object.entries(wanted).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  return {
    path: inFolder(folder, 'package.json'),
    kind: 'json',
    text: jsonText({ ...manifest, dependencies }),
    members: membersOf(['dependencies'], dependencies, 'keep'),
    items: [],
  };
}

/** Facts about what surrounds the project's folders that affect which files they need. */
export interface FolderFacts {
  /** Whether a folder belongs to a workspace above it, whose root has the lockfile. */
  readonly isMember?: (folder: string) => boolean;
  /** Whether a `package.json` above the functions folder would make Node treat the functions as ES modules. */
  readonly modulesAbove?: boolean;
}

/** The files that the package manager needs in this folder to install, now or later. */
export function installFiles(folder: string, packageManager: PackageManager): readonly PlannedFile[] {
  const files = Object.entries(packageManagerRow(packageManager).installFiles ?? {});
  return files.map(([name, text]) => ({ path: inFolder(folder, name), kind: 'starter', text }));
}

function membersOf(
  at: readonly string[],
  entries: Readonly<Record<string, Json>>,
  ifDifferent: JsonMember['ifDifferent'],
): readonly JsonMember[] {
  return Object.entries(entries).map(([key, value]) => ({ at, key, value, ifDifferent }));
}
