import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlatform } from '../../src/answers/choices.ts';
import type { FunctionOptions, ProjectOptions } from '../../src/data/options.ts';
import { isOffered, platforms } from '../../src/data/platforms.ts';
import { type Surroundings, startConversation, withoutLast } from '../../src/prompts/conversation.ts';
import { nextQuestion, type TextField, textFault } from '../../src/prompts/questions.ts';
import { answer, asked, existing, inProject, nowhere, takeProposals } from './talk.ts';

/** The question on one option of the first function, or of the project, everything before it given. */
function questionOn(
  id: string,
  said: FunctionOptions & ProjectOptions,
  surroundings: Surroundings = nowhere,
) {
  const { app = 'my-app', platform = '2023.2', ...ofFunction } = said;
  const everything = {
    function: 'hello',
    template: 'hello',
    secret: [],
    token: false,
    endpoint: 'x',
    method: ['GET'],
  };
  const [option = ''] = id.split('.');
  const functionOptions = Object.entries({ ...everything, ...ofFunction }).filter(
    ([name]) => name !== option,
  );
  const project = Object.fromEntries(Object.entries({ app, platform }).filter(([name]) => name !== option));
  const talk = startConversation({ project, functions: [Object.fromEntries(functionOptions)] });
  const question = asked(talk, surroundings);
  expect(question.id).toBe(id);
  return question;
}

function textField(id: string, said: FunctionOptions, surroundings?: Surroundings): TextField {
  const { field } = questionOn(id, said, surroundings);
  if (field.kind !== 'text') throw new Error(`${id} is no text`);
  return field;
}

describe('what is proposed', () => {
  test('the app is called as its directory, or my-app where there is none', () => {
    expect(asked(startConversation({ project: {}, functions: [{}] }), nowhere).field).toMatchObject({
      proposal: 'my-app',
    });
    const named = { ...nowhere, defaultApp: 'shop' };
    expect(asked(startConversation({ project: {}, functions: [{}] }), named).field).toMatchObject({
      proposal: 'shop',
    });
  });

  test("a template's secrets are filled in, to be edited but not emptied", () => {
    const proxy = nowhere.templates.find(({ name }) => name === 'proxy');
    const field = textField('secret.0', { template: 'proxy' });
    expect(field).toMatchObject({ initial: proxy?.secrets.join(', '), optional: false });
    expect(textField('secret.0', { template: 'hello' })).toMatchObject({ initial: '', optional: true });
    expect(field.initial).not.toBe('');
  });

  test("an endpoint's path follows from the function's name where the template needs one, and is optional elsewhere", () => {
    expect(textField('endpoint.0', { function: 'orders', template: 'endpoint' })).toMatchObject({
      proposal: 'orders',
      optional: false,
    });
    expect(textField('endpoint.0', { function: 'orders' })).not.toHaveProperty('proposal');
    expect(textField('endpoint.0', { function: 'orders' }).optional).toBe(true);
  });

  test('a path or name that is taken is not proposed', () => {
    const there = inProject([
      existing('other', { endpoint: { path: 'orders', methods: ['GET'] } }),
      existing('hello'),
    ]);
    expect(textField('endpoint.0', { function: 'orders', template: 'endpoint' }, there)).not.toHaveProperty(
      'proposal',
    );
    expect(textField('function.0', {}, { ...there, defaultFunction: 'hello' })).not.toHaveProperty(
      'proposal',
    );
  });

  test('every platform version that a project can be made for is offered with what it means today, and no other', () => {
    const { field } = questionOn('platform', {});
    if (field.kind !== 'select') throw new Error('no select');
    expect(field.choices.map(({ value }) => value)).toEqual(
      platforms.filter(isOffered).map(({ version }) => version),
    );
    for (const { value, hint } of field.choices) {
      expect(parsePlatform(value)).toMatchObject({ value: { today: hint } });
    }
  });

  test('in any project, whatever is proposed can be taken', () => {
    const name = fc.constantFrom('hello', 'Hello', 'orders', 'x');
    const functions = fc.array(fc.record({ name, path: fc.option(name, { nil: undefined }) }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        functions,
        name,
        fc.constantFrom('hello', 'endpoint', 'proxy'),
        (there, wanted, template) => {
          const project = inProject(
            there.map((one) =>
              existing(one.name, one.path ? { endpoint: { path: one.path, methods: ['GET'] } } : {}),
            ),
          );
          const place = { ...project, defaultFunction: wanted };
          let talk = startConversation({ project: {}, functions: [{ template }] });
          for (let next = nextQuestion(talk, place); next !== undefined; next = nextQuestion(talk, place)) {
            const { field } = next.question;
            if (field.kind === 'text' && field.proposal !== undefined)
              expect(textFault(field, '')).toBeUndefined();
            if (field.kind === 'text' && field.initial !== '')
              expect(textFault(field, field.initial)).toBeUndefined();
            talk = answer(
              talk,
              place,
              field.kind === 'text' ? field.initial || (field.proposal ?? 'free') : field.initial,
            );
          }
        },
      ),
    );
  });
});

describe('what the project has is shown', () => {
  const there = inProject([
    existing('sync', {
      secrets: ['STRIPE_KEY', 'PRIVATE_APP_ACCESS_TOKEN'],
      endpoint: { path: 'api/sync', methods: ['GET'] },
    }),
    existing('list', { secrets: ['STRIPE_KEY', 'MAPS_KEY'] }),
  ]);

  test('its functions, secrets to share, and paths that are taken', () => {
    expect(questionOn('function.0', {}, there).here).toBe('Already here: sync, list');
    expect(questionOn('secret.0', {}, there).here).toBe(
      'In use here, name one to share it: STRIPE_KEY, MAPS_KEY',
    );
    expect(questionOn('endpoint.0', {}, there).here).toBe('Taken here: api/sync');
  });

  test('nothing is shown where nothing is', () => {
    expect(questionOn('function.0', {}, inProject([])).here).toBeUndefined();
    expect(questionOn('secret.0', {}).here).toBeUndefined();
  });

  test('of many, eight are named', () => {
    const many = inProject(Array.from({ length: 100 }, (_, index) => existing(`f${index}`)));
    expect(questionOn('function.0', {}, many).here).toMatch(/^Already here: (f9\d, ){7}f99, and 92 more$/);
  });

  test('names cannot write to the terminal', () => {
    const odd = inProject([existing('a\u001b[2Jb')]);
    expect(questionOn('function.0', {}, odd).here).toBe('Already here: a\\x1b[2Jb');
  });
});

describe('what is refused while it is typed', () => {
  test('a name that the project has, in any case', () => {
    const there = inProject([existing('sync')]);
    expect(textFault(textField('function.0', {}, there), 'Sync')).toMatch(/Take another name: .*sync\.js/);
    expect(textFault(textField('function.0', {}, there), 'sync2')).toBeUndefined();
  });

  test('a name whose file is there though no configuration names it', () => {
    const there = inProject([], { functionFiles: ['Sync.js', 'lib/other.js', 'notes.md'] });
    expect(textFault(textField('function.0', {}, there), 'sync')).toMatch(/Sync\.js is already in/);
    expect(textFault(textField('function.0', {}, there), 'other')).toBeUndefined();
    expect(textFault(textField('function.0', {}, there), 'notes')).toBeUndefined();
  });

  test("a uid of the project's other components", () => {
    const there = inProject([], { uids: new Map([['my_app', 'src/app/app-hsmeta.json']]) });
    expect(textFault(textField('function.0', {}, there), 'my_app')).toMatch(/app-hsmeta\.json/);
  });

  test('a path that the project has, also with a slash in front', () => {
    const there = inProject([existing('sync', { endpoint: { path: 'api/x', methods: ['GET'] } })]);
    expect(textFault(textField('endpoint.0', {}, there), '/api/x')).toMatch(/Take another path: sync/);
    expect(textFault(textField('endpoint.0', {}, there), 'api/y')).toBeUndefined();
  });

  test('a name and a path of another function of this run', () => {
    const given = { project: {}, functions: [{ function: 'one', endpoint: 'api/one' }] };
    let talk = answer(
      withoutLast(takeProposals(startConversation(given), nowhere).talk, nowhere),
      nowhere,
      true,
    );
    const nameField = asked(talk, nowhere).field as TextField;
    expect(textFault(nameField, 'ONE')).toMatch(/another function of this run/);
    for (const value of ['two', 'hello', '', false]) talk = answer(talk, nowhere, value);
    const pathField = asked(talk, nowhere).field as TextField;
    expect(textFault(pathField, 'api/one')).toMatch(/one has that path/);
  });

  test('an empty answer, except where it may be empty', () => {
    expect(textFault(textField('function.0', {}, inProject([])), ' ')).toBe('This needs an answer.');
    expect(textFault(textField('secret.0', {}), ' ')).toBeUndefined();
    expect(textFault(textField('endpoint.0', {}), '')).toBeUndefined();
  });

  test('secrets that no function can have', () => {
    expect(textFault(textField('secret.0', {}), 'A, PRIVATE_APP_ACCESS_TOKEN')).toMatch(
      /provided by HubSpot/,
    );
    expect(textFault(textField('secret.0', {}), 'A, a')).toMatch(/only in case/);
    expect(textFault(textField('secret.0', {}), 'A, A')).toBeUndefined();
    expect(textFault(textField('secret.0', {}), 'A,,B,')).toBeUndefined();
  });
});

test('the questions on a second function say which one they are on', () => {
  const first = takeProposals(startConversation({ project: {}, functions: [{}] }), nowhere).talk;
  const second = answer(withoutLast(first, nowhere), nowhere, true);
  expect(asked(second, nowhere).message).toBe('Function 2: What is the function called?');
  expect(asked(answer(second, nowhere, 'world'), nowhere).message).toMatch(/^world: /);
});

test('a message says how to write several values, and where none is an answer', () => {
  expect(questionOn('secret.0', {}).message).toMatch(/\(comma-separated, empty for none\)$/);
  expect(questionOn('endpoint.0', {}).message).toMatch(/\(empty for none\)$/);
  expect(questionOn('endpoint.0', { template: 'endpoint' }).message).not.toContain('none');
});
