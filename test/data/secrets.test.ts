import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSecrets } from '../../src/answers/secret-names.ts';
import { toldParse } from '../thrown.ts';

describe('secrets', () => {
  test('names of environment variables are taken in their order', () => {
    expect(
      parseSecrets([
        'STRIPE_KEY',
        'api_key',
        '_X',
        ' B2 ',
        'oauth2ClientSecretOfTheShop',
        'HUBSPOT_V3_S3_SHA256_KEY2',
      ]),
    ).toEqual({
      value: [
        'STRIPE_KEY',
        'api_key',
        '_X',
        'B2',
        'oauth2ClientSecretOfTheShop',
        'HUBSPOT_V3_S3_SHA256_KEY2',
      ],
    });
    expect(parseSecrets([])).toEqual({ value: [] });
  });

  test('the token is refused, and the option that stands for it is named', () => {
    for (const name of ['PRIVATE_APP_ACCESS_TOKEN', 'private_app_access_token']) {
      expect(toldParse(parseSecrets(['A', name]))).toEqual({
        problem: expect.stringMatching(/^HubSpot provides .*--token/),
      });
    }
  });

  test.each([
    ['stripe key', 'STRIPE_KEY'],
    ['stripe-key', 'STRIPE_KEY'],
    ['2FA_KEY', 'FA_KEY'],
    ['$KEY', 'KEY'],
    ['', undefined],
    ['日本', undefined],
    ['node-options', undefined],
  ])('%j is not a name, and %s is proposed', (name, proposal) => {
    const parsed = toldParse(parseSecrets([name]));
    expect(parsed).toEqual({ problem: expect.any(String), ...(proposal === undefined ? {} : { proposal }) });
  });

  test.each([
    'KEY=value',
    'pat-na1-0a1b2c3d-1234-5678-9abc-def012345678',
    `sk_live_${'a1b2c3d4'.repeat(3)}`,
    `ghp_${'a1B2c3D4'.repeat(5).slice(0, 36)}`,
    'AKIA1234567890ABCDEF',
    'dGhpcyBpcyBhIHNlY3JldCB2YWx1ZSAxMjM0NTY=',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    `npm_${'a1B2c3D4'.repeat(5).slice(0, 36)}`,
    'x7Kq2mVt9Rw4Zb6Nc8Yd1Lf3',
    'Xa1b2c3d4e5f60718293a4b5c6d7e8f90',
  ])('%j is a value: it is refused, and neither shown nor made a name of', (value) => {
    const parsed = toldParse(parseSecrets([value]));
    expect(parsed).toEqual({ problem: expect.stringContaining('value') });
    expect(JSON.stringify(parsed)).not.toContain(value.slice(-6));
  });

  test.each([
    'NODE_OPTIONS',
    'node_options',
    'PATH',
    'Path',
    'LD_PRELOAD',
    'DYLD_INSERT_LIBRARIES',
    'npm_config_registry',
  ])('%s would act on the runtime and is refused', (name) =>
    expect(toldParse(parseSecrets([name]))).toMatchObject({
      problem: expect.stringContaining('changes how Node.js'),
    }),
  );

  test('a name that is said twice is one secret', () => {
    expect(parseSecrets(['A', 'B', 'A', ' B'])).toEqual({ value: ['A', 'B'] });
  });

  test('a name that is listed in another case too is refused', () => {
    expect(toldParse(parseSecrets(['api_key', 'API_KEY']))).toMatchObject({
      problem: expect.stringContaining('Windows'),
    });
  });

  test('every proposal is taken, and no refusal writes to the terminal', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[A-Za-z_. -]{1,12}$/)),
        (text) => {
          const parsed = toldParse(parseSecrets([text]));
          if ('value' in parsed) return;
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
          expect(parsed.problem).not.toMatch(/[\u0000-\u001f\u007f]/);
          if (parsed.proposal !== undefined) expect(parseSecrets([parsed.proposal])).toHaveProperty('value');
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('a function takes up to 1,000 secrets', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `KEY_${index}`);
  expect(parseSecrets(names(1000))).toEqual({ value: names(1000) });
  expect(toldParse(parseSecrets(names(1001)))).toMatchObject({
    problem: expect.stringMatching(/^1001 secrets.* up to 1000/),
  });
});
