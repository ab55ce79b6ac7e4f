import { posix } from 'node:path';
import { templates } from 'virtual:template-table';
import { packageManagers } from '../data/package-managers.ts';
import { warning } from '../messages/messages.ts';
import { textBytes } from '../plan/changes.ts';
import { projectReadme } from '../plan/plan.ts';
import type { ProjectFiles } from '../project/files.ts';
import { findPlatform } from '../project/platform.ts';
import type { Change, Move, Warning } from '../types.ts';
import type { Drafted } from './migration.ts';
import type { Draft } from './settle.ts';

const readmeFile = 'README.md';

/** The README that this program wrote, updated for the new version; empty if someone has changed it since. */
export function updatedReadme(
  files: Pick<ProjectFiles, 'read'>,
  { functions: [first], left }: Pick<Drafted, 'functions' | 'left'>,
  versions: { readonly from: string; readonly to: string },
): Draft['updated'] {
  const present = files.read(readmeFile);
  const [from, to] = [findPlatform(versions.from), findPlatform(versions.to)];
  if (present === undefined || first === undefined || from === undefined || to === undefined) return [];
  const app = /^# (.*)/.exec(present)?.[1] ?? '';
  const { name, endpoint } = first.before;
  const possible = templates.filter((template) => endpoint !== undefined || !template.endpoint);
  const written = possible.flatMap(({ name: template }) => {
    const settings = { secrets: [], token: false, dependencies: {}, card: false };
    const one = { name, template, ...settings, ...(endpoint && { endpoint }) };
    return packageManagers.flatMap(({ name: packageManager }) =>
      [false, true].map((hasCards) => ({ app, packageManager, functions: [one], hasCards })),
    );
  });
  const answers = written.find((one) => projectReadme({ ...one, platform: from }) === present);
  if (answers === undefined) return [];
  const text = projectReadme({ ...answers, hasCards: left.cards.length > 0, platform: to });
  return [{ path: readmeFile, bytes: textBytes(text) }];
}

/** Notes about lines in the project's READMEs that mention the old version or paths of the old layout. */
export function readmeNotes(
  files: Pick<ProjectFiles, 'names' | 'read'>,
  moves: readonly Move[],
  changes: readonly Change[],
  version: string,
): readonly Warning[] {
  const settled = new Set([...moves.map(({ from }) => from), ...changes.map(({ path }) => path)]);
  const readmes = files
    .names('.')
    .filter((name) => /^readme(\.(md|txt))?$/i.test(name) && !settled.has(name));
  const words = wordsOf(moves, version);
  return readmes.flatMap((readme) => {
    const lines = (files.read(readme) ?? '').split('\n');
    const found = lines.flatMap((line, index) =>
      words.some((word) => mentions(line, word)) ? [index + 1] : [],
    );
    return found.length === 0 ? [] : [warning('old-paths', { file: readme, lines: found })];
  });
}

/** The old version, old paths, the names of their folders, and configuration files that no longer exist. */
function wordsOf(moves: readonly Move[], version: string): readonly string[] {
  const folders = moves.flatMap(({ from, path, action }) => {
    const folder = posix.dirname(from);
    return action === 'move' && posix.dirname(path) !== folder ? [folder, posix.basename(folder)] : [];
  });
  const configuration = moves.flatMap(({ from, action }) =>
    action === 'archive' ? [posix.basename(from)] : [],
  );
  return [...new Set([version, ...folders, ...configuration])].filter((word) => word.length > 3);
}

/** Whether a line contains a word that is not part of a longer one. */
function mentions(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    if (!/[\w-]/.test(`${line[at - 1] ?? ''}${line[at + word.length] ?? ''}`)) return true;
  }
  return false;
}
