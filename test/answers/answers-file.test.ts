import { expect, test } from 'vitest';
import { answersFileOptions, readAnswersFile } from '../../src/answers/answers-file.ts';
import { parsePlatform } from '../../src/answers/choices.ts';
import { answersSchema } from '../../src/args/answers-schema.ts';
import { platforms } from '../../src/data/platforms.ts';
import { problemOf } from '../thrown.ts';

test('the schema has just the platform versions that the program takes', () => {
  const { platform } = answersSchema().properties as unknown as { platform: { enum: string[] } };
  const words = [...platforms.map(({ version }) => version), 'latest', '1999.1'];
  expect(words.filter((word) => platform.enum.includes(word))).toEqual(
    words.filter((word) => 'value' in parsePlatform(word)),
  );
});

const texts = Object.entries(answersFileOptions).filter(([, { kind }]) => kind === 'text');

test.each(texts.map(([name]) => name))('a number as %s is to be written in quotes', (name) => {
  const { code, hint } = problemOf(() => readAnswersFile(`{"${name}": 2026.09}`, 'a.json'));
  expect(code).toBe('invalid-answers');
  expect(hint).toBe('Write "2026.09" in quotes.');
});
