import { answersFileFunctionOptions, answersFileOptions } from '../answers/answers-file.ts';
import { platformWords } from '../answers/choices.ts';
import { mostFunctions } from '../data/limits.ts';
import type { OptionRow, OptionTable } from '../data/options.ts';
import { choicesOf } from './help.ts';
import { formsOf } from './parse-args.ts';

/** The JSON Schema for answers files, generated from the option table. */
export function answersSchema() {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Answers for create-hs-function',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...propertiesOf(answersFileOptions),
      functions: {
        description: 'Several functions at once; the options of each function then go here.',
        type: 'array',
        minItems: 1,
        maxItems: mostFunctions,
        items: {
          type: 'object',
          additionalProperties: false,
          properties: propertiesOf(answersFileFunctionOptions),
        },
      },
    },
  };
}

function propertiesOf(table: OptionTable) {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, row]) =>
      formsOf(name, row).map((form) => [form.name, { description: form.summary, ...valueSchema(row) }]),
    ),
  );
}

function valueSchema(row: OptionRow) {
  const offered = row.choices && choicesOf(row.choices).map(({ value }) => value);
  const values = row.choices === 'platforms' ? platformWords() : offered;
  const text = { type: 'string', enum: values };
  switch (row.kind) {
    case 'text':
      return text;
    case 'list':
    case 'pairs':
      return { oneOf: [{ type: 'string' }, { type: 'array', items: text }] };
    case 'switch':
      return { type: 'boolean' };
    case 'number':
    case 'optional-number':
      return { type: 'integer', minimum: 1 };
  }
}
