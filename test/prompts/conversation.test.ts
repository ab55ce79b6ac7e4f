import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnswerValue,
  answersGiven,
  type Conversation,
  reopened,
  startConversation,
  withAnother,
  withAnswer,
  withDraft,
  withoutLast,
} from '../../src/prompts/conversation.ts';
import type { Field } from '../../src/prompts/fields.ts';
import { nextQuestion } from '../../src/prompts/questions.ts';
import type { GivenAnswers } from '../../src/types.ts';
import { answer, answeredTo, asked, existing, inProject, nowhere, takeProposals } from './talk.ts';

const nothing: GivenAnswers = { project: {}, functions: [{}] };
const start = () => startConversation(nothing);

/** The conversation after these answers, given by question id, and defaults for the other questions. */
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
    const { id, byDefault = '' } = next.question;
    talk = withAnswer(talk, next.step, answeredTo(next.question, answers[id] ?? byDefault));
  }
  return talk;
}

describe('what is asked', () => {
  test('five questions make a new project for whoever only presses Enter', () => {
    expect(takeProposals(start(), nowhere).ids).toEqual([
      'template.0',
      'function.0',
      'app',
      'secret.0',
      'access.0',
    ]);
  });

  test.each([
    ['template.0', 'contact'],
    ['function.0', 'orders'],
    ['app', 'shop'],
    ['secret.0', 'API_KEY'],
    ['access.0', 'public'],
  ])('whoever gives an answer at %s is asked for the platform version last', (id, value) => {
    const { answered } = talkWith({ [id]: value });
    expect([...answered.keys()].at(-1)).toBe('platform');
  });

  test('so is whoever was asked fewer questions, as long as it takes six presses of Enter to the end', () => {
    const { ids } = takeProposals(start(), { ...nowhere, defaultApp: 'shop' });
    expect(ids).toEqual(['template.0', 'function.0', 'secret.0', 'access.0', 'platform']);
  });

  test('a version that is known is not asked: the project has one, it was given, or the review was there', () => {
    expect(takeProposals(start(), inProject([])).ids).not.toContain('platform');
    const given = { project: { platform: '2026.09' }, functions: [{}] };
    expect(talkWith({ app: 'shop' }, given).answered.has('platform')).toBe(false);
    const changed = answer(reopened(talkWith({}), 'app'), nowhere, 'shop');
    expect(nextQuestion(changed, nowhere)).toBeUndefined();
  });

  test('in a project the app is not asked, and with a directory neither', () => {
    expect(takeProposals(start(), inProject([])).ids).not.toContain('app');
    expect(takeProposals(start(), { ...nowhere, defaultApp: 'shop' }).ids).not.toContain('app');
  });

  test('what was given by option is not asked', () => {
    const given = { project: { app: 'a' }, functions: [{ function: 'f', secret: [], endpoint: '' }] };
    expect(takeProposals(startConversation(given), nowhere).ids).toEqual(['template.0', 'platform']);
  });

  test('path and methods are asked only for a function that anyone may call', () => {
    expect(talkWith({}).answered.has('endpoint.0')).toBe(false);
    const { answered } = talkWith({ 'access.0': 'public' });
    expect(answered.get('endpoint.0')?.value).toBe('my-app/hello');
    expect(answered.get('method.0')?.value).toEqual(['GET']);
  });

  test('who may call is not asked for a template that answers requests', () => {
    const { ids } = takeProposals(
      startConversation({ project: {}, functions: [{ template: 'endpoint' }] }),
      nowhere,
    );
    expect(ids).toEqual(['function.0', 'app', 'secret.0', 'endpoint.0', 'method.0']);
  });

  test('another function is asked for its own values, and not for the project again', () => {
    const { ids, talk } = takeProposals(withAnother(talkWith({})), nowhere);
    expect(ids).toEqual(['template.1', 'function.1', 'secret.1', 'access.1']);
    expect(answersGiven(talk, nowhere).functions).toMatchObject([
      { function: 'hello' },
      { function: 'hello-2' },
    ]);
  });

  test('functions of an answers file are each asked for what they lack', () => {
    const given = { project: { app: 'a' }, functions: [{ function: 'one' }, { function: 'two' }] };
    const { ids } = takeProposals(startConversation(given), nowhere);
    expect(ids.filter((id) => id.startsWith('template'))).toEqual(['template.0', 'template.1']);
  });
});

describe('what was said', () => {
  test('given and answered values stand together, and an answer counts before what was given', () => {
    const given = { directory: './x', project: { app: 'a', install: false }, functions: [{ function: 'f' }] };
    const talk = answer(reopened(talkWith({ 'secret.0': ' A B, C ' }, given), 'app'), nowhere, 'b');
    expect(answersGiven(talk, nowhere)).toMatchObject({
      directory: './x',
      project: { app: 'b', install: false },
      functions: [{ function: 'f', template: 'hello', secret: ['A', 'B', 'C'] }],
    });
  });

  test('a function that only UI extensions may call has no endpoint, also where one was given', () => {
    const given = { project: {}, functions: [{ endpoint: 'api', method: ['POST'] }] };
    const talk = reopened(talkWith({}, given), 'access.0');
    const [said] = answersGiven(answer(talk, nowhere, 'private'), nowhere).functions;
    expect(said).not.toHaveProperty('endpoint');
    expect(said).not.toHaveProperty('method');
  });

  test('path and methods come back with an answer that was changed back', () => {
    const open = talkWith({ 'access.0': 'public', 'endpoint.0': 'x', 'method.0': ['PUT'] });
    const closed = answer(reopened(open, 'access.0'), nowhere, 'private');
    expect(answersGiven(closed, nowhere).functions[0]).not.toHaveProperty('method');
    const again = answer(reopened(closed, 'access.0'), nowhere, 'public');
    expect(answersGiven(again, nowhere).functions[0]).toMatchObject({ endpoint: 'x', method: ['PUT'] });
  });
});

describe('going back', () => {
  test('asks the question before again, with its answer filled in', () => {
    const talk = withoutLast(answer(answer(start(), nowhere, 'proxy'), nowhere, 'search'), nowhere);
    expect(asked(talk, nowhere)).toMatchObject({ id: 'function.0', field: { initial: 'search' } });
    expect(asked(withoutLast(talk, nowhere), nowhere)).toMatchObject({
      id: 'template.0',
      field: { initial: 'proxy' },
    });
  });

  test('an accepted default is proposed again, since it may have changed', () => {
    const talk = answer(answer(start(), nowhere, 'hello'), nowhere, 'hello');
    const back = withoutLast(withoutLast(talk, nowhere), nowhere);
    expect(asked(answer(back, nowhere, 'proxy'), nowhere).field).toMatchObject({
      initial: '',
      proposal: 'proxy',
    });
  });

  test('keeps what was typed and not sent', () => {
    const talk = answer(start(), nowhere, 'hello');
    const back = withoutLast(withDraft(talk, 'function.0', 'sync-con'), nowhere);
    expect(asked(answer(back, nowhere, 'proxy'), nowhere).field).toMatchObject({ initial: 'sync-con' });
  });

  test('keeps a choice that was made and not sent', () => {
    const talk = answer(answer(answer(start(), nowhere, 'hello'), nowhere, 'hello'), nowhere, 'shop');
    const back = withoutLast(withDraft(answer(talk, nowhere, ''), 'access.0', 'public'), nowhere);
    expect(asked(answer(back, nowhere, 'A'), nowhere)).toMatchObject({
      id: 'access.0',
      field: { initial: 'public' },
    });
  });

  test('does nothing at the first question', () => {
    expect(withoutLast(start(), nowhere)).toEqual(start());
  });

  test('out of another function keeps its answers, in case it is wanted after all', () => {
    const named = answer(answer(withAnother(talkWith({})), nowhere, 'proxy'), nowhere, 'search');
    const out = withoutLast(withoutLast(withoutLast(named, nowhere), nowhere), nowhere);
    expect(out.functionCount).toBe(1);
    const again = withAnother(out);
    expect(asked(again, nowhere)).toMatchObject({ id: 'template.1', field: { initial: 'proxy' } });
    expect(asked(answer(again, nowhere, 'proxy'), nowhere)).toMatchObject({ field: { initial: 'search' } });
  });

  test('from the first question on another function takes that function back', () => {
    const talk = talkWith({});
    expect(withoutLast(withAnother(talk), nowhere)).toEqual({ ...talk, reviewed: true });
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

  test.each([
    ['token.0', 'yes'],
    ['dependency.0', 'zod'],
    ['platform', '2026.09'],
    ['package-manager', 'pnpm'],
  ])('also what is never asked: %s', (id, value) => {
    const talk = answer(reopened(talkWith({}), id), nowhere, value);
    expect(nextQuestion(talk, nowhere)).toBeUndefined();
    expect(JSON.stringify(answersGiven(talk, nowhere))).toContain(value === 'yes' ? 'true' : value);
  });

  test('and going back from it leaves everything as it was', () => {
    const talk = talkWith({});
    expect(withoutLast(reopened(talk, 'function.0'), nowhere)).toEqual({ ...talk, reviewed: true });
  });

  test('another template asks again what only accepted a default, and keeps what was typed', () => {
    const talk = talkWith({ 'function.0': 'search', 'secret.0': 'MAPS_KEY' });
    const { ids, talk: after } = takeProposals(
      answer(reopened(talk, 'template.0'), nowhere, 'proxy'),
      nowhere,
    );
    expect(ids).toEqual(['access.0']);
    expect(answersGiven(after, nowhere).functions[0]).toMatchObject({
      function: 'search',
      secret: ['MAPS_KEY'],
    });
  });

  test('paths that were only accepted follow the name of the app and the function, and typed ones stay', () => {
    const accepted = talkWith({ 'access.0': 'public' });
    for (const [id, path] of [
      ['app', 'shop/hello'],
      ['function.0', 'my-app/shop'],
    ] as const) {
      const changed = answer(reopened(accepted, id), nowhere, 'shop');
      expect(asked(changed, nowhere)).toMatchObject({ id: 'endpoint.0', field: { proposal: path } });
    }
    const typed = talkWith({ 'access.0': 'public', 'endpoint.0': 'api' });
    expect(nextQuestion(answer(reopened(typed, 'app'), nowhere, 'shop'), nowhere)).toBeUndefined();
  });

  test('the same template again asks nothing', () => {
    const talk = answer(reopened(talkWith({}), 'template.0'), nowhere, 'hello');
    expect(nextQuestion(talk, nowhere)).toBeUndefined();
  });
});

/** Any answer that a field accepts. */
function anyAnswer(field: Field): fc.Arbitrary<AnswerValue> {
  switch (field.kind) {
    case 'text':
      return fc.constantFrom('', 'alpha', 'beta', 'GAMMA');
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

  test('going all the way back and forward again with Enter gives the same answers', () => {
    fc.assert(
      fc.property(anyGiven, fc.constantFrom(...places), fc.gen(), (given, place, any) => {
        let talk = startConversation(given);
        for (let next = nextQuestion(talk, place); next !== undefined; next = nextQuestion(talk, place)) {
          // Leaving a text empty accepts the default.
          const value = any(anyAnswer, next.question.field) || (next.question.byDefault ?? '');
          talk = withAnswer(talk, next.step, answeredTo(next.question, value));
        }
        const before = answersGiven(talk, place);
        while (talk !== withoutLast(talk, place)) talk = withoutLast(talk, place);
        expect(answersGiven(takeProposals(talk, place).talk, place)).toEqual(before);
      }),
      { numRuns: 200, endOnFailure: true },
    );
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

          const after = withAnswer(talk, next.step, answeredTo(next.question, any(anyAnswer, field)));
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
