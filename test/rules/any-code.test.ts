import { rmSync } from 'node:fs';
import { rules } from 'virtual:rules';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { findingsIn } from '../../src/check/findings.ts';
import { readFacts } from '../../src/check/read-facts.ts';
import { projectFiles } from '../../src/project/files.ts';
import { type LayoutName, type RuleCase, writeCase } from './case.ts';

/** Pieces of code that rules look at, combined in any order. */
const pieces = [
  'exports.main = async (context, send) => {',
  'export const main = ({ query, secrets }) => {',
  'module.exports = { main, ...others };',
  'const { A, B = 1, ...rest } = process.env;',
  'process.env[name] ?? process.envA;',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  'console.log(`${process.env.KEY}`, context.secrets.X, context.params.id.trim());',
  "const x = require('./x'), y = await import('y');",
  'send?.({ statusCode: 200 }); return { ok: true };',
  '// hs-ignore local-import: a reason',
  'class C { static { context.query; } #a = process.env.B; }',
  'label: for (const a of b) switch (a) { case 1: break label; }',
  '}',
  '`${',
  '/*',
  'pat-na1-',
  '\u2028',
];
const code = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 20 })), { maxLength: 12 });

async function findings(layout: LayoutName, one: RuleCase) {
  const root = writeCase(layout, one);
  try {
    const choice = { workingDirectory: root };
    const facts = await readFacts(projectFiles(root), root, 'hsproject.json', choice, codeOf);
    return (await findingsIn(facts, rules)).findings;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('whatever a file holds, every finding in it has a place in it, and none of it is run', async () => {
  await fc.assert(
    fc.asyncProperty(
      code,
      fc.constantFrom('serverless-json' as const, 'hsmeta' as const),
      async (lines, layout) => {
        const text = lines.join('\n');
        const found = await findings(layout, { code: text });
        const rows = text.split(/\r\n|[\n\r\u2028\u2029]/);
        for (const { path, line, column } of found.filter((one) => one.path.endsWith('fn.js'))) {
          expect(line, path).toBeLessThanOrEqual(rows.length);
          expect(column, path).toBeLessThanOrEqual((rows[line - 1] ?? '').length + 1);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('whatever is in a configuration, it is looked at without a failure', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('secrets', 'endpoint', 'environment', 'file', 'entrypoint', 'runtime', 'methods'),
      fc.constantFrom('serverless-json' as const, 'hsmeta' as const),
      async (value, key, layout) => {
        for (const { line, column } of await findings(layout, { config: { [key]: value } })) {
          expect(Math.min(line, column)).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 150 },
  );
});
