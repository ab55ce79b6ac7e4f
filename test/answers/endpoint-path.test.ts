import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEndpointPath } from '../../src/answers/endpoint-path.ts';
import { toldParse } from '../thrown.ts';

describe('an endpoint path', () => {
  test.each([
    ['api/hello', 'api/hello'],
    ['/api/hello', 'api/hello'],
    [' /orders ', 'orders'],
    ['v1.2/Orders_new~x-y', 'v1.2/Orders_new~x-y'],
    ['...', '...'],
  ])('%j is kept as %s', (raw, value) => {
    expect(parseEndpointPath(raw)).toEqual({ value });
  });

  test.each([
    ['', undefined, 'empty'],
    ['/', undefined, 'empty'],
    ['//api', 'api', 'has two slashes in a row, or one at the end'],
    ['api/', 'api', 'has two slashes in a row, or one at the end'],
    ['api//x', 'api/x', 'has two slashes in a row, or one at the end'],
    ['../x', 'x', '".."'],
    ['api/./x', 'api/x', '"."'],
    ['api/..', 'api', '".."'],
    ['api?x=1', 'api', 'query'],
    ['api#top', 'api', '"#"'],
    ['api\\x', 'api/x', 'use "/"'],
    ['api/%2e%2e/x', 'api/2e-2e/x', 'it can only contain'],
    ['bestellungen/müller', 'bestellungen/muller', 'it can only contain'],
    ['orders/:id', 'orders/id', 'it can only contain'],
    ['https://www.example.com/hs/serverless/api/x?y=1', 'api/x', 'which HubSpot adds'],
    ['/hs/serverless/api/x', 'api/x', 'which HubSpot adds'],
    ['http://example.com/api', 'api', 'full URL'],
  ])('%j is refused, and %s is proposed', (raw, proposal, reason) => {
    expect(toldParse(parseEndpointPath(raw))).toEqual({
      problem: expect.stringContaining(reason),
      ...(proposal === undefined ? {} : { proposal }),
    });
  });

  const anyPath = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc
      .array(fc.constantFrom('/', '\\', '.', '..', 'a', 'é', '%2f', '?', ' ', 'hs/serverless/'))
      .map((parts) => parts.join('')),
  );

  test('an accepted path has the same meaning in a URL', () => {
    fc.assert(
      fc.property(anyPath, (text) => {
        const parsed = parseEndpointPath(text);
        if (!('value' in parsed)) return;
        const address = new URL(`https://example.com/hs/serverless/${parsed.value}`);
        expect(address.href).toBe(`https://example.com/hs/serverless/${parsed.value}`);
      }),
      { numRuns: 2000 },
    );
  });

  test('every suggestion is accepted unchanged', () => {
    fc.assert(
      fc.property(anyPath, (text) => {
        const parsed = parseEndpointPath(text);
        if ('value' in parsed || parsed.proposal === undefined) return;
        expect(parseEndpointPath(parsed.proposal)).toEqual({ value: parsed.proposal });
      }),
      { numRuns: 2000 },
    );
  });
});

/** Where Git Bash and MSYS2 can be installed: by their installers, portably, by scoop, on another drive. */
const roots = [
  'C:/Program Files/Git',
  'C:/Users/a b/scoop/apps/git/current',
  'D:/git',
  'd:\\PortableGit',
  'C:/msys64',
];

test('wherever Git Bash is installed, what it makes of an endpoint is refused with what was typed', () => {
  const segment = fc.stringMatching(/^[a-z]{1,5}(-[a-z0-9]{1,4})?$/).filter((one) => one !== 'hs');
  const typed = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(fc.constantFrom(...roots), typed, (root, endpoint) => {
      expect(toldParse(parseEndpointPath(`${root}/${endpoint}`))).toMatchObject({
        problem: expect.stringContaining('Git Bash'),
        proposal: endpoint,
      });
    }),
  );
});

test.each([
  ['C:/Program Files/Git/orders/status', 'orders/status'],
  ['D:/PortableGit/orders', 'orders'],
  ['C:/msys64/orders/status', 'orders/status'],
  ['C:/orders', 'orders'],
])('what Git Bash makes of a leading slash (%s) is refused with the way to write it', (raw, proposal) => {
  expect(toldParse(parseEndpointPath(raw))).toEqual({
    problem: `"${raw}" is not a valid endpoint path: it is a path on disk; Git Bash turns a leading "/" into one, so leave that slash out.`,
    proposal,
  });
});
