import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rules } from 'virtual:rules';
import { afterAll, expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { findingsIn } from '../../src/check/findings.ts';
import { readFacts } from '../../src/check/read-facts.ts';
import { projectFiles } from '../../src/project/files.ts';
import { functionsFolderOf, type LayoutName, type RuleCase, type RulePair, writeCase } from './case.ts';

const roots: string[] = [];
const layouts = ['serverless-json', 'hsmeta'] as const;
const cases = readdirSync(path.join(import.meta.dirname, 'cases')).map((name) => name.replace(/\.ts$/, ''));
const pairs = new Map<string, RulePair>(
  await Promise.all(
    cases.map(async (id) => [id, (await import(`./cases/${id}.ts`)).pair as RulePair] as const),
  ),
);

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

async function found(layout: LayoutName, one: RuleCase): Promise<string[]> {
  const root = writeCase(layout, one);
  roots.push(root);
  const facts = await readFacts(
    projectFiles(root),
    root,
    'hsproject.json',
    { workingDirectory: root },
    codeOf,
  );
  return (await findingsIn(facts, rules)).findings.map(
    ({ rule, path, line, column }) =>
      `${rule} ${path.replace(`${functionsFolderOf[layout]}/`, '@/')}:${line}:${column}`,
  );
}

function casesOf(pair: RulePair, layout: LayoutName) {
  const { fires, finds } = pair;
  const isByLayout = layouts.some((name) => name in fires);
  return {
    fires: (isByLayout ? (fires as Record<string, RuleCase>)[layout] : fires) as RuleCase,
    finds: Array.isArray(finds) ? finds : ((finds as Record<string, string[]>)[layout] ?? []),
  };
}

test('every file in the folder of rules is one, and has a pair of fixtures', () => {
  const ids = rules.map(({ id }) => id).sort();
  const files = readdirSync('src/rules').map((name) => name.replace(/\.ts$/, ''));
  expect(files.filter((name) => name !== 'rule').sort()).toEqual(ids);
  expect([...cases].sort()).toEqual(ids);
});

for (const { id, layout: only } of rules) {
  const pair = pairs.get(id);
  for (const layout of pair?.layouts ?? (only === undefined ? layouts : [only])) {
    if (pair === undefined) continue;
    const { fires, finds } = casesOf(pair, layout);
    test(`${id} fires in ${layout}, where it should`, async () => {
      expect(finds.some((one) => one.startsWith(`${id} `))).toBe(true);
      expect(await found(layout, fires)).toEqual(finds);
    });
    for (const [index, one] of pair.silent.entries()) {
      test(`${id} is silent in ${layout} where all is right (${index + 1})`, async () => {
        expect(await found(layout, one)).toEqual([]);
      });
    }
  }
}

test.each(['null', '[]', '"x"'])('a package.json that is no object is told: %s', async (text) => {
  const finding = 'package-json-missing @/package.json:1:1';
  expect(await found('hsmeta', { files: { '@/package.json': text } })).toEqual([finding]);
});

test.each([
  ["exports.main = 'x';", 1],
  ['module.exports = { main: undefined };', 1],
  ['export const main = 1;', 1],
  ['exports.main = undefined;\nexports.main = async () => ({});', 0],
  ['exports.main = undefined;\n(() => { exports.main = async () => ({}); })();', 0],
  ["export let main = 'x';\nmain = async () => ({});", 0],
  ['export let main;\nmain = async () => ({});', 0],
])('a main is missing where it is certainly no function: %s', async (code, count) => {
  expect(await found('hsmeta', { code })).toEqual(['no-main @/fn.js:1:1'].slice(0, count));
});
