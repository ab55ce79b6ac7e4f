import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logLimitBytes, mostLogLines } from '../../src/data/limits.ts';
import { type LogCollector, logCollector, withoutOwnFrames } from '../../src/run/logs.ts';
import { redactor } from '../../src/run/redact.ts';

const now = () => new Date(0);
const messages = (logs: LogCollector) => logs.lines.map(({ message }) => message);

describe('logCollector', () => {
  it('makes a message of each line of a stream, and hides secrets however it is cut into pieces', () => {
    const text = fc.array(fc.constantFrom('a', 'b ', '\n', 'secret-value', 'secret-'), { maxLength: 20 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(12)), (parts, cuts) => {
        const stream = parts.join('');
        const logs = logCollector(redactor({ KEY: 'secret-value' }), now);
        let rest = stream;
        for (const cut of cuts) {
          logs.piece('raw', 'INFO', rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        logs.piece('raw', 'INFO', rest);
        logs.end();
        const lines = stream.replace(/(secret-value)+/g, '***').split('\n');
        expect(messages(logs)).toEqual(lines.at(-1) === '' ? lines.slice(0, -1) : lines);
      }),
    );
  });

  it('keeps no more than 256 KB, in whole characters, and says that it cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'ü', '☃', '💥'), fc.integer({ min: 0, max: 90_000 }))),
        (texts) => {
          const logs = logCollector(redactor({}), now);
          for (const [character, count] of texts) logs.message('INFO', character.repeat(count), false);
          const kept = messages(logs).join('');
          expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(logLimitBytes);
          expect(kept.isWellFormed()).toBe(true);
          const all = texts.map(([character, count]) => character.repeat(count)).join('');
          expect(all.startsWith(kept)).toBe(true);
          if (kept !== all) expect(logs.wasCut()).toBe(true);
        },
      ),
    );
  });

  it.each(['', 'a', '\r'])('keeps only so many lines of %j, and says that it cut only if it did', (line) => {
    const logs = logCollector(redactor({}), now);
    logs.piece('raw', 'INFO', `${line}\n`.repeat(mostLogLines));
    expect(logs.lines).toHaveLength(mostLogLines);
    expect(logs.wasCut()).toBe(false);
    logs.piece('raw', 'INFO', '\n');
    logs.message('INFO', line, false);
    logs.end();
    expect(logs.lines).toHaveLength(mostLogLines);
    expect(logs.wasCut()).toBe(true);
  });

  it('shows no beginning of a secret at the end of what was cut', () => {
    const logs = logCollector(redactor({ KEY: 'secret-value' }), now);
    logs.message('INFO', `${'x'.repeat(100)}secret-va`, true);
    expect(messages(logs)[0]).not.toContain('se');
    expect(logs.wasCut()).toBe(true);
  });

  it('shows nothing of a line that never ends beyond the limit', () => {
    const logs = logCollector(redactor({ KEY: 'secret-value' }), now);
    for (let piece = 0; piece < 40; piece += 1) logs.piece('raw', 'INFO', 'secret-value'.repeat(1000));
    logs.end();
    expect(messages(logs).join('')).toMatch(/^\**$/);
  });

  it('takes the frames of this program out of a stack trace, and nothing that stands around them', () => {
    const frames = fc.constantFrom(
      ['\n    at exports.main (/f/fn.js:1:2)', true],
      ['\n        at async /f (x)/other.cjs:3:4', true],
      ['\n    at call (/a (b)/dist/invoke-child.cjs:1:23)', false],
      ['\n      at async main (C:\\\\dist\\\\invoke-child.cjs:1:23)', false],
      ['\n    at /dist/invoke-child.cjs:11:2', false],
    );
    const after = fc.constantFrom(
      '',
      ' {',
      ' {\n  code: 1\n}',
      ',\n  1 ]',
      " after { a: '(' }",
      '\n',
      ')',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(frames, after)), (parts) => {
        const logs = logCollector(redactor({}), now);
        logs.message('ERROR', `Error: x${parts.map(([[frame], rest]) => frame + rest).join('')}`, false);
        const kept = parts.map(([[frame, isKept], rest]) => (isKept ? frame : '') + rest);
        expect(messages(logs)).toEqual([`Error: x${kept.join('')}`]);
        const json = (all: readonly string[]) => JSON.stringify({ a: JSON.stringify([`x${all.join('')}`]) });
        expect(withoutOwnFrames(json(parts.map(([[frame], rest]) => frame + rest)))).toBe(json(kept));
      }),
    );
  });

  it('keeps the order of console and of what is written to process.stdout', () => {
    const logs = logCollector(redactor({}), now);
    logs.piece('in-order', 'INFO', 'unfinished');
    logs.message('WARN', 'console', false);
    logs.piece('raw', 'ERROR', 'raw ');
    logs.message('INFO', 'again', false);
    logs.piece('raw', 'ERROR', 'line\n');
    expect(messages(logs)).toEqual(['unfinished', 'console', 'again', 'raw line']);
  });
});
