import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from 'virtual:rules';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { findingsIn } from '../../src/check/findings.ts';
import { fixChanges } from '../../src/check/fix.ts';
import { readFacts } from '../../src/check/read-facts.ts';
import { projectFiles } from '../../src/project/files.ts';
import { currentFileReader } from '../../src/write/files.ts';
import { applyChanges } from '../../src/write/transaction.ts';
import { functionsFolderOf, type LayoutName, type RuleCase, type RulePair, writeCase } from './case.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

async function findings(root: string) {
  const facts = await readFacts(
    projectFiles(root),
    root,
    'hsproject.json',
    { workingDirectory: root },
    codeOf,
  );
  return (await findingsIn(facts, rules)).findings;
}

function casesOf(
  { fires, layouts }: RulePair,
  only: LayoutName | undefined,
): readonly [LayoutName, RuleCase][] {
  const wanted = layouts ?? (only === undefined ? (['serverless-json', 'hsmeta'] as const) : [only]);
  return wanted.map((layout) => {
    const byLayout = fires as Readonly<Record<string, RuleCase>>;
    return [layout, byLayout[layout] ?? (fires as RuleCase)];
  });
}

for (const name of readdirSync(path.join(import.meta.dirname, 'cases'))) {
  const id = name.replace(/\.ts$/, '');
  const { pair } = (await import(`./cases/${id}.ts`)) as { pair: RulePair };
  const rule = rules.find((one) => one.id === id);
  for (const [layout, one] of casesOf(pair, rule?.layout)) {
    test(`what can be fixed of ${id} in ${layout} is fixed, and fixing again changes nothing`, async () => {
      const root = writeCase(layout, one);
      roots.push(root);
      const before = await findings(root);
      if (before.some((finding) => finding.rule === id && finding.fixable)) expect(rule?.fixable).toBe(true);
      for (let round = 0; round < 5; round++) {
        const changes = fixChanges(await findings(root), currentFileReader(root));
        applyChanges(root, changes);
        if (changes.length === 0) break;
      }
      const after = await findings(root);
      expect(after.filter(({ fixable }) => fixable)).toEqual([]);
      expect(fixChanges(after, currentFileReader(root))).toEqual([]);
      expect(after.length).toBeLessThanOrEqual(before.length);
      for (const { path: file } of before) {
        if (/\.json$/.test(file) && before.every(({ rule: found }) => found !== 'syntax-error'))
          expect(() => JSON.parse(readFileSync(path.join(root, file), 'utf8'))).not.toThrow();
      }
    });
  }
}

const loosening = {
  'a byte order mark': (text: string) => `\ufeff${text}`,
  comments: (text: string) => text.replace('{', '{ // ours'),
  'trailing commas': (text: string) => text.replace(/(?=\s*\}\s*$)/, ','),
};

test.each(['serverless-json', 'hsmeta'] as const)(
  'whatever makes a file of %s loose is named and removed, and no other byte changes',
  async (layout) => {
    const root = writeCase(layout, {});
    roots.push(root);
    const config = `${functionsFolderOf[layout]}/${layout === 'hsmeta' ? 'fn-hsmeta.json' : 'serverless.json'}`;
    const before = new Map(
      ['hsproject.json', config].map((file) => [file, readFileSync(path.join(root, file), 'utf8')]),
    );
    const names = ['a byte order mark', 'comments', 'trailing commas'] as const;
    for (const some of fc.sample(fc.subarray([...names], { minLength: 1 }), { numRuns: 20, seed: 1 })) {
      for (const [file, text] of before)
        writeFileSync(
          path.join(root, file),
          some.reduce((loose, name) => loosening[name](loose), text),
        );
      const found = await findings(root);
      expect(found.map(({ path: file }) => file)).toEqual([...before.keys()]);
      for (const { message, fixable } of found) {
        expect(names.filter((name) => message.includes(name))).toEqual(some);
        expect(fixable).toBe(true);
      }
      applyChanges(root, fixChanges(found, currentFileReader(root)));
      for (const [file, text] of before) expect(readFileSync(path.join(root, file), 'utf8')).toBe(text);
    }
  },
);

/** Lists formatted the way people do, with the items to remove at once. */
const removals = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 8 })
  .chain((removed) =>
    fc.record({ removed: fc.constant(removed), gap: fc.constantFrom('', ' ', '\n    ', ' \r\n\t') }),
  );

test('many entries are taken out at once as they would be one by one from the end', () => {
  fc.assert(
    fc.property(removals, fc.boolean(), ({ removed, gap }, isList) => {
      const entries = removed.map((_, index) => `${gap}${isList ? '' : `"k${index}": `}${index}`);
      const text = `{"a":${isList ? '[' : '{'}${entries.join(`${gap},`)}${gap}${isList ? ']' : '}'}}`;
      const indexes = [...removed.keys()].filter((index) => removed[index]);
      const fixes = indexes.map((index) => {
        return { path: 'x.json', fix: { kind: 'remove' as const, at: ['a', isList ? index : `k${index}`] } };
      });
      const fixed = (before: string, some: typeof fixes) =>
        Buffer.from(fixChanges(some, () => Buffer.from(before))[0]?.after ?? Buffer.from(before)).toString();
      const oneByOne = fixes.toReversed().reduce((before, one) => fixed(before, [one]), text);
      expect(fixed(text, fixes)).toBe(oneByOne);
      expect(Object.values(JSON.parse(oneByOne).a)).toEqual(
        [...removed.keys()].filter((index) => !removed[index]),
      );
    }),
  );
});

test('fixes that do not fit a file do not keep the others from it', () => {
  const text = '{"list": {}, "other": ["A"]}';
  const fixes = ['list', 'other', 'list', 'other'].map((key, index) => {
    return { path: 'x.json', fix: { kind: 'add-item' as const, at: [key], item: `B${index}` } };
  });
  const [change] = fixChanges(fixes, () => Buffer.from(text));
  expect(JSON.parse(Buffer.from(change?.after ?? '').toString())).toEqual({
    list: {},
    other: ['A', 'B1', 'B3'],
  });
});

test('of a key that is there twice, the one that counts is fixed', () => {
  const text = '{"list": ["A", "B"], "list": ["C"]}';
  const fix = { kind: 'remove' as const, at: ['list', 0] };
  const [change] = fixChanges([{ path: 'x.json', fix }], () => Buffer.from(text));
  expect(Buffer.from(change?.after ?? '').toString()).toBe('{"list": ["A", "B"], "list": []}');
});

test('a file with 40,000 fixes is read a few times, not once for each', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `NAME_${index}`);
  const text = JSON.stringify({ old: names, new: [] });
  const fixes = names.flatMap((item, index) => [
    { path: 'x.json', fix: { kind: 'remove' as const, at: ['old', index] } },
    { path: 'x.json', fix: { kind: 'add-item' as const, at: ['new'], item } },
  ]);
  const [change] = fixChanges(fixes, () => Buffer.from(text));
  expect(JSON.parse(Buffer.from(change?.after ?? '').toString())).toEqual({ old: [], new: names });
});
