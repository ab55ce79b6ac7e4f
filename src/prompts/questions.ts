import { offeredPlatforms, type Parsed, refusalText } from '../answers/choices.ts';
import { parseEndpointPath } from '../answers/endpoint-path.ts';
import { parseAppName, parseFunctionName } from '../answers/names.ts';
import { defaultTemplate } from '../answers/resolve-answers.ts';
import { parseSecrets } from '../answers/secret-names.ts';
import { splitList } from '../args/command-line.ts';
import { tokenName } from '../data/limits.ts';
import { createOptions, type FunctionOptions, methods, type OptionRow } from '../data/options.ts';
import { defaultPlatform } from '../data/platforms.ts';
import type { Template } from '../plan/render.ts';
import { printable } from '../terminal/text.ts';
import type { Project } from '../types.ts';
import {
  type AnswerValue,
  type Asked,
  answersGiven,
  type Conversation,
  nextStep,
  type Step,
  type Surroundings,
} from './conversation.ts';

/** What to ask next, and the step that its answer belongs to; undefined where everything is said. */
export function nextQuestion(
  conversation: Conversation,
  surroundings: Surroundings,
): { readonly step: Step; readonly question: Question } | undefined {
  const step = nextStep(conversation, surroundings);
  if (step === undefined) return undefined;
  const { functions } = answersGiven(conversation, surroundings);
  const index = step.index ?? 0;
  const said = functions[index] ?? {};
  const scene: Scene = {
    surroundings,
    said,
    others: functions.filter((_, other) => other !== index),
    index,
    template: surroundings.templates.find(({ name }) => name === said.template),
    former: conversation.former.get(step.id) ?? step.value,
  };
  const field = fields[step.asked](scene);
  const here = facts[step.asked]?.(scene);
  return { step, question: { id: step.id, ...wording(step, scene, field), here, field } };
}

function wording({ asked }: Step, { index, said }: Scene, field: Field) {
  if (asked === 'another') {
    return { message: 'Add another function?', why: 'All are made in one go, with one install.' };
  }
  const { kind, question }: OptionRow & { question: { message: string; why: string } } = createOptions[asked];
  const subject = asked === 'function' ? `Function ${index + 1}` : said.function;
  const prefix = index === 0 ? '' : `${subject}: `;
  return { message: `${prefix}${question.message}${formatNote(kind, field)}`, why: question.why };
}

function formatNote(kind: OptionRow['kind'], field: Field): string {
  if (field.kind !== 'text') return '';
  const notes = [
    ...(kind === 'list' ? ['comma-separated'] : []),
    ...(field.optional ? ['empty for none'] : []),
  ];
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}

const facts: Readonly<Partial<Record<Asked, (scene: Scene) => string | undefined>>> = {
  function: ({ surroundings, others }) => {
    const names = surroundings.project?.functions.map(({ name }) => name) ?? [];
    return listed('Already here:', [...names, ...others.flatMap((other) => other.function ?? [])]);
  },
  secret: ({ surroundings, others }) => {
    const names = surroundings.project?.functions.flatMap(({ secrets }) => secrets) ?? [];
    const all = [...names, ...others.flatMap((other) => other.secret ?? [])];
    return listed('In use here, name one to share it:', all);
  },
  endpoint: ({ surroundings, others }) => {
    const paths = surroundings.project?.functions.flatMap(({ endpoint }) => endpoint?.path ?? []) ?? [];
    return listed('Taken here:', [...paths, ...others.flatMap((other) => other.endpoint ?? [])]);
  },
};

/** Some names behind a title, or undefined where there are none; of many, the last eight. */
function listed(title: string, names: readonly string[]): string | undefined {
  const unique = [...new Set(names)].filter((name) => name !== '' && name !== tokenName);
  if (unique.length === 0) return undefined;
  const shown = unique.slice(-8).map(printable).join(', ');
  return unique.length > 8 ? `${title} ${shown}, and ${unique.length - 8} more` : `${title} ${shown}`;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface TextField {
  readonly kind: 'text';
  /** Filled in, to be edited. */
  readonly initial: string;
  /** Taken where the answer is left empty. */
  readonly proposal?: string;
  /** Shown in an empty field that has no proposal; it is no answer. */
  readonly placeholder?: string;
  /** May the answer be empty? */
  readonly optional: boolean;
  /** What is wrong with an answer that is not empty, or undefined. */
  readonly validate: (answer: string) => string | undefined;
}

/** How a question is answered. */
export type Field =
  | TextField
  | { readonly kind: 'select'; readonly initial: string; readonly choices: readonly Choice[] }
  | { readonly kind: 'multiselect'; readonly initial: readonly string[]; readonly choices: readonly Choice[] }
  | { readonly kind: 'confirm'; readonly initial: boolean };

/** One question to a person, with everything that it is shown and checked with. */
export interface Question {
  /** Names its place in the conversation. */
  readonly id: string;
  readonly message: string;
  /** One line on why it is asked. */
  readonly why: string;
  /** What the project has of the kind already; undefined where there is nothing. */
  readonly here?: string | undefined;
  readonly field: Field;
}

/** The answer that a typed text stands for: itself, or the proposal where it is empty. */
export function textAnswer(field: TextField, typed: string): string {
  return typed.trim() === '' ? (field.proposal ?? '') : typed;
}

/** What is wrong with a typed text, or undefined. */
export function textFault(field: TextField, typed: string): string | undefined {
  const answer = textAnswer(field, typed);
  if (answer === '') return field.optional ? undefined : 'This needs an answer.';
  return field.validate(answer);
}

/** An answer as it is shown once it is given. */
export function answerText(field: Field, value: AnswerValue): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const values = typeof value === 'string' ? [value] : value;
  const labels = 'choices' in field ? values.map((one) => labelOf(field.choices, one)) : values;
  return labels.join(', ').trim() || 'none';
}

function labelOf(choices: readonly Choice[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}

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

/**
 * What already has a function's name, in words, or undefined. Case does not count: two names that differ only in
 * it are one file on Windows and macOS.
 *
 * @param others the other functions of this run
 */
export function whatHasName(
  name: string,
  project: Project | undefined,
  others: readonly FunctionOptions[],
): string | undefined {
  const isSame = (other: string | undefined) => other?.toLowerCase() === name.toLowerCase();
  if (others.some((other) => isSame(other.function))) return 'another function of this run has that name';
  if (project === undefined) return undefined;
  const existing = project.functions.find((one) => isSame(one.name));
  if (existing !== undefined) return `${printable(existing.file)} has that name`;
  const file = project.functionFiles.find(
    (path) => isSame(path.replace(/\.js$/i, '')) && /\.js$/i.test(path),
  );
  if (file !== undefined) return `${printable(file)} is already in ${printable(project.functionsDirectory)}`;
  const uidOwner = project.uids.get(name);
  return uidOwner === undefined ? undefined : `${printable(uidOwner)} has that uid`;
}

/** What already has an endpoint's path, in words, or undefined. */
export function whatHasPath(
  path: string,
  project: Project | undefined,
  others: readonly FunctionOptions[],
): string | undefined {
  const isSame = (other: string | undefined) => other?.replace(/^\//, '') === path;
  const owner =
    others.find((other) => isSame(other.endpoint))?.function ??
    project?.functions.find((one) => isSame(one.endpoint?.path))?.name;
  return owner === undefined
    ? undefined
    : `${printable(owner)} has that path, and the last one deployed wins`;
}
