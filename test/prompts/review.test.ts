import { expect, test } from 'vitest';
import { currentPlatform, type Platform, platforms } from '../../src/data/platforms.ts';
import { reopened, startConversation } from '../../src/prompts/conversation.ts';
import { answerLines, reviewedAnswers, reviewQuestion } from '../../src/prompts/review.ts';
import { asked, existing, inProject, nowhere } from './talk.ts';

const everything = {
  template: 'hello',
  secret: ['A', 'B'],
  token: true,
  endpoint: 'api',
  method: ['GET', 'POST'],
};

test('every answer is listed in words, with the defaults of what is not asked', () => {
  const given = {
    project: { app: 'My App', platform: '2026.09' },
    functions: [{ function: 'one', ...everything }],
  };
  expect(answerLines(reviewedAnswers(startConversation(given), nowhere))).toBe(
    [
      'template         hello',
      'function         one',
      'app              My App',
      'secrets          A, B',
      'callers          Anyone with the URL',
      'endpoint path    api',
      'methods          GET, POST',
      'access token     yes',
      'extra packages   none',
      'card             no',
      'platform         2026.09 – current version, supported until about March 2028',
      'package manager  npm',
    ].join('\n'),
  );
});

test('the newest platform version is shown as the version that it is, also where it is to be changed', () => {
  const given = {
    project: { app: 'a', platform: 'latest' },
    functions: [{ function: 'one', ...everything }],
  };
  const talk = startConversation(given);
  expect(answerLines(reviewedAnswers(talk, nowhere))).toContain('2026.09 – current version');
  expect(asked(reopened(talk, 'platform'), nowhere).field).toMatchObject({ initial: currentPlatform });
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
  const lines = reviewedAnswers(startConversation(given), inProject([existing('old')])).map(
    ({ label, value }) => `${label}: ${value}`,
  );
  expect(lines).toEqual([
    'template of one: hello',
    'function of one: one',
    'secrets of one: none',
    'callers of one: Only UI extensions',
    'access token of one: no',
    'extra packages of one: none',
    'card of one: no',
    'template of two: hello',
    'function of two: two',
    'secrets of two: none',
    'callers of two: Only UI extensions',
    'access token of two: no',
    'extra packages of two: none',
    'card of two: no',
    'package manager: npm',
  ]);
});

const answers = [{ id: 'app', label: 'app', value: 'x' }];

function actions(content: Parameters<typeof reviewQuestion>[0]): readonly string[] {
  const { field } = reviewQuestion(content);
  return field.kind === 'select' ? field.choices.map(({ label }) => label) : [];
}

test('a version that HubSpot does not build has one that it builds as the second choice, in a new project', () => {
  const instead = 'Use 2026.09 instead (HubSpot builds it)';
  for (const platform of platforms) {
    const choices = actions({ newPlatform: platform, answers, files: [] });
    expect(choices[1] === instead, platform.version).toBe(!platform.built);
    expect(actions({ answers, files: [] })).not.toContain(instead);
  }
});

test('a file can be previewed where one changes', () => {
  const newPlatform = (platforms as readonly Platform[]).find(({ built }) => built) as Platform;
  const files = [{ path: 'a', text: '', isDiff: false }];
  expect(actions({ newPlatform, answers, files })).toEqual([
    'Create these files',
    'Change an answer',
    'Add another function',
    'Preview a file',
    'Cancel',
  ]);
  expect(actions({ answers, files: [] })).not.toContain('Preview a file');
  expect(actions({ answers: [], files })).toEqual(['Make these changes', 'Preview a file', 'Cancel']);
});

test('a card is offered where the only function has none', () => {
  const offer = 'Add a card that calls it';
  expect(actions({ answers, files: [], lacksCard: true })).toContain(offer);
  expect(actions({ answers, files: [], lacksCard: false })).not.toContain(offer);
  expect(actions({ answers: [], files: [], lacksCard: true })).not.toContain(offer);
});
