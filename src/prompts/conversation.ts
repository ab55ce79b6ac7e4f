import { functionForCard, type Situation } from '../answers/resolve-answers.ts';
import { secretNamesIn } from '../answers/secret-names.ts';
import { splitList } from '../args/command-line.ts';
import { createOptions, type FunctionOptions } from '../data/options.ts';
import { currentPlatform } from '../data/platforms.ts';
import type { Template } from '../plan/render.ts';
import type { GivenAnswers } from '../types.ts';

/** An answer to a question; the answer to a switch is `yes` or `no`. */
export type AnswerValue = string | readonly string[];

/** The questions about each function, in this order. `access` asks whether the function is public. */
const ofFunction = ['template', 'function', 'secret', 'access', 'endpoint', 'method'] as const;

/** Settings of a function that are not asked for, but listed in the review, where they can be changed. */
const furtherRows = ['token', 'dependency', 'card'] as const;

/** What a question or a row of the review is about: an option, or `access`. */
export type Asked =
  | (typeof ofFunction)[number]
  | (typeof furtherRows)[number]
  /** Of the project: `app` follows the name of the first function, `platform` is last, the package manager is a row. */
  | 'app'
  | 'platform'
  | 'package-manager';

/** How many questions come before the review if the user only presses Enter. */
const mostQuestions = 5;

/** One step of the conversation: an option, of one function or of the project. */
export interface Step {
  /** Unique in a conversation: the option's name, followed by the function's index if it belongs to one: `secret.0`. */
  readonly id: string;
  readonly asked: Asked;
  /** Index of the function that it belongs to; undefined for the project. */
  readonly index: number | undefined;
  /** The current value: the answer or, without one, the value that was given; undefined if neither exists. */
  readonly value: AnswerValue | undefined;
  /** Whether it is only asked if the user picks it in the review. */
  readonly optional: boolean;
}

/** An answer, and whether it is the proposed default. */
export interface Answered {
  readonly value: AnswerValue;
  readonly isDefault: boolean;
}

/** The values given before the conversation, and the answers in it. Immutable: each answer creates a new conversation. */
export interface Conversation {
  readonly given: GivenAnswers;
  /** How many functions are added; the user can ask for more than were given. */
  readonly functionCount: number;
  /** Answers by step id, the latest last. */
  readonly answered: ReadonlyMap<string, Answered>;
  /** Answers that were taken back or not submitted, by step id: filled in when the question is asked again. */
  readonly former: ReadonlyMap<string, AnswerValue>;
  /** The id of the step to ask again although it has a value. */
  readonly reopened: string | undefined;
  /** Whether something was chosen at the review. Then the platform version is not asked for, because the review lists it. */
  readonly reviewed: boolean;
}

/** The part of the situation that questions depend on. */
export type Surroundings = Omit<Situation, 'rootFor' | 'missing'>;

/** A conversation without answers. */
export function startConversation(given: GivenAnswers): Conversation {
  return {
    given,
    functionCount: given.functions.length,
    answered: new Map(),
    former: new Map(),
    reopened: undefined,
    reviewed: false,
  };
}

/** The steps that make sense with the answers so far, in the order in which to ask them. */
export function stepsOf(talk: Conversation, surroundings: Surroundings): readonly Step[] {
  const indexes = Array.from({ length: talk.functionCount }, (_, index) => index);
  const steps = indexes.flatMap((index) => stepsOfFunction(talk, surroundings, index));
  if (steps.length === 0) return [];
  const isNew = surroundings.project === undefined;
  const ofProject = (asked: Asked) => stepOf(talk, asked, undefined, surroundings);
  const named = steps.findIndex(({ asked }) => asked === 'function') + 1;
  return [
    ...steps.slice(0, named),
    ...(isNew ? [ofProject('app')] : []),
    ...steps.slice(named),
    ...(isNew ? [ofProject('platform')] : []),
    ofProject('package-manager'),
  ];
}

function stepsOfFunction(talk: Conversation, surroundings: Surroundings, index: number): readonly Step[] {
  // A card for an existing function leaves nothing to ask about the function.
  if (functionForCard(talk.given.functions[index] ?? {}, surroundings.project) !== undefined) return [];
  const steps = [...ofFunction, ...furtherRows].map((asked) => stepOf(talk, asked, index, surroundings));
  const saidOn = (asked: Asked) => steps.find((step) => step.asked === asked)?.value;
  const template = surroundings.templates.find(({ name }) => name === saidOn('template'));
  return steps.filter(({ asked }) => isSensible(asked, saidOn('access'), template));
}

function stepOf(
  talk: Conversation,
  asked: Asked,
  index: number | undefined,
  surroundings: Surroundings,
): Step {
  const { given, answered } = talk;
  const options: GivenAnswers['project'] & FunctionOptions =
    (index === undefined ? given.project : given.functions[index]) ?? {};
  const id = index === undefined ? asked : `${asked}.${index}`;
  const typed = asked === 'access' ? accessOf(options.endpoint) : options[asked];
  const said = asked === 'platform' && typed === 'latest' ? currentPlatform : typed;
  const value = answered.get(id)?.value ?? (typeof said === 'boolean' ? yesOrNo(said) : said);
  return { id, asked, index, value, optional: isOptional(asked, talk, surroundings) };
}

function isOptional(
  asked: Asked,
  { answered, reviewed }: Conversation,
  { defaultApp }: Surroundings,
): boolean {
  if (asked === 'app') return defaultApp !== undefined;
  if (asked !== 'platform') return asked === 'package-manager' || furtherRows.some((row) => row === asked);
  // Pressing Enter six times must be enough: after five defaults the review comes, where the version can be changed.
  const onlyEnter = [...answered.values()].every(({ isDefault }) => isDefault);
  return reviewed || (onlyEnter && answered.size >= mostQuestions);
}

/** A switch as an answer. */
function yesOrNo(on: boolean): 'yes' | 'no' {
  return on ? 'yes' : 'no';
}

/** The access to a function with this endpoint path, which is private for an empty path; undefined if no path was given. */
function accessOf(endpoint: string | undefined): AnswerValue | undefined {
  if (endpoint === undefined) return undefined;
  return endpoint === '' ? 'private' : 'public';
}

function isSensible(asked: Asked, access: AnswerValue | undefined, template: Template | undefined): boolean {
  if (asked === 'token') return template?.token !== true;
  if (asked === 'access') return template?.endpoint !== true;
  if (asked === 'endpoint' || asked === 'method') return template?.endpoint === true || access === 'public';
  return true;
}

/** The step to ask next; undefined if nothing is left to ask. */
export function nextStep(conversation: Conversation, surroundings: Surroundings): Step | undefined {
  const steps = stepsOf(conversation, surroundings);
  return (
    steps.find(({ id }) => id === conversation.reopened) ??
    steps.find(({ value, optional }) => value === undefined && !optional)
  );
}

/**
 * The conversation after a step was answered. If the answer changed, accepted defaults that depend on it are asked
 * again; what was typed stays.
 */
export function withAnswer(conversation: Conversation, step: Step, answer: Answered): Conversation {
  const answered = new Map(conversation.answered);
  const former = new Map(conversation.former);
  answered.delete(step.id);
  for (const [id, { isDefault }] of answered) {
    if (isDefault && step.value !== answer.value && isDefaultFrom(step, id)) answered.delete(id);
  }
  answered.set(step.id, answer);
  former.delete(step.id);
  return { ...conversation, answered, former, reopened: undefined };
}

/** Whether another step's default depends on this step. The default endpoint path contains the names of app and function. */
function isDefaultFrom({ asked, index }: Step, other: string): boolean {
  if (asked === 'template') return other.endsWith(`.${index}`);
  return asked === 'app'
    ? other.startsWith('endpoint.')
    : asked === 'function' && other === `endpoint.${index}`;
}

/** The conversation one question earlier. An answer other than the default is filled in. Unchanged at the first question. */
export function withoutLast(conversation: Conversation, surroundings: Surroundings): Conversation {
  if (conversation.reopened !== undefined) return { ...conversation, reopened: undefined };
  const sensible = new Set(stepsOf(conversation, surroundings).map(({ id }) => id));
  const last = [...conversation.answered.keys()].filter((id) => sensible.has(id)).at(-1);
  const isNewFunction =
    conversation.functionCount > conversation.given.functions.length &&
    !last?.endsWith(`.${conversation.functionCount - 1}`);
  if (isNewFunction) return { ...conversation, functionCount: conversation.functionCount - 1 };
  if (last === undefined) return conversation;
  const answered = new Map(conversation.answered);
  const { value, isDefault } = answered.get(last) as Answered;
  answered.delete(last);
  // The default of a question can change with the answers before it.
  const former = isDefault ? conversation.former : new Map(conversation.former).set(last, value);
  return { ...conversation, answered, former };
}

/** The conversation with an answer that was typed or chosen but not accepted: filled in when the question is asked again. */
export function withDraft(conversation: Conversation, id: string, draft: AnswerValue): Conversation {
  return { ...conversation, former: new Map(conversation.former).set(id, draft) };
}

/** The conversation in which a step is asked again from the review, with its answer filled in. */
export function reopened(conversation: Conversation, id: string): Conversation {
  return { ...conversation, reopened: id, reviewed: true };
}

/** The conversation with one more function, which is asked about next. */
export function withAnother(conversation: Conversation): Conversation {
  return { ...conversation, functionCount: conversation.functionCount + 1, reviewed: true };
}

/** The given values and the answers, combined for `completeAnswers`. */
export function answersGiven(conversation: Conversation, surroundings: Surroundings): GivenAnswers {
  const { given, functionCount } = conversation;
  const project: Record<string, unknown> = { ...given.project };
  const functions: Record<string, unknown>[] = Array.from({ length: functionCount }, (_, index) => ({
    ...given.functions[index],
  }));
  for (const { id, asked, index } of stepsOf(conversation, surroundings)) {
    const value = conversation.answered.get(id)?.value;
    if (value === undefined) continue;
    const options = index === undefined ? project : (functions[index] ?? {});
    if (asked !== 'access') {
      options[asked] = typeof value === 'string' ? fromText(asked, value) : value;
    } else if (value === 'private') {
      delete options.endpoint;
      delete options.method;
    }
  }
  return { ...given, project, functions };
}

function fromText(asked: Exclude<Asked, 'access'>, text: string): string | boolean | readonly string[] {
  if (createOptions[asked].kind === 'switch') return text === yesOrNo(true);
  if (asked === 'secret') return secretNamesIn(text);
  return createOptions[asked].kind === 'list' ? splitList(text) : text;
}
