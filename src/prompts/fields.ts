import { offeredPlatforms, type Parsed } from '../answers/choices.ts';
import { parseDependencies } from '../answers/dependencies.ts';
import { parseEndpointPath } from '../answers/endpoint-path.ts';
import { appSlug, defaultApp, parseAppName, parseFunctionName } from '../answers/names.ts';
import { defaultTemplate } from '../answers/resolve-answers.ts';
import { parseSecrets, secretNamesIn } from '../answers/secret-names.ts';
import { splitList } from '../args/command-line.ts';
import { type FunctionOptions, methods } from '../data/options.ts';
import { packageManagers } from '../data/package-managers.ts';
import { defaultPlatform } from '../data/platforms.ts';
import { type NameOwner, rejectionText } from '../messages/answers.ts';
import { rejected } from '../messages/messages.ts';
import type { Template } from '../plan/render.ts';
import { printable, printableText } from '../terminal/text.ts';
import type { ExistingFunction } from '../types.ts';
import type { AnswerValue, Asked, Surroundings } from './conversation.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface TextField {
  readonly kind: 'text';
  /** Text that is filled in and can be edited. */
  readonly initial: string;
  /** The answer if the field is left empty. */
  readonly proposal?: string;
  /** Shown in an empty field that has no proposal; it is not an answer. */
  readonly placeholder?: string;
  readonly optional: boolean;
  /** Returns the problem with a non-empty answer, or undefined if the answer is valid. */
  readonly validate: (answer: string) => string | undefined;
  /** Returns a value derived from the answer, such as a folder's name, to show while the user types; undefined if none. */
  readonly derived?: (answer: string) => string | undefined;
}

/** The kind of input that a question takes. */
export type Field =
  | TextField
  | { readonly kind: 'select'; readonly initial: string; readonly choices: readonly Choice[] }
  | {
      readonly kind: 'multiselect';
      readonly initial: readonly string[];
      readonly choices: readonly Choice[];
    };

/** The answer that a typed text stands for: the text itself, or the proposal if it is empty. */
export function textAnswer(field: TextField, typed: string): string {
  return typed.trim() === '' ? (field.proposal ?? '') : typed;
}

/** Returns the problem with a typed text, safe to show, or undefined if the text is valid. */
export function textFault(field: TextField, typed: string): string | undefined {
  const answer = textAnswer(field, typed);
  if (answer === '') return field.optional ? undefined : 'Please enter an answer.';
  const fault = field.validate(answer);
  return fault === undefined ? undefined : printableText(fault);
}

/** An answer as it is shown after it was given. */
export function answerText(field: Field, value: AnswerValue): string {
  const values = typeof value === 'string' ? [value] : value;
  const choices = 'choices' in field ? field.choices : [];
  const labels = values.map((one) => choices.find((choice) => choice.value === one)?.label ?? one);
  return printable(labels.join(', ').trim()) || 'none';
}

/** What a question is made from. */
export interface Scene {
  readonly surroundings: Surroundings;
  /** The app's name as paths use it. */
  readonly app: string;
  /** The answers so far for the function that the question is about. */
  readonly said: FunctionOptions;
  readonly others: readonly FunctionOptions[];
  readonly template: Template | undefined;
  /** An earlier answer, which was taken back or is to be changed. */
  readonly former: AnswerValue | undefined;
}

/** The field of each question: its proposal, choices and validation. */
export const fields: Readonly<Record<Asked, (scene: Scene) => Field>> = {
  app: ({ former, surroundings }) => {
    const fault = (answer: string) => {
      const ofName = faultOf(parseAppName(answer));
      const ofFolder = ofName === undefined ? surroundings.folderFault(answer) : undefined;
      return ofFolder === undefined ? ofName : rejectionText(ofFolder);
    };
    return {
      kind: 'text',
      initial: initialText(former),
      proposal: surroundings.defaultApp ?? firstFree(defaultApp, (name) => fault(name) === undefined),
      optional: false,
      validate: fault,
      derived: (answer) => {
        const name = appSlug(answer);
        return surroundings.defaultApp === undefined
          ? `Folder, uid and package name: ${name}`
          : `uid and package name: ${name}`;
      },
    };
  },
  function: (scene) =>
    nameField(scene, scene.said.template ?? defaultTemplate, (answer) => functionFault(answer, scene)),
  template: ({ former, surroundings: { templates } }) => {
    const choices = templates.map(({ name, summary }) => ({ value: name, label: name, hint: summary }));
    return selectField(former, defaultTemplate, choices);
  },
  platform: ({ former }) => {
    const choices = offeredPlatforms().map(({ version, today }) => ({ ...choiceOf(version), hint: today }));
    return selectField(former, defaultPlatform, choices);
  },
  secret: ({ former, template }) => {
    const needed = template?.secrets ?? [];
    return {
      kind: 'text',
      initial: initialText(former),
      ...(needed.length > 0 ? { proposal: needed.join(', ') } : { placeholder: 'none' }),
      optional: needed.length === 0,
      validate: (answer) => faultOf(parseSecrets(secretNamesIn(answer))),
    };
  },
  token: ({ former }) => selectField(former, 'no', yesOrNo),
  access: ({ former }) =>
    selectField(former, 'private', [
      { value: 'private', label: 'Only UI extensions', hint: 'cards and pages of this app' },
      { value: 'public', label: 'Anyone with the URL', hint: 'a public endpoint' },
    ]),
  endpoint: (scene) =>
    nameField(scene, `${scene.app}/${scene.said.function ?? ''}`, (answer) => endpointFault(answer, scene)),
  method: ({ former, template }) => ({
    kind: 'multiselect',
    initial: listOf(former) ?? (template?.methods.length ? template.methods : ['GET']),
    choices: methods.map(choiceOf),
  }),
  card: ({ former }) => selectField(former, 'no', yesOrNo),
  dependency: ({ former }) => ({
    kind: 'text',
    initial: initialText(former),
    placeholder: 'none',
    optional: true,
    validate: (answer) => faultOf(parseDependencies(splitList(answer))),
  }),
  'package-manager': ({ former, surroundings }) => {
    const choices = packageManagers.map(({ name }) => choiceOf(name));
    return selectField(former, surroundings.packageManager, choices);
  },
};

/** A choice that is shown as its value. */
export function choiceOf(value: string): Choice {
  return { value, label: value };
}

const yesOrNo = ['yes', 'no'].map(choiceOf);

function selectField(former: AnswerValue | undefined, byDefault: string, choices: readonly Choice[]): Field {
  return { kind: 'select', initial: initialText(former) || byDefault, choices };
}

/** A text that is required, and proposed with a number if it is taken. */
function nameField({ former }: Scene, name: string, fault: TextField['validate']): TextField {
  const proposal = firstFree(name, (one) => fault(one) === undefined);
  return { kind: 'text', initial: initialText(former), proposal, optional: false, validate: fault };
}

/** The name, or the name followed by the first free number. */
function firstFree(name: string, isFree: (name: string) => boolean): string {
  let found = name;
  for (let number = 2; !isFree(found) && number < 1000; number++) found = `${name}-${number}`;
  return found;
}

/** Returns the problem with a parsed answer, or undefined if the answer is valid. */
export function faultOf(parsed: Parsed<unknown>): string | undefined {
  return 'problem' in parsed ? rejectionText(parsed) : undefined;
}

function initialText(value: AnswerValue | undefined): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : '';
}

function listOf(value: AnswerValue | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value.map((item: string) => item.toUpperCase()) : undefined;
}

/** Returns the problem with a function name. Ignores case, like file names on Windows and macOS. */
function functionFault(answer: string, { surroundings, others }: Scene): string | undefined {
  const parsed = parseFunctionName(answer);
  if ('problem' in parsed) return rejectionText(parsed);
  const name = parsed.value;
  const isSame = (other: string | undefined) => other?.toLowerCase() === name.toLowerCase();
  const takenBy = (owner: NameOwner) => rejectionText(rejected('name-taken', { owner }));
  if (others.some((other) => isSame(other.function))) return takenBy('this-run');
  const { project } = surroundings;
  if (project === undefined) return undefined;
  const existing = everyFunction(surroundings).find((one) => isSame(one.name));
  if (existing !== undefined) return takenBy({ file: existing.file });
  const file = project.functionFiles.find((one) => /\.js$/i.test(one) && isSame(one.slice(0, -'.js'.length)));
  if (file !== undefined) return takenBy({ file: `${project.functionsDirectory}/${file}` });
  const uidOwner = project.uids.get(name);
  return uidOwner === undefined ? undefined : takenBy({ uidIn: uidOwner });
}

/** Returns why a function cannot have an endpoint path, or undefined if it can. */
function endpointFault(answer: string, { surroundings, others }: Scene): string | undefined {
  const parsed = parseEndpointPath(answer);
  if ('problem' in parsed) return rejectionText(parsed);
  const isSame = (other: string | undefined) => other?.replace(/^\//, '') === parsed.value;
  const owner =
    others.find((other) => isSame(other.endpoint))?.function ??
    everyFunction(surroundings).find((one) => isSame(one.endpoint?.path))?.name;
  return owner === undefined ? undefined : rejectionText(rejected('path-taken', { owner }));
}

/** The functions of all folders: HubSpot identifies functions by name and path, whatever folder they are in. */
export function everyFunction({ project }: Surroundings): readonly ExistingFunction[] {
  return [...(project?.functions ?? []), ...(project?.otherFunctions ?? [])];
}
