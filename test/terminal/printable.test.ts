import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Field } from '../../src/prompts/fields.ts';
import { openPrompter } from '../../src/prompts/open-prompter.ts';
import { openJournal } from '../../src/serve/events.ts';
import { printCalls, readyText } from '../../src/serve/terminal-log.ts';
import type { Session } from '../../src/session.ts';
import { followRun, startProgress } from '../../src/terminal/progress.ts';
import { openTerminal, say } from '../../src/terminal/terminal.ts';
import { printable, printableJson, printableText } from '../../src/terminal/text.ts';

/** Unicode's control, format and separator characters, and those that are displayed as nothing. */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const everyActing = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code)).filter(
  (character) => acting.test(character),
);
const nasty = fc.string({ unit: fc.oneof(fc.constantFrom(...everyActing), anyCharacter) });

/** The text without the allowed ones of these characters: line feeds, tabs, and the selector after an emoji. */
function withoutAllowed(text: string): string {
  return text.replace(/[\n\t]|(?<=\p{Extended_Pictographic})\ufe0f/gu, '');
}

test('nothing that is shown can act on a terminal or turn text around', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(withoutAllowed(printableText(text))).not.toMatch(acting);
      expect(printable(text)).not.toMatch(/[\n\t]/);
      expect(printable(text).length).toBeLessThanOrEqual(201);
    }),
  );
});

test('JSON says the same when it is made safe to show', () => {
  fc.assert(
    fc.property(fc.dictionary(nasty, nasty), (value) => {
      const shown = printableJson(JSON.stringify(value));
      expect(withoutAllowed(shown)).not.toMatch(acting);
      expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('every control or invisible character is spelled out, and emojis stay', () => {
  for (const character of everyActing) {
    if (character === '\n' || character === '\t') continue;
    expect(printableText(`a ${character}`)).toMatch(/^a (\\[xu][0-9a-f]+)+$/);
    expect(JSON.parse(`"${printableJson(`a ${character}`)}"`)).toBe(`a ${character}`);
  }
  expect(printableText('⚠\ufe0f 1')).toBe('⚠\ufe0f 1');
});

/** Sequences that act on a terminal: its title, the clipboard, the screen, colors (also our own), hidden text, direction. */
const sequences = [
  '\u001b]0;',
  '\u001b]52;c;',
  '\u001b[2J',
  '\u009b31m',
  '\u001b[8m',
  '\u001b[1m',
  '\r',
  '\u202e',
];
const evil = sequences.map((sequence) => `${sequence}EVIL`).join('');
/** What this program and clack mark words and move the cursor with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control codes are what is looked for
const own = /\u001b\[(?:[127]|2[27]|3[1236]|39)m|\u001b\[(?:\?25[hl]|\?2004[hl]|\d*[ABCDGK]|J)|\r/g;

/** Terminals of each kind: with cursor codes and color, with color only, and without both. */
const kinds: readonly (readonly [string, Record<string, string>])[] = [
  ['colors', { TERM: 'xterm' }],
  ['a screen reader', { TERM: 'xterm', ACCESSIBLE: '1' }],
  ['plain lines', { TERM: 'dumb' }],
];

/** Opens a terminal that is wide enough for any line and records what it is sent. */
async function openRecorded(env: Record<string, string>) {
  let sent = '';
  const write = (text: string) => {
    sent += text;
    return true;
  };
  const stream = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: 5000,
    rows: 200,
    hasColors: () => true,
    write,
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  const output = {
    isDevice: () => true,
    stream: () => stream,
    write: (_: 1 | 2, text: string) => write(text),
  };
  const streams = { stdin, output, env, system: 'linux', color: undefined };
  const terminal = await openTerminal(streams as unknown as Parameters<typeof openTerminal>[0]);
  return { terminal, stdin, sent: () => sent };
}

/** @param times how often the hostile text has to appear at least */
function expectHarmless(sent: string, times: number): void {
  for (const sequence of sequences) expect(sent).not.toContain(`${sequence}EVIL`);
  expect(sent.split('EVIL').length - 1).toBeGreaterThanOrEqual(times * sequences.length);
  expect(withoutAllowed(sent.replaceAll(own, ''))).not.toMatch(acting);
}

describe.each(kinds)('names and values that act on a terminal are spelled out, with %s', (_, env) => {
  const choices = [{ value: evil, label: evil, hint: evil }];
  const text: Field = { kind: 'text', initial: '', optional: false, validate: () => evil };
  const fields: readonly (readonly [string, Field, number])[] = [
    ['a list', { kind: 'select', initial: evil, choices }, 5],
    ['several choices', { kind: 'multiselect', initial: [evil], choices }, 5],
    ['a text that is filled in', { ...text, initial: evil }, 4],
    ['a proposal', { ...text, proposal: evil }, 4],
    ['what is wrong with a text', text, 4],
    ['what follows from a text', { ...text, validate: () => undefined, derived: () => evil }, 3],
    ['a placeholder', { ...text, placeholder: evil }, 3],
  ];

  test.each(fields)('in a question with %s', async (_kind, field, times) => {
    const { terminal, stdin, sent } = await openRecorded(env);
    const { signal } = new AbortController();
    const session = { terminal, version: '1.0.0', signal } as unknown as Session;
    const prompter = await openPrompter(session, evil);
    const asked = prompter.ask({ id: 'id', message: evil, why: evil, here: evil, field });
    for (const typed of ['a', 'b\n', '\r', '\r', '\u0003']) {
      await new Promise(setImmediate);
      stdin.write(typed);
    }
    stdin.end();
    await asked;
    prompter.show(`${terminal.stderr.style.bold(evil.replaceAll('\u001b[1m', ''))}`);
    prompter.close(evil);
    expectHarmless(sent(), times);
  });

  test('and a token is not shown by a question', async () => {
    const token = 'pat-na1-12345678-1234-1234-1234-123456789abc';
    for (const field of [
      { kind: 'select', initial: token, choices: [{ value: token, label: token, hint: token }] } as const,
      { ...text, placeholder: token, validate: () => token, derived: () => token },
    ]) {
      const { terminal, stdin, sent } = await openRecorded(env);
      const { signal } = new AbortController();
      const prompter = await openPrompter(
        { terminal, version: '1.0.0', signal } as unknown as Session,
        token,
      );
      const asked = prompter.ask({ id: 'id', message: token, why: token, here: token, field });
      for (const typed of ['a', '\n', '1\r', '\r', '\u0003']) {
        await new Promise(setImmediate);
        stdin.write(typed);
      }
      stdin.end();
      await asked;
      prompter.show(token);
      prompter.close(token);
      expect(sent()).toContain('***');
      expect(sent()).not.toContain(token.slice(-12));
    }
  });

  test('in the lines of dev', async () => {
    const { terminal, sent } = await openRecorded(env);
    const { stdout } = terminal;
    const journal = openJournal((text) => text);
    const stop = printCalls(journal, terminal);
    const error = { code: evil, message: evil, hint: evil, at: { file: evil, line: 1 } };
    const fixture = { params: { [evil]: evil }, headers: { 'content-type': evil }, body: evil };
    const one = { name: evil, file: evil, secrets: [], fixture, findings: [] };
    const functions = [one, { ...one, path: evil, methods: [evil] }];
    const state = { project: evil, platformVersion: evil, functions, findings: [], problem: error };
    stdout.write(readyText('http://localhost:3210', state, stdout.style));
    journal.tell({ event: 'project', ...state } as never);
    journal.tell({ event: 'warning', code: 'x', message: evil } as never);
    for (const kind of ['endpoint', 'app']) {
      const request = {
        kind,
        method: evil,
        path: evil,
        query: [[evil, evil]],
        headers: [[evil, evil]],
        body: evil,
      };
      const at = new Date(0).toISOString();
      journal.tell({ event: 'call', id: kind, at, caller: 'http', function: evil, request } as never);
      journal.tell({ event: 'log', id: kind, level: 'INFO', message: evil, at } as never);
      const told = { status: 200, durationMs: 1, waitedMs: 0, headers: [], body: evil };
      journal.tell({
        event: 'answer',
        id: kind,
        ...told,
        error,
        warnings: [{ code: evil, message: evil }],
      } as never);
    }
    stop();
    expectHarmless(sent(), 10);
  });

  test('in progress and in any other line', async () => {
    const { terminal, sent } = await openRecorded(env);
    const { stderr } = terminal;
    const progress = startProgress(evil, stderr);
    progress.show(evil);
    progress.end(true);
    const run = followRun([evil], stderr);
    run.onLog({ level: 'INFO', message: evil } as never);
    await run.end(true);
    say(stderr, evil);
    stderr.write(evil);
    terminal.stdout.write(evil);
    for (const sequence of sequences.filter((one) => one !== '\u001b[1m'))
      expect(sent()).not.toContain(`${sequence}EVIL`);
    expect(sent()).toContain('\\x1b]0;EVIL');
  });
});

test('the styling of this program is kept', async () => {
  const { terminal, sent } = await openRecorded({ TERM: 'xterm' });
  const { bold, dim, good, bad, notice } = terminal.stdout.style;
  const styled = [bold, dim, good, bad, notice].map((style) => style(bold('word'))).join(' ');
  expect(styled).toContain('\u001b[');
  terminal.stdout.write(styled);
  expect(sent()).toBe(styled);
});

test('no part of a token is left in a name that is cut, wherever the cut is', () => {
  const tokens = [
    `ghp_${'aB3dE6gH9k'.repeat(4)}`,
    `eyJhbGciOiJIUzI1.eyJ${'aB3dE6gH9k'.repeat(30)}.aB3dE6gH9k`,
  ];
  for (const token of tokens)
    for (let before = 0; before < 210; before += 7)
      expect(printable(`${'n '.repeat(before / 2)}${token}${' n'.repeat(100)}`)).not.toMatch(/ghp_|eyJ/);
});
