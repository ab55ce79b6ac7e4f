import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputsOf } from '../../src/plan/function-inputs.ts';
import { findTemplate, renderFunction, type Template } from '../../src/plan/render.ts';
import { functionAnswers } from '../templates/generated.ts';

const handler = (body: string) => `exports.main = async (context) => {\n${body}\n};\n`;

test.each([
  [
    'members',
    handler('return context.parameters.name + context.propertiesToSend.email;'),
    ['email'],
    ['name'],
  ],
  [
    'optional members',
    handler('return context.parameters?.name ?? context?.parameters?.id;'),
    [],
    ['name', 'id'],
  ],
  ['members in quotes', handler("return context.parameters['first-name'];"), [], ['first-name']],
  [
    'destructured names',
    handler(
      'const { name, id: key = 1 } = context.parameters ?? {};\nconst { email } = context.propertiesToSend;',
    ),
    ['email'],
    ['name', 'id'],
  ],
  ['a destructured context', 'exports.main = async ({ parameters: { name } = {} }) => name;', [], ['name']],
  [
    'a part of the context',
    handler('const { parameters } = context;\nreturn parameters.name;'),
    [],
    ['name'],
  ],
  ['an ES module', 'export const main = async ({ parameters }) => parameters.name;', [], ['name']],
  [
    'methods',
    handler('return context.parameters.items.map(String).concat(context.parameters.toString());'),
    [],
    ['items'],
  ],
  ['nothing', handler('return context.body.name;'), [], []],
  ['what is no JavaScript', 'exports.main = (context: Context) => context.parameters.name;', [], []],
])('finds %s', (_, source, properties, parameters) => {
  expect(inputsOf(source)).toEqual({ properties, parameters });
});

test('finds what the templates read', () => {
  const inputs = (template: string) =>
    inputsOf(
      renderFunction(findTemplate(template) as Template, functionAnswers({ template }), '../types/context'),
    );
  expect(inputs('hello')).toEqual({ properties: [], parameters: ['name'] });
  expect(inputs('contact')).toEqual({ properties: ['hs_object_id'], parameters: ['contactId'] });
  expect(inputs('proxy')).toEqual({ properties: [], parameters: ['query'] });
});

test('takes any text', () => {
  fc.assert(fc.property(fc.string(), (text) => void inputsOf(text)));
});
