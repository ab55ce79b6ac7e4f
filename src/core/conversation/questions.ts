import { generateOptions, type OptionRow } from '../../data/options.ts';
import { tokenName } from '../../data/secrets.ts';
import { printable } from '../report/printable.ts';
import {
  type Asked,
  answersGiven,
  type Conversation,
  nextStep,
  type Step,
  type Surroundings,
} from './conversation.ts';
import type { Field, Question } from './question.ts';
import { fields, type Scene } from './question-fields.ts';

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
  const { kind, question }: OptionRow & { question: { message: string; why: string } } =
    generateOptions[asked];
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
