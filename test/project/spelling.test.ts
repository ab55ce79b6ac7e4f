import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folded, spellingOn } from '../../src/project/spelling.ts';

test.each([
  ['letter case', '.ENV', '.env'],
  ['Unicode form', 'Gro\u0308\u00dfe', 'gr\u00f6\u00dfe'],
  ['letters that APFS folds', 'serverle\u017f\u017f.json', 'serverless.json'],
  ['characters that HFS+ leaves out', '.g\u200cit', '.git'],
])('names that differ only in %s are one name', (_, one, other) => {
  expect(folded(one)).toBe(folded(other));
});

test('a folded name is folded, and any case of a name folds to the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      for (const same of [folded(name), name.toUpperCase(), name.normalize('NFD')])
        expect(folded(same)).toBe(folded(name));
    }),
  );
});

test('a path is spelled as the disk spells it; what no folder lists has no spelling', () => {
  const listed: Record<string, string[]> = { '.': ['Src'], Src: ['Hello.js'] };
  const asked: string[] = [];
  const spelling = spellingOn({
    names(folder) {
      asked.push(folder);
      return listed[folder] ?? [];
    },
  });
  expect(spelling('src/hello.JS')).toBe('Src/Hello.js');
  expect(spelling('src/hello.js')).toBe('Src/Hello.js');
  expect(asked, 'each folder is listed once, however many paths are in it').toEqual(['.', 'Src']);
  for (const path of ['src/hello.js.', 'src/hello.js ', 'src/HELLO~1.JS', 'src/hello.js::$DATA', 'src/../x'])
    expect(spelling(path), path).toBeUndefined();
});
