import { expect, test } from 'vitest';
import { parseArguments } from '../../src/args/parse-args.ts';
import { commandNames, likelyCommands } from '../../src/data/commands.ts';
import { problemOf } from '../thrown.ts';

test.each(Object.entries(likelyCommands))(
  '%s makes no project, and what was meant is named',
  (word, meant) => {
    for (const typed of [word, word.toUpperCase()]) {
      const { exit, code, hint } = problemOf(() => parseArguments([typed]));
      expect({ exit, code }).toEqual({ exit: 2, code: 'unknown-command' });
      expect(hint).toContain(meant);
    }
  },
);

test('nor does a command in other letters, or with one too many, too few, wrong or swapped', () => {
  for (const name of commandNames) {
    const mistyped = [
      name.toUpperCase(),
      `${name[0]?.toUpperCase()}${name.slice(1)}`,
      `${name}x`,
      name.slice(0, -1),
      `${name.slice(0, -1)}q`,
      `${name[1]}${name[0]}${name.slice(2)}`,
    ];
    for (const word of mistyped) {
      expect(problemOf(() => parseArguments([word, '--yes'])).hint, word).toContain(`create-hs-function `);
    }
  }
});

test('a directory of that name is written with a path', () => {
  expect(parseArguments(['./help'])).toMatchObject({ command: 'create', operand: './help' });
  expect(parseArguments(['helpers'])).toMatchObject({ command: 'create', operand: 'helpers' });
});

test('a port that stands apart from --inspect is not taken for a function', () => {
  const { code, hint } = problemOf(() => parseArguments(['invoke', '--inspect', '9777']));
  expect(code).toBe('missing-equals');
  expect(hint).toContain('--inspect=9777');
  expect(parseArguments(['invoke', '--inspect', 'hello'])).toMatchObject({ operand: 'hello' });
});
