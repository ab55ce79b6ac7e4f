import { appSlug, defaultApp } from '../answers/names.ts';
import { isSecretName } from '../check/secret-values.ts';
import { tokenName } from '../data/limits.ts';
import { createOptions, type FunctionOptions } from '../data/options.ts';
import { printable } from '../terminal/text.ts';
import type { ExistingFunction } from '../types.ts';
import {
  type AnswerValue,
  type Asked,
  answersGiven,
  type Conversation,
  nextStep,
  type Step,
  type Surroundings,
} from './conversation.ts';
import { everyFunction, type Field, fields, type Scene, type TextField } from './fields.ts';

/** A question and the step of the conversation that its answer belongs to. */
export interface Next {
  readonly step: Step;
  readonly question: Question;
}

/** The next question; undefined if nothing is left to ask. */
export function nextQuestion(conversation: Conversation, surroundings: Surroundings): Next | undefined {
  const step = nextStep(conversation, surroundings);
  return step && { step, question: questionFor(step, conversation, surroundings) };
}

/** The question of a step, given the answers so far. */
export function questionFor(step: Step, conversation: Conversation, surroundings: Surroundings): Question {
  const { functions, project } = answersGiven(conversation, surroundings);
  const index = step.index ?? 0;
  const said = functions[index] ?? {};
  const scene: Scene = {
    surroundings,
    app: appSlug(project.app ?? surroundings.project?.name ?? surroundings.defaultApp ?? defaultApp),
    said,
    others: functions.filter((_, other) => other !== index),
    template: surroundings.templates.find(({ name }) => name === said.template),
    former: conversation.former.get(step.id) ?? step.value,
  };
  const { message, why } = wordings[step.asked];
  const prefix = index === 0 ? '' : `${said.function ?? `Function ${index + 1}`}: `;
  const { here, all } = takenOf(step.asked, scene);
  const field = fields[step.asked](scene);
  return {
    id: step.id,
    message: `${prefix}${message}`,
    why,
    here,
    all,
    byDefault: defaultOf(fields[step.asked]({ ...scene, former: undefined })),
    field: all === undefined || field.kind !== 'text' ? field : openable(field),
  };
}

/** The field, which also accepts `?`. */
function openable(field: TextField): TextField {
  return { ...field, validate: (answer) => (opensList(answer) ? undefined : field.validate(answer)) };
}

/** Whether an answer asks for the whole list, of which only the count was shown. */
export function opensList(answer: AnswerValue): boolean {
  return String(answer).trim() === '?';
}

/** The answer if the user just presses Enter. */
function defaultOf(field: Field): AnswerValue {
  return field.kind === 'text' ? field.initial || (field.proposal ?? '') : field.initial;
}

const wordings: Readonly<Record<Asked, { readonly message: string; readonly why: string }>> = {
  ...Object.fromEntries(
    Object.entries(createOptions).flatMap(([name, row]) => ('question' in row ? [[name, row.question]] : [])),
  ),
  access: { message: 'Who may call it?', why: 'HubSpot needs Content Hub Enterprise for public functions.' },
} as Record<Asked, { message: string; why: string }>;

/** Names that the project already uses, by question: a title for the list, and how to get them from a function. */
const taken: Readonly<
  Partial<Record<Asked, readonly [string, (one: ExistingFunction) => readonly string[]]>>
> = {
  function: ['Already in this project:', ({ name }) => [name]],
  secret: ['Already used here (enter one to reuse it):', ({ secrets }) => secrets.filter(isSecretName)],
  endpoint: ['Already taken here:', ({ endpoint }) => (endpoint === undefined ? [] : [endpoint.path])],
};

function takenOf(asked: Asked, { surroundings, others }: Scene): Taken {
  const [title = '', namesOf] = taken[asked] ?? [];
  if (namesOf === undefined) return {};
  const ofOthers = others.flatMap((other) => other[asked as keyof FunctionOptions] ?? []).map(String);
  return listed(title, [...everyFunction(surroundings).flatMap(namesOf), ...ofOthers]);
}

/** More names than this are shown as a count; the answer `?` lists them. */
const mostNamesShown = 12;

function listed(title: string, names: readonly string[]): Taken {
  const unique = [...new Set(names)].filter((name) => name !== '' && name !== tokenName).map(printable);
  if (unique.length === 0) return {};
  const all = `${title} ${unique.join(', ')}`;
  return unique.length <= mostNamesShown
    ? { here: all }
    : { here: `${title} ${unique.length} names. Enter ? to list them.`, all };
}

interface Taken {
  /** The names that the project already uses, or their count; undefined if it does not use any. */
  readonly here?: string | undefined;
  /** The whole list if `here` is a count: shown for the answer `?`. */
  readonly all?: string | undefined;
}

/** A question to the user, with everything needed to show it and check the answer. */
export interface Question extends Taken {
  readonly id: string;
  readonly message: string;
  /** A line that helps to answer; empty if there is none. */
  readonly why: string;
  /** The answer if the user just presses Enter and has not answered it before. */
  readonly byDefault?: AnswerValue;
  readonly field: Field;
}
