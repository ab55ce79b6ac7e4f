import { describe, expect, test } from 'vitest';
import {
  appHsmeta,
  folderWith,
  functionHsmeta,
  hsmetaApp,
  problemOf,
  projectOf,
  warningsOf,
} from '../project-shapes.ts';

type Files = Readonly<Record<string, string>>;

const stock = 'src/app/functions/stock-hsmeta.json';
const profile = (variables: object) => JSON.stringify({ accountId: 1, variables });
const withVariables: Files = {
  ...hsmetaApp,
  [stock]: functionHsmeta('${NAME}_stock', {
    secretKeys: ['${KEY}', 'PLAIN'],
    endpoint: { path: '${WHERE}/stock', methods: ['GET'] },
  }),
};
const dev = { NAME: 'dev', KEY: 'SHOP_KEY_DEV', WHERE: 'dev' };

describe('variables of a profile', () => {
  test('are filled in from the only one, and that is said', () => {
    const root = folderWith({ ...withVariables, 'src/hsprofile.dev.json': profile(dev) });
    const project = projectOf(root);
    expect(project.functions).toMatchObject([
      { name: 'dev_stock', secrets: ['SHOP_KEY_DEV', 'PLAIN'], endpoint: { path: 'dev/stock' } },
    ]);
    expect([...project.uids.keys()]).toContain('dev_stock');
    expect(warningsOf(root)).toMatchObject([
      { code: 'profile-values', message: expect.stringContaining('src/hsprofile.dev.json') },
    ]);
  });

  test('are found by the words that they become', () => {
    const root = folderWith({ ...withVariables, 'src/hsprofile.dev.json': profile(dev) });
    expect(projectOf(root).registeredWith?.(['dev/stock']).functions).toHaveLength(1);
  });

  test('count where all profiles agree, and are named where they do not', () => {
    const prod = { ...dev, KEY: 'SHOP_KEY_PROD' };
    const root = folderWith({
      ...withVariables,
      'src/hsprofile.dev.json': profile(dev),
      'src/hsprofile.prod.json': profile(prod),
    });
    expect(projectOf(root).functions).toMatchObject([{ name: 'dev_stock', secrets: ['${KEY}', 'PLAIN'] }]);
    expect(warningsOf(root)).toEqual([
      { code: 'profile-variable', message: expect.stringMatching(/\$\{KEY\}.*dev\.json and .*prod\.json/) },
    ]);
  });

  test.each<[string, Files]>([
    ['without a profile', {}],
    ['with one that does not define them', { 'src/hsprofile.dev.json': profile({ OTHER: 'x' }) }],
    ['with one that is broken', { 'src/hsprofile.dev.json': '{' }],
    [
      'with values that are no text',
      { 'src/hsprofile.dev.json': profile({ NAME: null, KEY: [], WHERE: {} }) },
    ],
    [
      'with a file that only looks like one',
      { 'src/hsprofile.a.b.json': profile(dev), 'hsprofile.dev.json': profile(dev) },
    ],
  ])('are left as they are and named %s', (_name, files) => {
    const root = folderWith({ ...withVariables, ...files });
    expect(projectOf(root).functions).toMatchObject([{ name: '${NAME}_stock' }]);
    const codes = warningsOf(root).map(({ code }) => code);
    expect(codes).toEqual(['profile-variable', 'profile-variable', 'profile-variable']);
  });

  test('decide what kind of app it is', () => {
    const files = { ...hsmetaApp, 'src/app/app-hsmeta.json': appHsmeta('${AUTH}', 'private') };
    const values = (AUTH: string) => ({ ...files, 'src/hsprofile.dev.json': profile({ AUTH }) });
    expect(projectOf(folderWith(values('static'))).functions).toEqual([]);
    expect(problemOf(folderWith(values('oauth')))).toMatchObject({ code: 'unsuitable-app' });
  });

  test('mean nothing in texts that have none', () => {
    const files = { ...hsmetaApp, [stock]: functionHsmeta('stock', { secretKeys: ['$KEY'] }) };
    const root = folderWith({ ...files, 'src/hsprofile.dev.json': profile(dev) });
    expect(warningsOf(root)).toEqual([]);
  });
});
