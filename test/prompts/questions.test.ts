import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlatform } from '../../src/answers/choices.ts';
import type { FunctionOptions, ProjectOptions } from '../../src/data/options.ts';
import { isOffered, platforms } from '../../src/data/platforms.ts';
import { rejected } from '../../src/messages/messages.ts';
import {
  reopened,
  type Surroundings,
  startConversation,
  withAnother,
} from '../../src/prompts/conversation.ts';
import { type TextField, textFault } from '../../src/prompts/fields.ts';
import { nextQuestion } from '../../src/prompts/questions.ts';
import { answer, asked, existing, inProject, nowhere, takeProposals } from './talk.ts';

/** The question about one option of the first function or the project, with everything before it answered. */
function questionOn(
  id: string,
  said: FunctionOptions & ProjectOptions,
  surroundings: Surroundings = nowhere,
) {
  const { app = 'my-app', platform = '2023.2', ...ofFunction } = said;
  const everything = {
    function: 'hello',
    template: id === 'endpoint.0' ? 'endpoint' : 'hello',
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
  const question = asked(reopened(talk, id), surroundings);
  expect(question.id).toBe(id);
  return question;
}

function textField(
  id: string,
  said: FunctionOptions & ProjectOptions,
  surroundings?: Surroundings,
): TextField {
  const { field } = questionOn(id, said, surroundings);
  if (field.kind !== 'text') throw new Error(`${id} is no text`);
  return field;
}

describe('what is proposed', () => {
  test('the app is called as its directory, or my-app where there is none', () => {
    expect(textField('app', {}).proposal).toBe('my-app');
    expect(textField('app', {}, { ...nowhere, defaultApp: 'shop' }).proposal).toBe('shop');
  });

  test("a template's secrets are the default where it has some, and none elsewhere", () => {
    const proxy = nowhere.templates.find(({ name }) => name === 'proxy');
    const field = textField('secret.0', { template: 'proxy' });
    expect(field).toMatchObject({ proposal: proxy?.secrets.join(', '), optional: false });
    expect(textField('secret.0', { template: 'hello' })).toMatchObject({ initial: '', optional: true });
  });

  test("a function is called as its template, and its path is the app's and its name", () => {
    expect(textField('function.0', { template: 'proxy' }).proposal).toBe('proxy');
    expect(textField('endpoint.0', { function: 'orders', app: 'My Shop' }).proposal).toBe('my-shop/orders');
  });

  test('the name that folder, uid and package get is shown while the app is named', () => {
    const derived = textField('app', {}).derived?.('Größe & Co');
    expect(derived).toBe('Folder, uid and package name: grosse-co');
  });

  test('a folder that holds a project is not proposed for an app, and refused', () => {
    const folderFault = (app: string) =>
      app === 'my-app' ? rejected('folder-has-a-project', { name: app }) : undefined;
    const field = textField('app', {}, { ...nowhere, folderFault });
    expect(field.proposal).toBe('my-app-2');
    expect(textFault(field, 'my-app')).toBe('my-app already has a project. Choose another name.');
  });

  test('a path or name that is taken is proposed with a number', () => {
    const there = inProject([
      existing('other', { endpoint: { path: 'my-app/orders', methods: ['GET'] } }),
      existing('hello'),
    ]);
    expect(textField('endpoint.0', { function: 'orders' }, there).proposal).toBe('my-app/orders-2');
    expect(textField('function.0', {}, there).proposal).toBe('hello-2');
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
          const place = { ...project, functionNameFor: () => wanted };
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
    expect(questionOn('function.0', {}, there).here).toBe('Already in this project: sync, list');
    expect(questionOn('secret.0', {}, there).here).toBe(
      'Already used here (enter one to reuse it): STRIPE_KEY, MAPS_KEY',
    );
    expect(questionOn('endpoint.0', {}, there).here).toBe('Already taken here: api/sync');
  });

  test('nothing is shown where nothing is', () => {
    expect(questionOn('function.0', {}, inProject([])).here).toBeUndefined();
    expect(questionOn('secret.0', {}).here).toBeUndefined();
  });

  test('many are a count that can be opened', () => {
    const many = inProject(Array.from({ length: 100 }, (_, index) => existing(`f${index}`)));
    const { here, all } = questionOn('function.0', {}, many);
    expect(here).toBe('Already in this project: 100 names. Enter ? to list them.');
    expect(all).toMatch(/f0, f1, .*, f99$/);
  });

  test('names cannot write to the terminal', () => {
    const odd = inProject([existing('a\u001b[2Jb')]);
    expect(questionOn('function.0', {}, odd).here).toBe('Already in this project: a\\x1b[2Jb');
  });
});

describe('what is refused while it is typed', () => {
  test('a name that the project has, in any case', () => {
    const there = inProject([existing('sync')]);
    expect(textFault(textField('function.0', {}, there), 'Sync')).toMatch(/taken by .*sync\.js/);
    expect(textFault(textField('function.0', {}, there), 'sync2')).toBeUndefined();
  });

  test('a name whose file is there though no configuration names it', () => {
    const there = inProject([], { functionFiles: ['Sync.js', 'lib/other.js', 'notes.md'] });
    expect(textFault(textField('function.0', {}, there), 'sync')).toMatch(
      /taken by src\/app\/app\.functions\/Sync\.js/,
    );
    expect(textFault(textField('function.0', {}, there), 'other')).toBeUndefined();
    expect(textFault(textField('function.0', {}, there), 'notes')).toBeUndefined();
  });

  test("a uid of the project's other components", () => {
    const there = inProject([], { uids: new Map([['my_app', 'src/app/app-hsmeta.json']]) });
    expect(textFault(textField('function.0', {}, there), 'my_app')).toMatch(/app-hsmeta\.json/);
  });

  test('a path that the project has, also with a slash in front', () => {
    const there = inProject([existing('sync', { endpoint: { path: 'api/x', methods: ['GET'] } })]);
    expect(textFault(textField('endpoint.0', {}, there), '/api/x')).toMatch(/taken by sync/);
    expect(textFault(textField('endpoint.0', {}, there), 'api/y')).toBeUndefined();
  });

  test('a name and a path of another function of this run', () => {
    const given = { project: {}, functions: [{ function: 'one', endpoint: 'api/one' }] };
    let talk = withAnother(takeProposals(startConversation(given), nowhere).talk);
    talk = answer(talk, nowhere, 'hello');
    const nameField = asked(talk, nowhere).field as TextField;
    expect(textFault(nameField, 'ONE')).toMatch(/taken by another function/);
    for (const value of ['two', '', 'public']) talk = answer(talk, nowhere, value);
    const pathField = asked(talk, nowhere).field as TextField;
    expect(textFault(pathField, 'api/one')).toMatch(/taken by one/);
  });

  test('an empty answer, except where it may be empty', () => {
    expect(textFault({ ...textField('function.0', {}), proposal: '' }, ' ')).toBe('Please enter an answer.');
    expect(textFault(textField('secret.0', {}), ' ')).toBeUndefined();
  });

  test('secrets that no function can have', () => {
    expect(textFault(textField('secret.0', {}), 'A, PRIVATE_APP_ACCESS_TOKEN')).toMatch(/HubSpot provides/);
    expect(textFault(textField('secret.0', {}), 'A, a')).toMatch(/only in case/);
    expect(textFault(textField('secret.0', {}), 'A, A')).toBeUndefined();
    expect(textFault(textField('secret.0', {}), 'A,,B,')).toBeUndefined();
  });
});

test('the questions on a second function say which one they are on', () => {
  const first = takeProposals(startConversation({ project: {}, functions: [{}] }), nowhere).talk;
  const second = withAnother(first);
  expect(asked(second, nowhere).message).toBe('Function 2: What should the function do?');
  const named = answer(answer(second, nowhere, 'hello'), nowhere, 'world');
  expect(asked(named, nowhere).message).toMatch(/^world: /);
});
