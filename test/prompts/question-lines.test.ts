import { describe, expect, test } from 'vitest';
import type { Field } from '../../src/prompts/fields.ts';
import { questionLines, readLine } from '../../src/prompts/plain-prompter.ts';
import type { Question } from '../../src/prompts/questions.ts';

const choices = [
  { value: 'hello', label: 'hello', hint: 'greets' },
  { value: 'proxy', label: 'proxy' },
];
const name: Field = {
  kind: 'text',
  initial: '',
  proposal: 'my-app',
  optional: false,
  validate: (answer) => (answer.includes(' ') ? 'No blanks.' : undefined),
};
const secrets: Field = { ...name, initial: 'API_KEY', optional: true };
const one: Field = { kind: 'select', initial: 'proxy', choices };
const several: Field = { kind: 'multiselect', initial: ['hello'], choices };

const asked = (field: Field): Question => ({
  id: 'x',
  message: 'What?',
  why: 'Because.',
  here: 'Here: a',
  field,
});

describe('a question in plain lines', () => {
  test('numbers its choices, and ends with what Enter takes', () => {
    expect(questionLines(asked(one))).toBe(
      'What?\nBecause.\nHere: a\n  1. hello - greets\n  2. proxy\nNumber [2]: ',
    );
    expect(questionLines(asked(several))).toMatch(/Numbers, comma-separated \[1\]: $/);
    expect(questionLines(asked(name))).toMatch(/Answer \[my-app\]: $/);
    expect(questionLines(asked(secrets))).toMatch(/Answer \[API_KEY\], - for none: $/);
    expect(questionLines(asked({ ...secrets, initial: '', proposal: '' }))).toMatch(/Answer \[none\]: $/);
  });
});

describe('a typed line', () => {
  test.each<[string, Field, string, unknown]>([
    ['Enter takes the proposal', name, '', 'my-app'],
    ['a text is the answer', name, ' shop ', 'shop'],
    ['Enter takes what is filled in', secrets, '', 'API_KEY'],
    ['a choice is named by its number', one, '1', 'hello'],
    ['or by its name', one, 'Hello', 'hello'],
    ['Enter takes the chosen one', one, '', 'proxy'],
    ['several choices are named in any way', several, '2, hello 2', ['proxy', 'hello']],
    ['Enter takes the chosen ones', several, '', ['hello']],
  ])('%s', (_title, field, line, value) => {
    expect(readLine(field, line)).toEqual({ kind: 'answer', value });
  });

  test('a hyphen says none where there may be none', () => {
    expect(readLine({ ...secrets, proposal: '' }, '-')).toEqual({ kind: 'answer', value: '' });
  });

  test.each(['<', ' < ', '\u001b'])('%j goes back', (line) => {
    for (const field of [name, one, several]) expect(readLine(field, line)).toEqual({ kind: 'back' });
  });

  test.each<[string, Field, string]>([
    ['my app', name, 'No blanks.'],
    ['', { ...name, proposal: '' }, 'Please enter an answer.'],
    ['3', one, 'Enter a number from 1 to 2.'],
    ['0', one, 'Enter a number from 1 to 2.'],
    ['-1', one, 'Enter a number from 1 to 2.'],
    ['1.5', one, 'Enter a number from 1 to 2.'],
    ['1,9', several, 'Enter a number from 1 to 2.'],
    [',', several, 'Select at least one.'],
  ])('%j is no answer', (line, field, fault) => {
    expect(readLine(field, line)).toEqual({ kind: 'fault', fault });
  });
});
