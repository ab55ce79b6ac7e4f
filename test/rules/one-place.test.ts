import { readdirSync, readFileSync } from 'node:fs';
import { rules } from 'virtual:rules';
import { expect, test } from 'vitest';

const codes = new Set(rules.flatMap(({ id, warningCode }) => [id, ...(warningCode ? [warningCode] : [])]));
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/^rules[\\/]/.test(file),
);

test('what a rule finds is worded by that rule alone: no other file makes such a warning of its own', () => {
  const made = sources.flatMap((file) =>
    [...readFileSync(`src/${file}`, 'utf8').matchAll(/\bcode: '([\w-]+)'/g)]
      .filter(([, code = '']) => codes.has(code))
      .map(([, code]) => `${file}: ${code}`),
  );
  expect(made).toEqual([]);
});

test('every rule says what it finds, why it matters, and its source, as a sentence each', () => {
  for (const { id, finds, why, source } of rules) {
    expect(finds, id).toMatch(/^[\w`*].{10,}[^.]$/);
    expect(why, id).toMatch(/^[A-Z`].{20,}\.$/);
    expect(source, id).toMatch(/^.{10,}[^.]$/);
  }
});

test('ids are words with hyphens, and none is there twice', () => {
  for (const { id } of rules) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});
