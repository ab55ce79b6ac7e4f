import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/run/protocol.ts';
import { messageReader } from '../../src/run/read-messages.ts';

const key = 'k3y';
const message = fc.record({
  kind: fc.constant('output' as const),
  level: fc.constantFrom('INFO' as const, 'ERROR' as const),
  text: fc.string(),
});
/** What a function may write to the channel between two messages: it cannot know the key. */
const noise = fc.string().filter((text) => !text.includes(key[0] ?? ''));

describe('messageReader', () => {
  it('gives the messages whole and in order, however they arrive and whatever the function writes between them', () => {
    const sent = fc.array(fc.tuple(noise, message), { maxLength: 6 });
    fc.assert(
      fc.property(sent, noise, fc.array(fc.nat(40)), (messages, last, cuts) => {
        const stream =
          messages.map(([text, one]) => `${text}\n${key}${JSON.stringify(one)}\n`).join('') + last;
        const read = messageReader(key);
        const received: Message[] = [];
        let rest = stream;
        for (const cut of cuts) {
          received.push(...read(rest.slice(0, cut)));
          rest = rest.slice(cut);
        }
        received.push(...read(rest));
        expect(received).toEqual(messages.map(([, one]) => one));
      }),
    );
  });

  it.each(Object.getOwnPropertyNames(Object.prototype))('drops a message of the kind %s', (kind) => {
    const read = messageReader(key);
    expect(read(`${key}${JSON.stringify({ kind, memoryBytes: 'x' })}\n`)).toEqual([]);
    const outcome = { kind: 'outcome', durationMs: 1, memoryBytes: 1, outcome: { kind } };
    expect(read(`${key}${JSON.stringify(outcome)}\n`)).toEqual([]);
  });

  it('drops a message that was torn', () => {
    const read = messageReader(key);
    expect(read(`${key}{"kind":"rea\n${key}{"kind":"ready"}\n`)).toEqual([{ kind: 'ready' }]);
  });
});
