import { expect, test } from 'vitest';
import { argumentRefusals } from '../../src/messages/arguments.ts';
import { refusals, warnings } from '../../src/messages/messages.ts';

test('no two topics share a code', () => {
  const topics = [argumentRefusals];
  const count = topics.reduce((sum, topic) => sum + Object.keys(topic).length, 0);
  expect(Object.keys({ ...refusals, ...warnings })).toHaveLength(count);
});

test('what a code means is one line for the list of codes', () => {
  for (const [code, { means }] of Object.entries({ ...refusals, ...warnings })) {
    expect(means, code).toMatch(/^\S.{10,110}\.$/);
  }
});
