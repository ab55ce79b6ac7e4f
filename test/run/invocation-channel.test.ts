import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RunningChild } from '../../src/run/child-process.ts';
import type { LoadRequest, Message } from '../../src/run/protocol.ts';
import { messageReader } from '../../src/run/read-messages.ts';
import { loadInto } from '../../src/run/supervise.ts';

const key = 'k3y';
/** A message in the format of its sender. */
const lineOf = (one: object): string => {
  const json = JSON.stringify(one);
  return `\n${key}${Buffer.byteLength(json)} ${json}${key}\n`;
};
const message = fc.record({
  kind: fc.constant('output' as const),
  level: fc.constantFrom('INFO' as const, 'ERROR' as const),
  text: fc.string(),
});
/** What a function might write to the channel between two messages. It cannot know the key. */
const noise = fc.string().filter((text) => !text.includes(key[0] ?? ''));

describe('messageReader', () => {
  it('gives the messages whole and in order, however they arrive and whatever the function writes between them', () => {
    const sent = fc.array(fc.tuple(noise, message), { maxLength: 6 });
    fc.assert(
      fc.property(sent, noise, fc.array(fc.nat(40)), (messages, last, cuts) => {
        const stream = messages.map(([text, one]) => text + lineOf(one)).join('') + last;
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
    expect(read(lineOf({ kind, memoryBytes: 'x' }))).toEqual([]);
    const outcome = { kind: 'outcome', durationMs: 1, memoryBytes: 1, outcome: { kind } };
    expect(read(lineOf(outcome))).toEqual([]);
  });

  it('drops a message that was torn', () => {
    const read = messageReader(key);
    expect(read(`\n${key}16 {"kind":"rea${lineOf({ kind: 'ready' })}`)).toEqual([{ kind: 'ready' }]);
  });

  it('gives no message into which something was written while it was sent, and all others', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'a"\\é☃😀') });
    const inserted = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('"', '\n', ' ', '0', '","text":"forged', '"}\n', '","text":"forged"}\n')
        .map(Buffer.from),
    );
    fc.assert(
      fc.property(
        texts,
        texts,
        fc.array(fc.tuple(inserted, fc.nat()), { minLength: 1 }),
        (one, other, all) => {
          const [torn, whole] = [one, other].map(
            (text) => ({ kind: 'output', level: 'INFO', text }) as const,
          );
          let bytes = Buffer.from(lineOf(torn as object)).subarray(0, -1);
          for (const [piece, any] of all) {
            const at = 1 + key.length + (any % (bytes.length - 2 * key.length));
            bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
          }
          expect(messageReader(key)(`${bytes}${lineOf(whole as object)}`)).toEqual([whole]);
        },
      ),
    );
  });

  it('is given a key that does not follow from the random numbers of this program', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const keyOf = (): Promise<string> => {
      const channel = new PassThrough();
      const told = new Promise<string>((done) => channel.on('data', (text) => done(JSON.parse(text).key)));
      const running = { channel, child: {}, ended: new Promise(() => {}), kill: () => {} };
      loadInto(running as unknown as RunningChild, {} as LoadRequest);
      return told;
    };
    const [one, other] = await Promise.all([keyOf(), keyOf()]);
    expect(one).not.toBe(other);
    expect(one.length).toBeGreaterThan(30);
    vi.restoreAllMocks();
  });
});
