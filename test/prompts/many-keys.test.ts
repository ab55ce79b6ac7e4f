import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, test } from 'vitest';
import { clackPrompter } from '../../src/prompts/clack-prompter.ts';
import type { Field } from '../../src/prompts/fields.ts';
import { recordingScreen } from '../terminal/streams.ts';

const choices = ['one', 'two', 'three'].map((value) => ({ value, label: value }));
const text: Field = { kind: 'text', initial: '', proposal: 'x', optional: true, validate: () => undefined };

test.each<[string, Field, string, unknown]>([
  ['a list', { kind: 'select', initial: 'one', choices }, '\u001b[B', 'two'],
  ['several choices', { kind: 'multiselect', initial: ['one'], choices }, '\u001b[B', ['one']],
  ['a text', text, 'a\u001b[D', 'a'.repeat(4000)],
])('thousands of keys that come at once are heard, and drawn once: %s', async (_, field, key, value) => {
  const terminal = Object.assign(new PassThrough(), { setRawMode: () => {} });
  const { screen, written } = recordingScreen();
  const { signal } = new AbortController();
  const prompter = clackPrompter(terminal as unknown as ReadStream, screen, 'title', signal);
  const asked = prompter.ask({ id: 'id', message: 'message', why: '', field } as never);
  await new Promise(setImmediate);
  terminal.write(key.repeat(4000));
  await new Promise(setImmediate);
  terminal.write('\r');
  expect(await asked).toEqual({ kind: 'answer', value });
  prompter.close();
  expect(written().length).toBeLessThan(10_000);
});
