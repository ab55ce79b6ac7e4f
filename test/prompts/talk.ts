import { templates } from 'virtual:template-table';
import { platforms } from '../../src/data/platforms.ts';
import {
  type Answered,
  type AnswerValue,
  type Conversation,
  type Surroundings,
  withAnswer,
} from '../../src/prompts/conversation.ts';
import type { Field } from '../../src/prompts/fields.ts';
import type { Question } from '../../src/prompts/questions.ts';
import { nextQuestion } from '../../src/prompts/questions.ts';
import type { Project } from '../../src/types.ts';

/** Outside any project, with the real templates. */
export const nowhere: Surroundings = {
  project: undefined,
  defaultApp: undefined,
  functionNameFor: (template) => template,
  folderFault: () => undefined,
  packageManager: 'npm',
  templates,
};

/** Inside a project that has these functions. */
export function inProject(functions: Project['functions'], more: Partial<Project> = {}): Surroundings {
  const project: Project = {
    root: '/project',
    configFile: 'hsproject.json',
    name: 'my-app',
    sourceDirectory: 'src',
    platformVersion: '2023.2',
    platform: platforms[0],
    appDirectory: 'src/app',
    appFile: 'src/app/app.json',
    functionsDirectory: 'src/app/app.functions',
    functions,
    uids: new Map(),
    cardsDirectory: 'src/app/extensions',
    cardFiles: [],
    cards: [],
    functionFiles: functions.map(({ file }) => file.split('/').at(-1) ?? ''),
    ...more,
  };
  return {
    project,
    defaultApp: undefined,
    functionNameFor: () => undefined,
    folderFault: () => undefined,
    packageManager: 'npm',
    templates,
  };
}

export function existing(
  name: string,
  more: Partial<Project['functions'][number]> = {},
): Project['functions'][number] {
  const folder = 'src/app/app.functions';
  return {
    name,
    file: `${folder}/${name}.js`,
    configFile: `${folder}/serverless.json`,
    secrets: [],
    ...more,
  };
}

/** The next question; throws if there is none. */
export function asked(conversation: Conversation, surroundings: Surroundings): Question {
  const next = nextQuestion(conversation, surroundings);
  if (next === undefined) throw new Error('nothing is asked');
  return next.question;
}

/** Answers the next question. */
export function answer(
  conversation: Conversation,
  surroundings: Surroundings,
  value: AnswerValue,
): Conversation {
  const next = nextQuestion(conversation, surroundings);
  if (next === undefined) throw new Error('nothing is asked');
  return withAnswer(conversation, next.step, answeredTo(next.question, value));
}

/** Accepts the defaults until there are no more questions, and returns the ids of the questions. */
export function takeProposals(conversation: Conversation, surroundings: Surroundings) {
  const ids: string[] = [];
  let talk = conversation;
  for (
    let next = nextQuestion(talk, surroundings);
    next !== undefined;
    next = nextQuestion(talk, surroundings)
  ) {
    ids.push(next.question.id);
    talk = withAnswer(talk, next.step, answeredTo(next.question, proposed(next.question.field)));
  }
  return { ids, talk };
}

/** An answer, and whether it is simply the default. */
export function answeredTo(question: Question, value: AnswerValue): Answered {
  return { value, isDefault: String(value) === String(question.byDefault) };
}

function proposed(field: Field): AnswerValue {
  return field.kind === 'text'
    ? field.initial || (field.proposal ?? (field.optional ? '' : 'something'))
    : field.initial;
}
