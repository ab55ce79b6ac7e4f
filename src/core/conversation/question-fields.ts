import { methods } from '../../data/methods.ts';
import type { FunctionOptions } from '../../data/options.ts';
import { defaultPlatform } from '../../data/platforms.ts';
import { splitList } from '../call/arguments.ts';
import { defaultTemplate } from '../plan/answers.ts';
import type { Template } from '../plan/template.ts';
import { offeredPlatforms } from '../values/choices.ts';
import { parseEndpointPath } from '../values/endpoint-path.ts';
import { parseAppName, parseFunctionName } from '../values/names.ts';
import { type Parsed, refusalText } from '../values/parsed.ts';
import { parseSecrets } from '../values/secrets.ts';
import type { AnswerValue, Asked, Surroundings } from './conversation.ts';
import { whatHasName, whatHasPath } from './in-the-way.ts';
import type { Field } from './question.ts';

/** What a question is made from. */
export interface Scene {
  readonly surroundings: Surroundings;
  /** What was said of the function that the question is on. */
  readonly said: FunctionOptions;
  readonly others: readonly FunctionOptions[];
  /** Place of the function among those of this run, from 0. */
  readonly index: number;
  readonly template: Template | undefined;
  /** The answer that was taken back or is to be changed. */
  readonly former: AnswerValue | undefined;
}

/** How each question is answered: what is proposed, offered and refused. */
export const fields: Readonly<Record<Asked, (scene: Scene) => Field>> = {
  app: ({ former, surroundings }) => ({
    kind: 'text',
    initial: textOf(former) ?? '',
    proposal: surroundings.defaultApp ?? 'my-app',
    optional: false,
    validate: (answer) => faultOf(parseAppName(answer)),
  }),
  function: ({ former, surroundings, others, index }) => ({
    kind: 'text',
    initial: textOf(former) ?? '',
    ...(index === 0 && functionFault(surroundings.defaultFunction ?? '', surroundings, others) === undefined
      ? { proposal: surroundings.defaultFunction ?? '' }
      : { placeholder: 'such as sync-contacts' }),
    optional: false,
    validate: (answer) => functionFault(answer, surroundings, others),
  }),
  template: ({ former, surroundings }) => ({
    kind: 'select',
    initial: textOf(former) ?? defaultTemplate,
    choices: surroundings.templates.map(({ name, summary }) => ({ value: name, label: name, hint: summary })),
  }),
  platform: ({ former }) => ({
    kind: 'select',
    initial: textOf(former) ?? defaultPlatform,
    choices: offeredPlatforms().map(({ version, today }) => ({
      value: version,
      label: version,
      hint: today,
    })),
  }),
  secret: ({ former, template }) => ({
    kind: 'text',
    initial: textOf(former) ?? template?.secrets.join(', ') ?? '',
    ...(template?.secrets.length ? {} : { placeholder: 'none' }),
    optional: !template?.secrets.length,
    validate: (answer) => faultOf(parseSecrets(splitList(answer))),
  }),
  token: ({ former }) => ({ kind: 'confirm', initial: former === true }),
  endpoint: ({ former, template, said, surroundings, others }) => ({
    kind: 'text',
    initial: textOf(former) ?? '',
    ...(template?.endpoint && endpointFault(said.function ?? '', surroundings, others) === undefined
      ? { proposal: said.function ?? '' }
      : { placeholder: `${template?.endpoint ? '' : 'none, or '}such as api/${said.function}` }),
    optional: template?.endpoint !== true,
    validate: (answer) => endpointFault(answer, surroundings, others),
  }),
  method: ({ former, template }) => ({
    kind: 'multiselect',
    initial: listOf(former) ?? (template?.methods.length ? template.methods : ['GET']),
    choices: methods.map((method) => ({ value: method, label: method })),
  }),
  another: ({ former }) => ({ kind: 'confirm', initial: former === true }),
};

function functionFault(answer: string, { project }: Surroundings, others: readonly FunctionOptions[]) {
  const parsed = parseFunctionName(answer);
  if ('problem' in parsed) return refusalText(parsed);
  const owner = whatHasName(parsed.value, project, others);
  return owner === undefined ? undefined : `Take another name: ${owner}.`;
}

function endpointFault(answer: string, { project }: Surroundings, others: readonly FunctionOptions[]) {
  const parsed = parseEndpointPath(answer);
  if ('problem' in parsed) return refusalText(parsed);
  const owner = whatHasPath(parsed.value, project, others);
  return owner === undefined ? undefined : `Take another path: ${owner}.`;
}

function faultOf(parsed: Parsed<unknown>): string | undefined {
  return 'problem' in parsed ? refusalText(parsed) : undefined;
}

function textOf(value: AnswerValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : undefined;
}

function listOf(value: AnswerValue | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value.map((item: string) => item.toUpperCase()) : undefined;
}
