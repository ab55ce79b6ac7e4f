import { expect, test } from 'vitest';
import { withoutLikelyValues, withoutSecretValues } from '../../src/check/secret-values.ts';
import { quoted } from '../../src/messages/shown.ts';
import { exempt } from '../../src/report/exempt.ts';
import { masked, maskTokens, unmasked } from '../../src/report/mask-tokens.ts';
import { type DevEvent, openJournal } from '../../src/serve/events.ts';
import type { ToldReport } from '../../src/types.ts';

const pat = 'pat-na1-0a1b2c3d-1234-5678-9abc-def012345678';
const webToken = `eyJ${'a'.repeat(12)}.eyJ${'b1'.repeat(8)}.${'c2'.repeat(8)}`;
const lines = ['-----BEGIN RSA PRIVATE KEY-----', 'DEK-Info: AES-128-CBC,0A', '', 'a/B+c', 'd=='];

test.each([
  pat,
  `sk_live_${'a1B2c3D4'.repeat(3)}`,
  `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`,
  webToken,
  `--${webToken}`,
  ...['\n', '\r\n', '\\n', '\\\n', ' ', '\n2 | '].map((joint) =>
    [...lines, '-----END RSA PRIVATE KEY-----'].join(joint),
  ),
])('a report repeats no token, whatever repeats what was typed or configured: %s', (token) => {
  const said = `it is ${token}.`;
  const report = {
    code: 2,
    command: `npm create hs-function -- --app ${token}`,
    warnings: [{ code: 'x', message: said }],
    next: [{ command: said, why: said }],
    error: { code: 'x', message: said, hint: said, conflicts: [said] },
  } as unknown as ToldReport;
  const shown = JSON.stringify(maskTokens(report));
  expect(shown).not.toContain(token);
  expect(shown).toContain('it is ***.');
});

test('a member that nobody thought of is masked too, in every report, result and event', () => {
  const hide = (text: string) => text.replaceAll('canary', '***');
  const added = { added: 'a canary', list: [{ deep: { said: 'canary' } }] };
  for (const kept of [unmasked, ...Object.values(exempt)]) {
    const text = JSON.stringify(masked({ ...added, error: added, before: { error: added } }, hide, kept));
    expect(text).not.toContain('canary');
  }
  const told: DevEvent[] = [];
  const journal = openJournal(hide);
  journal.listen((event) => told.push(event));
  journal.tell({ event: 'ready', url: '/?token=canary', functions: ['canary'], ...added } as DevEvent);
  expect(told).toEqual([
    { event: 'ready', url: '/?token=canary', functions: ['***'], ...masked(added, hide) },
  ]);
});

test('times are shown, also if a secret is part of one', () => {
  const time = '2026-11-28T12:12:21.092Z';
  const hide = (text: string) => text.replaceAll('2026-11', '***');
  for (const kept of [unmasked, ...Object.values(exempt)])
    expect(masked({ endedAt: time }, hide, kept)).toEqual({ endedAt: time });
  const told: DevEvent[] = [];
  const journal = openJournal(hide);
  journal.listen((event) => told.push(event));
  journal.tell({ event: 'call', id: '1', at: time, request: {} } as unknown as DevEvent);
  expect(told).toMatchObject([{ at: time }]);
});

test('what a function said is not changed by the masks of a report', () => {
  const hide = () => '***';
  const said = { logs: [{ message: 'a' }], response: { a: 'b' }, status: 'SUCCESS' };
  for (const kept of [unmasked, exempt.values]) expect(masked(said, hide, kept)).toEqual(said);
});

test.each(['\\n', '\\x1b[31m', '%3D', 'KEY_', '--x-'])(
  'what stands before a token does not hide it: %s',
  (before) => {
    for (const token of [
      pat,
      `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`,
      `AKIA${'A1B2'.repeat(4)}`,
      webToken,
    ]) {
      expect(withoutSecretValues(before + token)).not.toContain(token.slice(-12));
    }
  },
);

test('nothing is left of a quoted value with a key in it, and a name or path is shown', () => {
  expect(quoted(`horse-battery-${pat}`)).toBe('"***"');
  expect(quoted('horse-battery-x7Kq2mVt9Rw4Zb6Nc8Yd1Lf3')).toBe('"***"');
  for (const name of ['horse-battery', `src/${'a1b2c3d4'.repeat(3)}.js`])
    expect(quoted(name)).toBe(`"${name}"`);
});

test('of a private key without an end, no line is shown, and what follows it is', () => {
  expect(withoutSecretValues(`"${lines.join('\n')}" is no name`)).toBe('"***" is no name');
});

test.each([
  'task_live_synchronizations',
  'task-proj-overview-container-left',
  'disk-live-migration-of-all-volumes',
])('a name that only contains the letters of a key is shown: %s', (name) => {
  expect(withoutSecretValues(name)).toBe(name);
});

const hash = '3f7c9b521d4e4a869c0b7e5a2f8d6c1398ab47de';

test.each([`chunk-${hash}.js`, `${hash}.min.js`, `./assets/${hash}.css`, `${hash}.json`])(
  'a hash in the name of a built file stays: %s',
  (name) => expect(withoutLikelyValues(`"${name}" does not exist.`)).toBe(`"${name}" does not exist.`),
);

test.each([
  hash,
  `${hash}.`,
  `${hash}.jsx1`,
  `x7Kq2mVt9Rw4Zb6Nc8Yd1Lf3.js`,
  `ghp_${'a1B2c3D4e5'.repeat(4)}.js`,
])('what may be a key does not: %s', (name) =>
  expect(withoutLikelyValues(`"${name}" does not exist.`)).toContain('***'),
);
