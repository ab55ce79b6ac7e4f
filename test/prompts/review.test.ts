import { expect, test } from 'vitest';
import { answerLines, reviewedAnswers, reviewQuestion } from '../../src/prompts/confirm-plan.ts';
import { startConversation } from '../../src/prompts/conversation.ts';
import { existing, inProject, nowhere } from './talk.ts';

const everything = {
  template: 'hello',
  secret: ['A', 'B'],
  token: true,
  endpoint: 'api',
  method: ['GET', 'POST'],
};

test('every answer is listed in words', () => {
  const given = {
    project: { app: 'my-app', platform: '2026.09' },
    functions: [{ function: 'one', ...everything }],
  };
  expect(answerLines(reviewedAnswers(startConversation(given), nowhere))).toBe(
    [
      'app       my-app',
      'function  one',
      'template  hello',
      'platform  2026.09',
      'secret    A, B',
      'token     yes',
      'endpoint  api',
      'method    GET, POST',
    ].join('\n'),
  );
});

test('where there are several functions, each answer says which it is on', () => {
  const bare = { ...everything, secret: [], token: false, endpoint: '' };
  const given = {
    project: {},
    functions: [
      { function: 'one', ...bare },
      { function: 'two', ...bare },
    ],
  };
  const labels = reviewedAnswers(startConversation(given), inProject([existing('old')])).map(
    ({ label, value }) => `${label}: ${value}`,
  );
  expect(labels).toEqual([
    'function 1: one',
    'template of one: hello',
    'secret of one: none',
    'token of one: no',
    'endpoint of one: none',
    'function 2: two',
    'template of two: hello',
    'secret of two: none',
    'token of two: no',
    'endpoint of two: none',
  ]);
});

test('the review offers only what there is to change and to look into', () => {
  const actions = (answers: Parameters<typeof reviewQuestion>[0], files: number) => {
    const { field } = reviewQuestion(answers, files);
    return field.kind === 'select' ? field.choices.map(({ value }) => value) : [];
  };
  expect(actions([{ id: 'app', label: 'app', value: 'x' }], 1)).toEqual(['go', 'change', 'look', 'leave']);
  expect(actions([], 0)).toEqual(['go', 'leave']);
});
