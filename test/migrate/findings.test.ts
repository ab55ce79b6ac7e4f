import { expect, test } from 'vitest';
import { toldWarnings } from '../../src/messages/words.ts';
import { findingsAfter, parsedSources } from '../../src/migrate/findings.ts';
import type { Migration } from '../../src/migrate/migration.ts';
import { copied, filesFor, planOf, planOfFolder, projectWith } from './migrated.ts';

async function findings(root: string, migration: Migration) {
  const files = filesFor(root);
  const sources = parsedSources(root, files);
  const task = { files, sources, version: '2026.09', siblings: [], ...migration };
  const found = await findingsAfter(task, async () => {});
  return toldWarnings(found).map(({ code, message }) => [code, message.split(' ', 1)[0]]);
}

test('what will not work after the move is named at its new place, by the rules of check', async () => {
  const root = projectWith({
    'hsproject.json': '{"name":"a","srcDir":"src","platformVersion":"2023.2"}',
    'src/my-app/app.json':
      '{"name":"A","uid":"a","scopes":["oauth"],"extensions":{"crm":{"cards":[{"file":"extensions/card.json"}]}}}',
    'src/my-app/app.functions/serverless.json':
      '{"appFunctions":{"hello":{"file":"lib/hello.js","secrets":["KEY","PRIVATE_APP_ACCESS_TOKEN"],"endpoint":{"path":"x","method":"GET"}}}}',
    'src/my-app/app.functions/package.json': '{}',
    'src/my-app/app.functions/lib/hello.js': [
      "const other = require('./other');",
      'const key = process.env.KEY;',
      'exports.main = async (context) => ({ statusCode: 200, body: [other, key, context.query] });',
    ].join('\n'),
    'src/my-app/app.functions/lib/other.js': 'module.exports = 1;\n',
    'src/my-app/extensions/card.json':
      '{"type":"crm-card","data":{"uid":"card","module":{"file":"Card.jsx"}}}',
    'src/my-app/extensions/Card.jsx':
      "import { hubspot } from '@hubspot/ui-extensions';\nhubspot.serverless('helo', {});\n",
  });
  const migration = planOf(root);
  expect(await findings(root, migration)).toEqual([
    ['local-import', 'src/app/functions/lib/hello.js:1:15:'],
    ['top-level-read', 'src/app/functions/lib/hello.js:2:13:'],
    ['context-query', expect.stringMatching(/^src\/app\/functions\/lib\/hello\.js:3:/)],
    ['unknown-function', expect.stringMatching(/^src\/app\/cards\/Card\.jsx:2:/)],
  ]);
  expect(migration.warnings.map(({ code }) => code)).toContain('token-removed');
});

test('what is said of a package, and of the folder to install it in, holds after the move', async () => {
  const root = projectWith({
    'hsproject.json': '{"name":"a","srcDir":"src","platformVersion":"2023.2"}',
    'src/app/app.json': '{"name":"A","uid":"a"}',
    'src/app/one.functions/serverless.json': '{"appFunctions":{"one":{"file":"one.js"}}}',
    'src/app/one.functions/one.js': 'exports.main = async () => 1;',
    'src/app/one.functions/package.json': '{"dependencies":{"listed":"1.0.0"}}',
    'src/app/two.functions/serverless.json': '{"appFunctions":{"two":{"file":"two.js"}}}',
    'src/app/two.functions/two.js':
      "const all = [require('listed'), require('left-out')];\nexports.main = async () => all;",
  });
  const files = filesFor(root);
  const migration = planOf(root);
  const sources = parsedSources(root, files);
  const task = { files, sources, version: '2026.09', siblings: [], ...migration };
  const told = toldWarnings(await findingsAfter(task, async () => {}));
  expect(told).toMatchObject([
    { code: 'dependency-undeclared', message: expect.stringContaining('left-out') },
  ]);
  for (const { message } of told) {
    expect(message).toContain('src/app/functions');
    expect(message).not.toMatch(/(one|two)\.functions/);
  }
});

test('packages that the new package.json lists are not missing', async () => {
  const root = copied('design-manager');
  const found = await findings(root, planOfFolder(root, 'theme/geo.functions'));
  const codes = found.map(([code]) => code);
  expect(codes).toEqual(['top-level-read', 'top-level-read']);
});
