import type { Situation } from '../answers/resolve-answers.ts';
import { splitList } from '../args/command-line.ts';
import { createOptions, type OptionRow } from '../data/options.ts';
import type { Template } from '../plan/render.ts';
import type { GivenAnswers } from '../types.ts';

/** What a person can answer to a question. */
export type AnswerValue = string | boolean | readonly string[];

type Table = typeof createOptions;

/** What is asked: an option that has a question, or whether one more function follows. */
export type Asked =
  | { [Name in keyof Table]: Table[Name] extends { question: unknown } ? Name : never }[keyof Table]
  | 'another';

/** One question's place: which option, of which function. */
export interface Step {
  /** Unique in a conversation: the option's name, and for a function's option its function's index behind it. */
  readonly id: string;
  readonly asked: Asked;
  /** Index of the function that it speaks of; undefined for the project. */
  readonly index: number | undefined;
  /** What counts now: what was answered, else what was given; undefined where it is to be asked. */
  readonly value: AnswerValue | undefined;
}

/** What was given before the talk, and what was answered in it. Each step of the talk makes a new one. */
export interface Conversation {
  readonly given: GivenAnswers;
  /** Answers by the step's id, the latest last. */
  readonly answered: ReadonlyMap<string, AnswerValue>;
  /** Answers that were taken back, to be filled in when their question comes again. */
  readonly former: ReadonlyMap<string, AnswerValue>;
  /** The step that is asked again though it has a value. */
  readonly reopened: string | undefined;
}

/** The part of the situation that questions follow from. */
export type Surroundings = Pick<Situation, 'project' | 'defaultApp' | 'defaultFunction' | 'templates'>;

/** A conversation in which nothing was answered yet. */
export function startConversation(given: GivenAnswers): Conversation {
  return { given, answered: new Map(), former: new Map(), reopened: undefined };
}

/** The steps that make sense after what was said so far, in the order to ask them. */
export function stepsOf(conversation: Conversation, surroundings: Surroundings): readonly Step[] {
  const { given } = conversation;
  const steps: Step[] = [];
  for (let index = 0; ; index++) {
    const asked = askedOptions
      .filter(([, row]) => row.scope === 'function' || (index === 0 && surroundings.project === undefined))
      .map(([name, row]) => stepOf(conversation, name, row.scope === 'function' ? index : undefined));
    const values = Object.fromEntries(asked.map((step) => [step.asked, step.value]));
    const template = surroundings.templates.find(({ name }) => name === values.template);
    const sensible = asked.filter((step) => isSensible(step.asked, values.endpoint, template));
    steps.push(...sensible);
    if (index < given.functions.length - 1) continue;
    const isTalkedAbout = sensible.some((step) => step.index !== undefined && !isGiven(given, step));
    if (!isTalkedAbout) return steps;
    const another = stepOf(conversation, 'another', index);
    steps.push(another);
    if (another.value !== true) return steps;
  }
}

const askedOptions = (Object.entries(createOptions) as [Exclude<Asked, 'another'>, OptionRow][]).filter(
  ([, row]) => row.question !== undefined,
);

function stepOf({ given, answered }: Conversation, asked: Asked, index: number | undefined): Step {
  const options: Readonly<Record<string, AnswerValue | undefined>> =
    (index === undefined ? given.project : given.functions[index]) ?? {};
  const id = index === undefined ? asked : `${asked}.${index}`;
  return { id, asked, index, value: answered.get(id) ?? options[asked] };
}

function isGiven({ project, functions }: GivenAnswers, { asked, index }: Step): boolean {
  const options = index === undefined ? project : functions[index];
  return options !== undefined && Object.hasOwn(options, asked);
}

function isSensible(
  asked: Asked,
  endpoint: AnswerValue | undefined,
  template: Template | undefined,
): boolean {
  if (asked === 'token') return template?.token !== true;
  if (asked === 'method') return endpoint !== undefined && endpoint !== '';
  return true;
}

/** The step to ask next, or undefined where everything is said. */
export function nextStep(conversation: Conversation, surroundings: Surroundings): Step | undefined {
  const steps = stepsOf(conversation, surroundings);
  return (
    steps.find(({ id }) => id === conversation.reopened) ?? steps.find(({ value }) => value === undefined)
  );
}

/**
 * The conversation after a step was answered. Another template than before takes back the answers that were
 * proposed from it, so that they are asked again.
 */
export function withAnswer(conversation: Conversation, step: Step, value: AnswerValue): Conversation {
  const answered = new Map(conversation.answered);
  const former = new Map(conversation.former);
  const before = step.value ?? former.get(step.id);
  answered.delete(step.id);
  answered.set(step.id, value);
  former.delete(step.id);
  if (step.asked === 'template' && before !== undefined && before !== value) {
    for (const asked of ['secret', 'token', 'endpoint', 'method']) {
      answered.delete(`${asked}.${step.index}`);
      former.delete(`${asked}.${step.index}`);
    }
  }
  return { ...conversation, answered, former, reopened: undefined };
}

/** The conversation one question earlier, with the answer to it kept to be filled in; the same where there is none. */
export function withoutLast(conversation: Conversation, surroundings: Surroundings): Conversation {
  if (conversation.reopened !== undefined) return { ...conversation, reopened: undefined };
  const sensible = new Set(stepsOf(conversation, surroundings).map(({ id }) => id));
  const last = [...conversation.answered.keys()].filter((id) => sensible.has(id)).at(-1);
  if (last === undefined) return conversation;
  const answered = new Map(conversation.answered);
  const former = new Map(conversation.former).set(last, answered.get(last) as AnswerValue);
  answered.delete(last);
  return { ...conversation, answered, former };
}

/** The conversation in which a step is asked again, its answer filled in, though it has one. */
export function reopened(conversation: Conversation, id: string): Conversation {
  return { ...conversation, reopened: id };
}

/** What was given and answered together, for `completeAnswers`. */
export function answersGiven(conversation: Conversation, surroundings: Surroundings): GivenAnswers {
  const { given } = conversation;
  const project: Record<string, unknown> = { ...given.project };
  const functions: Record<string, unknown>[] = given.functions.map((options) => ({ ...options }));
  for (const { id, asked, index } of stepsOf(conversation, surroundings)) {
    const value = conversation.answered.get(id);
    if (value === undefined || asked === 'another') continue;
    const options = index === undefined ? project : (functions[index] ?? {});
    if (index !== undefined) functions[index] = options;
    options[asked] =
      createOptions[asked].kind === 'list' && typeof value === 'string' ? splitList(value) : value;
    if (asked === 'endpoint' && value === '') {
      delete options.endpoint;
      delete options.method;
    }
  }
  return { ...given, project, functions };
}
