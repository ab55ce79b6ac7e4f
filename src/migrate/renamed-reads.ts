import type { TextEdit } from '../edit/json-insert.ts';

/**
 * The edits that make code read environment variables under other names: `process.env.NAME`, `process.env['NAME']` and
 * `const { NAME } = process.env`.
 *
 * @param names the new name of each variable
 */
export function renamedReads(source: string, names: ReadonlyMap<string, string>): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { index, 0: whole, 1: dotted, 3: quoted } of source.matchAll(
    /\bprocess\s*\.\s*env\s*(?:\.\s*([A-Za-z_$][\w$]*)|\[\s*(['"`])([^'"`\n]*)\2\s*\])/g,
  )) {
    const name = dotted ?? quoted ?? '';
    const renamed = names.get(name);
    if (renamed !== undefined) {
      edits.push({ offset: index + whole.lastIndexOf(name), length: name.length, content: renamed });
    }
  }
  for (const { index, 1: inside = '' } of source.matchAll(/\{([^{}]*)\}\s*=\s*process\s*\.\s*env\b/g)) {
    for (const member of inside.matchAll(/(?:^|,)\s*([A-Za-z_$][\w$]*)(?=\s*(:|,|=|$))/g)) {
      const [whole, name = '', next] = member;
      const renamed = names.get(name);
      if (renamed === undefined) continue;
      const offset = index + 1 + member.index + whole.length - name.length;
      edits.push({ offset, length: name.length, content: next === ':' ? renamed : `${renamed}: ${name}` });
    }
  }
  return edits.sort((one, other) => one.offset - other.offset);
}
