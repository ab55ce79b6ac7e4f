import { describe, expect, test } from 'vitest';
import { configurationWarnings } from '../../src/check/configuration-warnings.ts';
import { toldWarnings } from '../../src/messages/words.ts';
import {
  appHsmeta,
  folderWith,
  functionHsmeta,
  hsmetaApp,
  legacyApp,
  projectOf,
  registry,
} from '../project-shapes.ts';

type Files = Readonly<Record<string, string>>;

const run = { guessPlatform: true };
const legacy = 'src/app/app.functions/serverless.json';
const stock = 'src/app/functions/stock-hsmeta.json';

/** The codes of the warnings for a run of the function `stock`. */
function codesFor(files: Files): readonly string[] {
  const project = projectOf(folderWith(files), run);
  const chosen = project.functions.filter(({ name }) => name === 'stock');
  return configurationWarnings(project, chosen).map(({ code }) => code);
}

function legacyWith(content: object, before = ''): Files {
  return { ...legacyApp, [legacy]: before + registry({ stock: { file: 'a.js', ...content } }) };
}

function hsmeta(content: object, more: Files = {}): Files {
  const config = { entrypoint: '/app/functions/stock.js' };
  const file = { uid: 'stock', type: 'app-function', config, ...content };
  return { ...hsmetaApp, [stock]: JSON.stringify(file), ...more };
}

const appCalledStock = appHsmeta('static', 'private').replace('"uid":"shop"', '"uid":"stock"');

describe('a run warns of configuration that HubSpot refuses or passes over:', () => {
  test.each<[string, Files, string]>([
    ['a byte order mark', legacyWith({}, '\ufeff'), 'not-strict-json'],
    ['a comment', legacyWith({}, '// x\n'), 'not-strict-json'],
    ['secrets that are an object', legacyWith({ secrets: {} }), 'secret-list'],
    ['secrets without a name', legacyWith({ secrets: ['A', '', null] }), 'secret-list'],
    ['a key of the other layout', legacyWith({ secretKeys: [] }), 'unknown-key'],
    ['a misspelled key', hsmeta({ config: { entrypoint: '/a.js', secretsKey: ['A'] } }), 'unknown-key'],
    ['a key beside uid, type and config', hsmeta({ name: 'Stock' }), 'unknown-key'],
    ["the app's uid", hsmeta({}, { 'src/app/app-hsmeta.json': appCalledStock }), 'uid'],
    ['a uid used twice', hsmeta({}, { 'src/app/functions/b-hsmeta.json': functionHsmeta('stock') }), 'uid'],
  ])('%s', (_name, files, code) => {
    expect(codesFor(files)).toContain(code);
  });

  test('are not given for other functions, nor for a configuration that is fine', () => {
    const other = { uid: 'other', type: 'app-function', name: 'Other', config: { secretsKey: [] } };
    const otherFile = { 'src/app/functions/other-hsmeta.json': JSON.stringify(other) };
    expect(codesFor(hsmeta({}, otherFile))).toEqual([]);
    const both = { stock: { file: 'a.js' }, other: { file: 'a.js', secrets: {}, runtime: 'nodejs18.x' } };
    expect(codesFor({ ...legacyApp, [legacy]: registry(both) })).toEqual([]);
  });
});

test.each<[string, Files, string]>([
  [
    'a function in a sub-folder',
    { ...hsmetaApp, 'src/app/functions/more/more-hsmeta.json': functionHsmeta('more') },
    'more/more-hsmeta.json',
  ],
  [
    'a function without a uid',
    { ...hsmetaApp, 'src/app/functions/a-hsmeta.json': '{"type": "app-function", "config": {}}' },
    'has no uid',
  ],
  [
    'functions of the design manager',
    { ...legacyApp, [legacy]: '{"endpoints": {"a": {"file": "a.js"}}}' },
    'appFunctions',
  ],
])('where no function is found, %s is named', (_name, files, said) => {
  const choice = { ...run, functionsDirectory: 'src/app/app.functions' };
  const root = folderWith(files);
  const project = projectOf(root, legacy in files ? choice : run);
  const messages = toldWarnings(configurationWarnings(project)).map(({ message }) => message);
  expect(messages.join('\n')).toContain(said);
});
