import { expect, test } from 'vitest';
import { installWarnings, lastLines, plainLine, progressLine } from '../../src/install/output.ts';
import { toldWarnings } from '../../src/messages/words.ts';

test.each([
  ['npm http fetch GET 200 https://registry.example.com/axios 45ms (cache miss)', 'fetched axios'],
  [
    'npm http fetch GET 200 https://registry.example.com/@hubspot%2fapi-client 45ms (cache revalidated)',
    'fetched @hubspot/api-client',
  ],
  ['npm http fetch GET 200 http://127.0.0.1:1/npm/@a/b/-/b-1.0.0.tgz 45ms (cache miss)', 'fetched @a/b'],
  ['npm http fetch GET 404 https://registry.example.com/axios 45ms', undefined],
  [
    'npm http fetch GET http://127.0.0.1:9/@a%2fb attempt 2 failed with ECONNREFUSED',
    '@a/b: attempt 2 failed with ECONNREFUSED',
  ],
  ['npm http cache tiny@http://127.0.0.1:1/tiny/-/tiny-1.0.0.tgz 0ms (cache hit)', 'fetched tiny'],
  ['npm http cache @a/b@http://127.0.0.1:1/@a/b/-/b-1.0.0.tgz 0ms (cache hit)', 'fetched @a/b'],
  [
    'Progress: resolved 1, reused 0, downloaded 1, added 1, done',
    'Progress: resolved 1, reused 0, downloaded 1, added 1, done',
  ],
  ['npm warn deprecated glob@7.0.0', undefined],
  ['+++', undefined],
  ['', undefined],
])('of %j a person sees %j', (line, shown) => {
  expect(progressLine(line)).toBe(shown);
});

test('a line comes without colours, cursor movements and frames', () => {
  expect(plainLine('\u001b[2K\u001b[1G\u001b[31m│  Done │\u001b[39m')).toBe('Done');
  expect(plainLine('a\u0007b')).toBe('a\\x07b');
});

test('of a failed install the last lines are shown, without what only fills them', () => {
  const many = Array.from({ length: 30 }, (_, index) => `npm error line ${index}`);
  const noise = [
    '',
    'npm http fetch GET 404 https://registry.example.com/x 5ms',
    'at Object.onceWrapper (node:events:638:28)',
    'npm error A complete log of this run can be found in: /x',
  ];
  expect(lastLines([...many.slice(-12), ...noise])).toBe(many.slice(-12).join('\n'));
  expect(lastLines(['Progress: resolved 1', ...many, ...noise])).toBe(
    [...many.slice(0, 4), '…', ...many.slice(-7)].join('\n'),
  );
  const others = many.map((line) => line.slice('npm '.length));
  expect(lastLines([...others, ...noise])).toBe(others.slice(-12).join('\n'));
});

test.each(['error', 'ERR!'])('of an npm that reaches no registry, what failed is shown (%s)', (word) => {
  const telling = [
    'code ECONNREFUSED',
    'syscall connect',
    'FetchError: request to http://127.0.0.1:9/tiny failed, reason: connect ECONNREFUSED 127.0.0.1:9',
    'If you are behind a proxy, please make sure that the "proxy" config is set properly.',
  ].map((line) => `npm ${word} ${line}`);
  const filling = [
    '    at ClientRequest.<anonymous> (/usr/lib/node_modules/npm/lib/index.js:130:14)',
    '    at onSocketNT (node:_http_client:904:5)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:83:21) {',
    "  code: 'ECONNREFUSED',",
    '  port: 9,',
    '}',
    '',
  ].map((line) => `npm ${word} ${line}`.trim());
  const tries = [1, 2].map((one) => `npm http fetch GET http://127.0.0.1:9/tiny attempt ${one} failed`);
  expect(lastLines([...tries, ...telling.slice(0, 3), ...filling, ...telling.slice(3)])).toBe(
    telling.join('\n'),
  );
});

test.each([
  [
    ['npm warn install-scripts   tiny@1.0.0 (postinstall: node p.js)', 'npm warn install-scripts'],
    'tiny@1.0.0 (postinstall: node p.js)',
  ],
  [['Ignored build scripts: tiny@1.0.0.'], 'Ignored build scripts: tiny@1.0.0.'],
  [
    ['Blocked 1 postinstall. Run `bun pm untrusted` for details.'],
    'Blocked 1 postinstall. Run `bun pm untrusted` for details.',
  ],
])('install scripts that did not run are a warning: %j', (lines, message) => {
  expect(toldWarnings(installWarnings(lines))).toEqual([{ code: 'install-scripts', message }]);
  expect(installWarnings(['added 1 package in 300ms'])).toEqual([]);
});
