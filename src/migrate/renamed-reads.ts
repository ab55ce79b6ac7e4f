import type { EnvironmentName } from '../check/facts.ts';
import type { TextEdit } from '../edit/json-insert.ts';

/**
 * The edits that give environment variables other names wherever code reads or sets them.
 *
 * @param found the places in the code
 * @param names the new name of each variable
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
