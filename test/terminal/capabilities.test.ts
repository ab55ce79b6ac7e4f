import { describe, expect, test } from 'vitest';
import { canAsk } from '../../src/session.ts';
import { capabilitiesOf, type StreamFacts, type Terminal } from '../../src/terminal/terminal.ts';
import type { Environment } from '../../src/types.ts';

const facts: StreamFacts = {
  isTerminal: true,
  knowsColours: true,
  color: undefined,
  env: {},
  system: 'linux',
};
const withEnv = (env: Record<string, string>, more: Partial<StreamFacts> = {}) =>
  capabilitiesOf({ ...facts, ...more, env });

describe('what may be written to a stream', () => {
  test('a terminal gets colour, redrawn lines and Unicode', () => {
    expect(capabilitiesOf(facts)).toEqual({ colour: true, redraw: true, unicode: true });
  });

  test('a pipe or file gets neither colour nor cursor codes', () => {
    expect(withEnv({}, { isTerminal: false, knowsColours: false })).toMatchObject({
      colour: false,
      redraw: false,
    });
  });

  test('NO_COLOR switches both off, also where FORCE_COLOR is set', () => {
    expect(withEnv({ NO_COLOR: '1', FORCE_COLOR: '1' })).toMatchObject({ colour: false, redraw: false });
  });

  test('an empty NO_COLOR counts as none', () => {
    expect(withEnv({ NO_COLOR: '' })).toMatchObject({ colour: true, redraw: true });
  });

  test('--no-color switches both off, whatever the environment says', () => {
    expect(withEnv({ FORCE_COLOR: '1' }, { color: false })).toMatchObject({ colour: false, redraw: false });
  });

  test('FORCE_COLOR says whether a terminal gets colours, and nothing of pipes and files', () => {
    const pipe = { isTerminal: false, knowsColours: false };
    expect(withEnv({ FORCE_COLOR: '1' }, pipe)).toMatchObject({ colour: false, redraw: false });
    expect(withEnv({ FORCE_COLOR: '1', TERM: 'dumb' }, { knowsColours: false })).toMatchObject({
      colour: true,
    });
    expect(withEnv({ FORCE_COLOR: '0' })).toMatchObject({ colour: false });
  });

  test('a dumb terminal gets plain lines', () => {
    expect(withEnv({ TERM: 'dumb' })).toMatchObject({ colour: false, redraw: false });
  });

  test('a screen reader gets plain lines', () => {
    expect(withEnv({ ACCESSIBLE: '1' }).redraw).toBe(false);
    expect(withEnv({ ACCESSIBLE: '0' }).redraw).toBe(true);
    expect(withEnv({ ACCESSIBLE: '' }).redraw).toBe(true);
  });

  test.each([
    [{ TERM: 'linux' }, 'linux', false],
    [{ LC_ALL: 'C' }, 'linux', false],
    [{ LANG: 'POSIX' }, 'linux', false],
    [{ LANG: 'de_DE.ISO-8859-1' }, 'linux', false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux', false],
    [{ LANG: 'en_US.UTF-8' }, 'linux', true],
    [{ LC_CTYPE: 'UTF-8' }, 'darwin', true],
    [{}, 'linux', true],
    [{}, 'win32', false],
    [{ WT_SESSION: '1' }, 'win32', true],
    [{ TERM_PROGRAM: 'vscode' }, 'win32', true],
  ])('%j on %s: Unicode %s', (env, system, unicode) => {
    expect(withEnv(env, { system }).unicode).toBe(unicode);
  });
});

describe('questions', () => {
  function mayAsk(change: Readonly<Record<string, unknown>>): boolean {
    const { stdin = true, stdout = true, env = {}, ...options } = change;
    const terminal = { stdin: { isTTY: stdin }, stdout: { isTerminal: stdout } } as unknown as Terminal;
    return canAsk(options, { terminal, env: env as Environment });
  }

  test.each([undefined, '', '0', 'false', 'FALSE'])('are asked where CI is %j', (CI) => {
    expect(mayAsk({ env: { CI } })).toBe(true);
  });

  test.each(['1', 'true', 'yes', 'woodpecker'])('are not asked where CI is %j', (CI) => {
    expect(mayAsk({ env: { CI } })).toBe(false);
  });

  test.each([{ stdin: false }, { stdout: false }, { yes: true }, { json: true }])(
    'are not asked with %j',
    (change) => {
      expect(mayAsk(change)).toBe(false);
    },
  );
});
