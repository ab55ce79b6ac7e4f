import { describe, expect, it } from 'vitest';
import { invocationText, jsonText } from '../../src/run/logs.ts';
import { plainStyle } from '../../src/terminal/text.ts';
import type { InvocationResult } from '../../src/types.ts';

const result: InvocationResult = {
  function: 'hello',
  status: 'SUCCESS',
  durationMs: 279,
  endedAt: '2021-04-28T19:19:21.666Z',
  response: { message: 'hi' },
  logs: [
    { timestamp: '2021-04-28T19:15:13.200Z', level: 'INFO', message: 'Log some debug info' },
    { timestamp: '2021-04-28T19:15:13.201Z', level: 'ERROR', message: 'An error occurred' },
    { timestamp: '2021-04-28T19:15:13.202Z', level: 'WARN', message: 'two\nlines' },
  ],
  warnings: [],
};

describe('invocationText', () => {
  it("is HubSpot's log, then the response", () => {
    expect(invocationText(result, plainStyle)).toBe(`hello
2021-04-28T19:15:13.200Z    INFO   Log some debug info
2021-04-28T19:15:13.201Z    ERROR    An error occurred
2021-04-28T19:15:13.202Z    WARN   two
lines
2021-04-28T19:19:21.666Z - SUCCESS - Execution Time: 279ms
{
  "message": "hi"
}`);
  });

  it('shows an error with its place, its lines of code and what to do', () => {
    const error = {
      code: 'threw',
      message: 'It threw Error: no',
      hint: 'Try again.',
      at: { file: 'a.js', line: 1, column: 2 },
      excerpt: '1 | no\n  |  ^',
      stack: '    at main (a.js:1:2)',
    };
    const text = invocationText({ ...result, status: 'ERROR', response: null, logs: [], error }, plainStyle);
    expect(text).toBe(`hello
2021-04-28T19:19:21.666Z - ERROR - Execution Time: 279ms
Error: It threw Error: no
1 | no
  |  ^
    at main (a.js:1:2)
Try again.`);
  });

  it('names the place once, also where there is no stack trace', () => {
    const error = { code: 'missing-package', message: 'It needs a.', at: { file: 'a.mjs', line: 3 } };
    const text = invocationText({ ...result, status: 'ERROR', logs: [], error }, plainStyle);
    expect(text).toContain('Error: It needs a.\n    at a.mjs:3');
  });

  it('lets nothing act on the terminal', () => {
    const text = '\u001b[2J\u009b1m\r\u0007\u202ehi';
    const logs = [{ timestamp: result.endedAt, level: 'INFO', message: text } as const];
    const error = { code: 'threw', message: text, hint: text, excerpt: text, stack: text };
    for (const shown of [
      invocationText({ ...result, function: text, logs, response: { [text]: text } }, plainStyle),
      invocationText({ ...result, logs, error }, plainStyle),
    ]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});

describe('jsonText', () => {
  it('marks keys, texts and other values, and nothing within texts', () => {
    const mark = (name: string) => (text: string) => `<${name} ${text}>`;
    const style = { ...plainStyle, bold: mark('key'), good: mark('text'), notice: mark('value') };
    expect(jsonText({ 'a: 1': ['b "true": 2', 1.5e30, true, null] }, style)).toBe(`{
  <key "a: 1">: [
    <text "b \\"true\\": 2">,
    <value 1.5e+30>,
    <value true>,
    <value null>
  ]
}`);
  });
});
