import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnswerValue,
  answersGiven,
  type Conversation,
  reopened,
  startConversation,
  withAnswer,
  withoutLast,
} from '../../src/prompts/conversation.ts';
import type { Field } from '../../src/prompts/questions.ts';
import { nextQuestion } from '../../src/prompts/questions.ts';
import type { GivenAnswers } from '../../src/types.ts';
import { answer, asked, existing, inProject, nowhere, takeProposals } from './talk.ts';

const nothing: GivenAnswers = { project: {}, functions: [{}] };
const start = () => startConversation(nothing);

/** The conversation after these answers, given by the ids of their questions, and proposals for the others. */
function talkWith(
  answers: Record<string, AnswerValue>,
  given = nothing,
  surroundings = nowhere,
): Conversation {
  let talk = startConversation(given);
  for (
    let next = nextQuestion(talk, surroundings);
    next !== undefined;
    next = nextQuestion(talk, surroundings)
  ) {
    const { initial, ...field } = next.question.field;
    const fallback = 'proposal' in field ? field.proposal : initial;
    talk = withAnswer(talk, next.step, answers[next.question.id] ?? fallback ?? '');
  }
  return talk;
}

describe('what is asked', () => {
  test('a new project is asked for everything that its table of options asks, and whether another function follows', () => {
    expect(takeProposals(start(), nowhere).ids).toEqual([
      'app',
      'function.0',
      'template.0',
      'platform',
      'secret.0',
      'token.0',
      'endpoint.0',
      'another.0',
    ]);
  });

  test('in a project neither the app nor the platform is asked', () => {
    const { ids } = takeProposals(start(), inProject([]));
    expect(ids).not.toContain('app');
    expect(ids).not.toContain('platform');
  });

  test('what was given by option is not asked', () => {
    const given = {
      project: { app: 'a', platform: '2026.09' },
      functions: [{ function: 'f', secret: [], token: false }],
    };
    expect(takeProposals(startConversation(given), nowhere).ids).toEqual([
      'template.0',
      'endpoint.0',
      'another.0',
    ]);
  });

  test('where everything was given nothing is asked, not even for another function', () => {
    const one = {
      function: 'f',
      template: 'hello',
      secret: ['A'],
      token: false,
      endpoint: 'x',
      method: ['GET'],
    };
    const given = { project: { app: 'a', platform: '2026.09' }, functions: [one] };
    expect(takeProposals(startConversation(given), nowhere).ids).toEqual([]);
  });

  test('methods are asked only for an endpoint', () => {
    expect(talkWith({ 'endpoint.0': '' }).answered.has('method.0')).toBe(false);
    expect(talkWith({ 'endpoint.0': 'api/x' }).answered.has('method.0')).toBe(true);
  });

  test('the token is not asked for a template that needs it', () => {
    const template = nowhere.templates.find(({ token }) => token);
    expect(template).toBeDefined();
    expect(talkWith({ 'template.0': template?.name ?? '' }).answered.has('token.0')).toBe(false);
  });

  test('another function is asked for its own values, and not for the project again', () => {
    const talk = talkWith({ 'another.0': true, 'function.1': 'second', 'secret.1': 'A, B' });
    expect([...talk.answered.keys()].slice(8)).toEqual([
      'function.1',
      'template.1',
      'secret.1',
      'token.1',
      'endpoint.1',
      'another.1',
    ]);
    expect(answersGiven(talk, nowhere).functions).toMatchObject([
      { function: 'hello' },
      { function: 'second', secret: ['A', 'B'] },
    ]);
  });

  test('functions of an answers file are each asked for what they lack', () => {
    const given = {
      project: { app: 'a', platform: '2026.09' },
      functions: [{ function: 'one' }, { function: 'two' }],
    };
    const { ids } = takeProposals(startConversation(given), nowhere);
    expect(ids.filter((id) => id.startsWith('template'))).toEqual(['template.0', 'template.1']);
    expect(ids.filter((id) => id.startsWith('another'))).toEqual(['another.1']);
  });
});

describe('what was said', () => {
  test('given and answered values stand together, and an answer counts before what was given', () => {
    const given = { directory: './x', project: { app: 'a', install: false }, functions: [{ function: 'f' }] };
    const talk = talkWith({ app: 'b', 'secret.0': ' A,B , ' }, given);
    const changed = withAnswer(talk, { id: 'app', asked: 'app', index: undefined, value: 'a' }, 'b');
    expect(answersGiven(changed, nowhere)).toMatchObject({
      directory: './x',
      project: { app: 'b', install: false, platform: '2023.2' },
      functions: [{ function: 'f', template: 'hello', secret: ['A', 'B'], token: false }],
    });
  });

  test('an empty path says that there is no endpoint, also where one was given', () => {
    const given = { project: {}, functions: [{ endpoint: 'api', method: ['POST'] }] };
    const talk = reopened(talkWith({}, given), 'endpoint.0');
    const [said] = answersGiven(answer(talk, nowhere, ''), nowhere).functions;
    expect(said).not.toHaveProperty('endpoint');
    expect(said).not.toHaveProperty('method');
  });

  test('a method that was answered before the endpoint was taken away is not said', () => {
    const talk = reopened(talkWith({ 'endpoint.0': 'x', 'method.0': ['PUT'] }), 'endpoint.0');
    expect(answersGiven(talk, nowhere).functions[0]).toMatchObject({ method: ['PUT'] });
    expect(answersGiven(answer(talk, nowhere, ''), nowhere).functions[0]).not.toHaveProperty('method');
  });
});

describe('going back', () => {
  test('asks the question before again, with its answer filled in', () => {
    const talk = withoutLast(answer(answer(start(), nowhere, 'one'), nowhere, 'two'), nowhere);
    expect(asked(talk, nowhere)).toMatchObject({ id: 'function.0', field: { initial: 'two' } });
    expect(asked(withoutLast(talk, nowhere), nowhere)).toMatchObject({
      id: 'app',
      field: { initial: 'one' },
    });
  });

  test('does nothing at the first question', () => {
    expect(withoutLast(start(), nowhere)).toEqual(start());
  });

  test('passes over answers that make no sense any more', () => {
    const talk = answer(reopened(talkWith({ 'endpoint.0': 'x' }), 'endpoint.0'), nowhere, '');
    expect(asked(withoutLast(talk, nowhere), nowhere)).toMatchObject({ id: 'endpoint.0' });
  });
});

describe('changing an answer', () => {
  test('asks just that question again, with the answer filled in, also where it was given by option', () => {
    const given = { project: { app: 'given' }, functions: [{}] };
    const talk = reopened(talkWith({}, given), 'app');
    expect(asked(talk, nowhere)).toMatchObject({ id: 'app', field: { initial: 'given' } });
    const changed = answer(talk, nowhere, 'other');
    expect(nextQuestion(changed, nowhere)).toBeUndefined();
    expect(answersGiven(changed, nowhere).project.app).toBe('other');
  });

  test('and going back from it leaves everything as it was', () => {
    const talk = talkWith({});
    expect(withoutLast(reopened(talk, 'function.0'), nowhere)).toEqual(talk);
  });

  test('asks what follows from the new answer', () => {
    const talk = answer(reopened(talkWith({}), 'endpoint.0'), nowhere, 'api/x');
    expect(asked(talk, nowhere).id).toBe('method.0');
  });

  test('another template asks again what its proposals were for', () => {
    const talk = answer(reopened(talkWith({}), 'template.0'), nowhere, 'proxy');
    const { ids, talk: after } = takeProposals(talk, nowhere);
    expect(ids).toEqual(['secret.0', 'token.0', 'endpoint.0']);
    const secrets = nowhere.templates.find(({ name }) => name === 'proxy')?.secrets;
    expect(answersGiven(after, nowhere).functions[0]?.secret).toEqual(secrets);
  });

  test('the same template again asks nothing', () => {
    const talk = answer(reopened(talkWith({}), 'template.0'), nowhere, 'hello');
    expect(nextQuestion(talk, nowhere)).toBeUndefined();
  });
});

/** Any answer that a field can have. */
function anyAnswer(field: Field): fc.Arbitrary<AnswerValue> {
  switch (field.kind) {
    case 'text':
      return fc.constantFrom('', 'alpha', 'beta', 'GAMMA');
    case 'confirm':
      return fc.boolean();
    case 'select':
      return fc.constantFrom(...field.choices.map(({ value }) => value));
    case 'multiselect':
      return fc.subarray(
        field.choices.map(({ value }) => value),
        { minLength: 1 },
      );
  }
}

describe('any talk, forwards and backwards', () => {
  const places = [
    nowhere,
    inProject([existing('old', { secrets: ['OLD'], endpoint: { path: 'old', methods: ['GET'] } })]),
  ];
  const anyGiven = fc.record({
    project: fc.record({ app: fc.constant('given'), platform: fc.constant('2026.09') }, { requiredKeys: [] }),
    functions: fc.array(
      fc.record(
        {
          function: fc.constantFrom('one', 'two'),
          template: fc.constantFrom('hello', 'contact', 'endpoint', 'proxy'),
          secret: fc.constantFrom([], ['A']),
          token: fc.boolean(),
          endpoint: fc.constantFrom('', 'api'),
          method: fc.constant(['POST']),
        },
        { requiredKeys: [] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  });

  test('asks only what makes sense, and going back undoes exactly one answer', () => {
    fc.assert(
      fc.property(anyGiven, fc.constantFrom(...places), fc.gen(), fc.nat(30), (given, place, any, length) => {
        let talk = startConversation(given);
        for (let step = 0; step < length; step++) {
          const next = nextQuestion(talk, place);
          if (next === undefined) break;
          const { id, field } = next.question;
          const [option = '', index] = id.split('.');
          const options = (index === undefined ? given.project : given.functions[Number(index)]) ?? {};
          expect(options, id).not.toHaveProperty(option);
          expect(talk.answered.has(id)).toBe(false);
          const said = answersGiven(talk, place).functions[Number(index ?? 0)] ?? {};
          if (option === 'method') expect(said.endpoint).toBeTruthy();
          if (option === 'token')
            expect(place.templates.find(({ name }) => name === said.template)?.token).toBe(false);

          const value = any(anyAnswer, field);
          const after = withAnswer(talk, next.step, value);
          const back = nextQuestion(withoutLast(after, place), place);
          expect(back?.question.id).toBe(id);
          expect(withoutLast(after, place).answered).toEqual(talk.answered);
          talk = after;
        }
        let steps = talk.answered.size;
        for (; talk !== withoutLast(talk, place); steps--) talk = withoutLast(talk, place);
        expect(talk.answered.size).toBe(0);
        expect(steps).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
