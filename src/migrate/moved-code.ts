import type { EnvironmentName } from '../check/facts.ts';
import type { SourceReader } from '../check/read-sources.ts';
import type { TextEdit } from '../edit/json-insert.ts';
import { editedBytes, textOf } from '../plan/changes.ts';
import { inFolder } from '../project/files.ts';
import { adapterEdit } from './adapter.ts';
import type { OldEndpoint, SplitSource } from './design-manager.ts';
import type { MigrationFiles } from './migration.ts';

/** A source file of design-manager functions as it will be in the project. */
export interface MovedCode {
  /** Its current and its future path. */
  readonly from: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whether it differs from the original, or is one of several copies. */
  readonly isChanged: boolean;
  /**
   * Whether a handler that answers through a callback got an adapter; null if it does not use a callback, undefined if that
   * is uncertain.
   */
  readonly adapter: 'added' | 'impossible' | null | undefined;
  readonly endpoints: readonly OldEndpoint[];
}

/**
 * A source file with its variables renamed, and with an adapter if its handler takes a callback.
 * @param folder the folder of the design-manager functions
 */
export function movedCode(
  { from, file, renamed, endpoints }: SplitSource,
  source: MigrationFiles,
  folder: string,
  functionsDirectory: string,
  sources: SourceReader,
): MovedCode {
  const old = inFolder(folder, from);
  const before = source.bytes(old) ?? new Uint8Array();
  const text = textOf(old, before);
  const { code } = sources.of(old);
  const adapter = adapterEdit(text, code, 'design-manager');
  const renames = renamedReads(text, code?.environmentNames ?? [], renamed);
  const edits = adapter === undefined ? renames : [...renames, adapter];
  return {
    from: old,
    path: `${functionsDirectory}/${file}`,
    bytes: editedBytes(before, text, edits),
    isChanged: edits.length > 0 || file !== from,
    adapter: adapter === undefined ? code?.callback && 'impossible' : 'added',
    endpoints,
  };
}

/**
 * The edits that rename environment variables wherever the code reads or sets them.
 * @param found the places in the code
 * @param names new names by old ones
 */
export function renamedReads(
  text: string,
  found: readonly EnvironmentName[],
  names: ReadonlyMap<string, string>,
): readonly TextEdit[] {
  const edits = found.flatMap(({ name, start, end, isShorthand }): TextEdit[] => {
    const renamed = names.get(name);
    if (renamed === undefined) return [];
    const quote = /^['"]/.exec(text.slice(start, end))?.[0] ?? '';
    const content = `${quote}${renamed}${quote}${isShorthand ? `: ${name}` : ''}`;
    return [{ offset: start, length: end - start, content }];
  });
  return edits.sort((one, other) => one.offset - other.offset);
}
