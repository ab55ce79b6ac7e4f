import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../../src/errors.ts';
import { exitOf } from '../../src/messages/words.ts';
import { planRestoration, recordOf } from '../../src/migrate/archive.ts';
import type { Migration } from '../../src/migrate/migration.ts';
import { applyChanges } from '../../src/write/transaction.ts';
import { contents, snapshot } from '../faults/snapshot.ts';
import { filesOf } from '../program.ts';
import { filesFor, planOf, projectWith } from './migrated.ts';

const word = fc.constantFrom('a', 'b', 'one', 'Two', 'my-fn', 'x_y', 'card', 'app', 'lib', 'webhooks');
const bytes = fc.constantFrom(
  '',
  'exports.main = async () => 1;\n',
  '\r\nx',
  '{"a":1}',
  'exports.main = (c, s) => s(c);',
);
const folderPrefix = fc.constantFrom('', 'lib/', 'deep/er/');

const functions = fc.uniqueArray(
  fc.record({
    name: word,
    file: fc.tuple(folderPrefix, word).map(([folder, name]) => `${folder}${name}.js`),
    secrets: fc.option(fc.subarray(['KEY', 'PRIVATE_APP_ACCESS_TOKEN', 'B'])),
    path: fc.option(word),
    environment: fc.option(fc.dictionary(fc.constantFrom('E', 'KEY'), fc.constantFrom('1', 'a b'))),
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);
const cards = fc.uniqueArray(
  fc.record({ name: word, uid: fc.option(word), folder: folderPrefix, image: fc.boolean() }),
  { selector: ({ name, folder }) => folder + name, maxLength: 3 },
);
const others = fc.dictionary(
  fc
    .tuple(fc.constantFrom('', 'extensions/', 'app.functions/', 'docs/'), word)
    .map(([folder, name]) => `${folder}${name}.txt`),
  bytes,
  { maxKeys: 3 },
);

const project = fc
  .record({
    source: fc.constantFrom('src', '.', 'src/main'),
    app: fc.constantFrom('app', 'my app', ''),
    folder: fc.constantFrom('app.functions', 'more.functions'),
    uid: fc.option(word),
    functions,
    cards,
    others,
    webhooks: fc.boolean(),
    manifest: fc.boolean(),
    dotenv: fc.option(fc.constantFrom('KEY=1\n', "E='x'")),
    code: bytes,
  })
  .map((one) => {
    const app = [one.source, one.app].filter((part) => part !== '' && part !== '.').join('/');
    const at = (file: string) => (app === '' ? file : `${app}/${file}`);
    const entries = one.functions.map(({ name, file, secrets, path: endpoint, environment }) => [
      name,
      {
        file,
        ...(secrets === null ? {} : { secrets }),
        ...(endpoint === null ? {} : { endpoint: { path: endpoint, method: ['GET'] } }),
        ...(environment === null ? {} : { environment }),
      },
    ]);
    const card = (name: string, uid: string | null, image: boolean) => ({
      type: 'crm-card',
      data: {
        title: name,
        ...(uid === null ? {} : { uid }),
        module: { file: `./${name}.jsx` },
        ...(image ? { previewImage: { file: `${name}.png` } } : {}),
      },
    });
    return {
      'hsproject.json': JSON.stringify({ name: 'p', srcDir: one.source, platformVersion: '2023.2' }),
      [at('app.json')]: JSON.stringify({
        name: 'A',
        ...(one.uid === null ? {} : { uid: one.uid }),
        scopes: ['oauth'],
        extensions: {
          crm: { cards: one.cards.map(({ folder, name }) => ({ file: `extensions/${folder}${name}.json` })) },
        },
        ...(one.webhooks ? { webhooks: { file: 'webhooks/webhooks.json' } } : {}),
      }),
      [at(`${one.folder}/serverless.json`)]: JSON.stringify({ appFunctions: Object.fromEntries(entries) }),
      ...Object.fromEntries(one.functions.map(({ file }) => [at(`${one.folder}/${file}`), one.code])),
      ...Object.fromEntries(
        one.cards.flatMap(({ folder, name, uid, image }) => [
          [at(`extensions/${folder}${name}.json`), JSON.stringify(card(name, uid, image))],
          [at(`extensions/${folder}${name}.jsx`), one.code],
          [at(`extensions/${folder}${name}.png`), 'png'],
        ]),
      ),
      ...Object.fromEntries(Object.entries(one.others).map(([file, text]) => [at(file), text])),
      ...(one.webhooks ? { [at('webhooks/webhooks.json')]: '{"settings":{},"subscriptions":{}}' } : {}),
      ...(one.manifest ? { [at(`${one.folder}/package.json`)]: '{}' } : {}),
      ...(one.dotenv === null ? {} : { [at(`${one.folder}/.env`)]: one.dotenv }),
    } as Record<string, string>;
  });

function planned(root: string): Migration | undefined {
  try {
    return planOf(root);
  } catch (error) {
    if (error instanceof Problem && exitOf(error) === 3) return undefined;
    throw error;
  }
}

test('any project is either refused or migrated without losing a byte, and can be restored exactly', () => {
  let moved = 0;
  fc.assert(
    fc.property(project, (files) => {
      const root = projectWith(files);
      const before = contents(snapshot(root));
      const migration = planned(root);
      expect(contents(snapshot(root))).toEqual(before);
      if (migration === undefined) return;
      moved += 1;
      applyChanges(root, migration.changes, migration.moves);
      const after = filesOf(root);
      const texts = new Set(Object.values(after));
      for (const text of Object.values(files)) expect(texts).toContain(text);
      const components = Object.entries(after).filter(([file]) => file.endsWith('-hsmeta.json'));
      const uids = components.map(([, text]) => JSON.parse(text).uid);
      expect(new Set(uids).size).toBe(uids.length);
      const source = JSON.parse(files['hsproject.json'] ?? '').srcDir;
      expect(Object.keys(after)).toContain(path.posix.join(source, 'app/functions/package.json'));

      const { archive } = migration;
      const present = filesFor(root);
      const record = recordOf('record', JSON.parse(present.read(`${archive}/migration.json`) ?? ''));
      const back = planRestoration(record, archive, `${path.posix.dirname(archive)}/2026.09`, present);
      expect([back.refusals, back.warnings]).toEqual([[], []]);
      applyChanges(root, back.changes, back.moves);
      const restored = Object.entries(contents(snapshot(root))).filter(
        ([file]) => !/^\.?archive(\/|$)/.test(file),
      );
      expect(Object.fromEntries(restored)).toEqual(before);
    }),
    { numRuns: 40 },
  );
  expect(moved).toBeGreaterThan(5);
});
