import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutLikelyValues } from '../../src/check/secret-values.ts';
import { diffLines, diffsOf, diffText, viewsOf } from '../../src/edit/diff.ts';

test('a token in the code is masked in diffs and previews', () => {
  const token = 'pat-na1-0a1b2c3d-1234-5678-9abc-def012345678';
  const bytes = (text: string) => Buffer.from(`const token = '${token}';\n${text}\n`);
  const changes = [
    { action: 'update', path: 'a.js', before: bytes('one'), after: bytes('two') },
    { action: 'create', path: 'b.js', before: undefined, after: bytes('new') },
    {
      action: 'create',
      path: 'c.js',
      before: undefined,
      after: bytes('two'),
      basedOn: { path: 'a.js', bytes: bytes('one') },
    },
  ] as const;
  const shown = JSON.stringify([
    diffsOf(changes, withoutLikelyValues),
    viewsOf(changes, withoutLikelyValues),
  ]);
  expect(shown).toContain("const token = '***'");
  expect(shown).not.toContain(token);
});

test('no line of a masked value with several lines is shown in diffs', () => {
  const lines = ['-----BEGIN PRIVATE KEY-----', 'first part', 'second part', '-----END PRIVATE KEY-----'];
  const bytes = (text: string) => Buffer.from(`${lines.join('\n')}\n${text}\n`);
  const changes = [
    { action: 'update', path: 'a.js', before: bytes('one'), after: bytes('two') },
    { action: 'update', path: 'b.js', before: Buffer.from('one'), after: bytes('one') },
  ] as const;
  expect(diffsOf(changes, withoutLikelyValues).join()).not.toContain('part');
});

describe('The diff of a change', () => {
  test('shows three lines on either side', () => {
    const lines = Array.from({ length: 10 }, (_, index) => `line ${index}\n`);
    const after = [...lines.slice(0, 5), 'new\n', ...lines.slice(5)];
    expect(diffText('a/b.txt', lines.join(''), after.join(''))).toBe(
      `--- a/a/b.txt
+++ b/a/b.txt
@@ -3,6 +3,7 @@
 line 2
 line 3
 line 4
+new
 line 5
 line 6
 line 7
`,
    );
  });

  test('shows distant changes apart and near ones together', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index}\n`);
    const changed = (...at: readonly number[]) =>
      lines.map((line, index) => (at.includes(index) ? 'x\n' : line)).join('');
    const hunks = (...at: readonly number[]) =>
      diffText('f', lines.join(''), changed(...at)).match(/^@@.*@@$/gm);
    expect(hunks(3, 30)).toEqual(['@@ -1,7 +1,7 @@', '@@ -28,7 +28,7 @@']);
    expect(hunks(10, 17)).toEqual(['@@ -8,14 +8,14 @@']);
    expect(hunks(10, 18)).toEqual(['@@ -8,7 +8,7 @@', '@@ -16,7 +16,7 @@']);
  });

  test('of a new file is all of it', () => {
    expect(diffText('f', undefined, 'a\nb\n')).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n');
  });

  test('of equal texts is empty', () => {
    expect(diffText('f', 'a\n', 'a\n')).toBe('');
  });

  test('tells where a final newline is missing', () => {
    expect(diffText('f', 'a', 'a\nb')).toBe(
      '--- a/f\n+++ b/f\n@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n',
    );
  });

  test('shows control characters, in the path too, and no carriage return of CRLF', () => {
    const shown = diffText('\u001b[2J', undefined, 'a\u001b[31m\u202e\tb\r\nc\rd\r\n');
    expect(shown).toBe('--- /dev/null\n+++ b/\\x1b[2J\n@@ -0,0 +1,2 @@\n+a\\x1b[31m\\u202e\tb\n+c\\x0dd\n');
  });

  test.each([155, 165])(
    'shows nothing of a value that is hidden where a line is cut (%i characters)',
    (end) => {
      const value = 'correct-horse-battery-staple';
      const line = `${' '.repeat(end - value.length)}${value} and more\n`;
      const hide = (text: string) => text.replaceAll(value, '***');
      const change = {
        action: 'update',
        path: 'a.json',
        before: Buffer.from(line),
        after: Buffer.from(`${line}new\n`),
      } as const;
      expect(diffsOf([change], hide).join()).not.toContain('correct');
    },
  );

  test('hides values also in the path', () => {
    const text = (value: number) => JSON.stringify({ value: { first: { a: value } } }, null, 2);
    const shown = diffText('value/a.json', text(1), text(2), (line) => line.replaceAll('value', '***'));
    expect(shown).toContain('***/a.json');
    expect(shown).not.toContain('value');
  });

  test('cuts a long line around what changes', () => {
    const before = `{${'"a":1,'.repeat(1000)}"b":2}`;
    const after = before.replace('"b":2', '"b":2,"hello":{"file":"hello.js"}');
    const lines = diffText('f', before, after).split('\n');
    expect(lines.every((line) => line.length < 180)).toBe(true);
    expect(lines.find((line) => line.startsWith('+.'))).toContain('"b":2,"hello":{"file":"hello.js"}}');
  });

  test('cuts a line of one file as the line that it becomes', () => {
    const entry = (name: string) => `"${name}":{"file":"${name}.js","secrets":[]}`;
    const before = `{"appFunctions":{${entry('one')},${entry('two')},${entry('three')}}}`;
    const after = before.replace('}}}', `},${entry('four')}}}`);
    expect(before.length).toBeLessThan(160);
    expect(after.length).toBeGreaterThan(160);
    const [removed = '', added = ''] = diffText('f', before, after)
      .split('\n')
      .filter((line) => /^[-+]/.test(line))
      .slice(2);
    expect(removed).toMatch(/^-\.\.\..*\}\}\}$/);
    expect(added).toMatch(/^\+\.\.\..*"four".*\}\}$/);
    expect(added.slice(1, 44)).toBe(removed.slice(1, 44));
  });

  test.each(['.env', 'src/app/app.functions/.env', '.env.local', '.env.example', 'src/.ENV'])(
    "of %s shows names, this program's own comments and placeholders, never another value",
    (file) => {
      const before = '# own note CANARY\nTOKEN=CANARY\nKEY="CANARY\nCANARY"\n';
      const after = `${before}\n# In HubSpot: hs secret add NEW\nNEW=replace-me\n# In HubSpot: hs secret add CANARY\n`;
      expect(diffText(file, before, after)).toBe(
        `--- a/${file}\n+++ b/${file}\n@@ -2,3 +2,7 @@\n TOKEN=***\n KEY=***\n ***\n+\n+# In HubSpot: hs secret add NEW\n+NEW=replace-me\n+# ***\n`,
      );
    },
  );

  test('has no line that a file name makes', () => {
    const diff = diffText('s\n-{\n+++ b/a.json', 'a\n', 'b\n');
    expect(diff.split('\n').filter((line) => /^(---|\+\+\+|@@|[ +-])/.test(line))).toHaveLength(5);
  });

  test('shows no comment of the user, even where the file is new, or is replaced', () => {
    expect(diffText('.env.local', undefined, '# CANARY\nKEY="\n# CANARY"\n')).not.toContain('CANARY');
    const before = `${Array.from({ length: 600 }, (_, index) => `# CANARY ${index}`).join('\n')}\n`;
    expect(diffText('.env', before, before.split('\n').reverse().join('\n'))).not.toContain('CANARY');
  });
});

const texts = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 }), fc.boolean())
  .map(([lines, final]) => lines.join('\n') + (final ? '\n' : ''));

describe('For any two texts', () => {
  test('the lines that stay and come make the text after, with as few changes as can be', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const lines = diffLines(before, after);
        expect(lines.filter(({ sign }) => sign !== '+').map((line) => before[line.before])).toEqual(before);
        expect(lines.filter(({ sign }) => sign !== '-').map((line) => after[line.after])).toEqual(after);
        const kept = lines.filter(({ sign }) => sign === ' ');
        expect(kept.every((line) => before[line.before] === after[line.after])).toBe(true);
        expect(kept).toHaveLength(longestCommon(before, after));
      }),
      { numRuns: 1000 },
    );
  });

  test('git apply makes the text after from the text before and the diff', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'diff-'));
    const file = path.join(folder, 'f');
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        fc.pre(before !== after && after !== '');
        writeFileSync(file, before);
        const input = diffText('f', before, after);
        const { stderr, stdout, status } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
          cwd: folder,
          input,
          encoding: 'utf8',
        });
        expect(stdout + stderr).toBe('');
        expect(status).toBe(0);
        expect(readFileSync(file, 'utf8')).toBe(after);
      }),
      { numRuns: 60 },
    );
    rmSync(folder, { recursive: true });
  });
});

function longestCommon(one: readonly string[], other: readonly string[]): number {
  const lengths = [...one, ''].map(() => [...other, ''].map(() => 0));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] as number[];
      const below = lengths[i + 1] as number[];
      row[j] = one[i] === other[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths[0]?.[0] ?? 0;
}
