import { type Examples, inputProblem, type Problem } from '../../errors.ts';
import type { GivenAnswers, Project } from '../../types.ts';
import { printable } from '../report/printable.ts';

const exampleApp = 'my-app';
const exampleFunction = 'my-function';

/**
 * The problem of a run that may not ask.
 *
 * @param missing names of options without a default; `function` where any function has no name
 */
export function missingProblem(
  missing: readonly string[],
  given: GivenAnswers,
  project: Project | undefined,
): Problem {
  const entries = given.functions.flatMap((one, index) => (one.function === undefined ? [index] : []));
  const names = freeNames(entries.length, given, project);
  const told = missing.map((name) => (name === 'function' ? toldName(entries, given) : `--${name}`));
  const examples: Record<string, readonly string[]> = { app: [exampleApp], function: names };
  return inputProblem(
    'missing-options',
    `This run may not ask, and ${told.join(' and ')} ${told.length > 1 ? 'have' : 'has'} no default here.`,
    {
      missing,
      examples: Object.fromEntries(missing.map((name) => [name, examples[name] ?? []])),
      hint: missing.includes('function') ? entriesHint(entries, names, given) : undefined,
    },
  );
}

/** What was given, with examples for what was missing. */
export function withExamples(
  given: GivenAnswers,
  { function: names = [], ...examples }: Examples,
): GivenAnswers {
  const left = [...names];
  const nameOf = (name: string | undefined) => name ?? left.shift();
  return {
    ...given,
    project: { ...given.project, ...firstOfEach(examples) },
    functions: given.functions.map((one) => {
      const name = nameOf(one.function);
      return name === undefined ? one : { ...one, function: name };
    }),
  };
}

/** The examples as values of options that take one. */
export function firstOfEach(examples: Examples): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(examples).flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])),
  );
}

function toldName(entries: readonly number[], { listedIn }: GivenAnswers): string {
  if (listedIn === undefined) return '--function';
  const names = entries.map((index) => `functions[${index}]`);
  return `"function" of ${names.join(' and ')} in ${printable(listedIn)}`;
}

function entriesHint(
  entries: readonly number[],
  names: readonly string[],
  { listedIn }: GivenAnswers,
): string | undefined {
  if (listedIn === undefined) return undefined;
  const additions = entries.map((entry, index) => `"function": "${names[index]}" to functions[${entry}]`);
  return `In ${printable(listedIn)}, add ${additions.join(' and ')}.`;
}

/** Names for functions that nothing else has. */
function freeNames(count: number, { functions }: GivenAnswers, project: Project | undefined): string[] {
  const files = (project?.functionFiles ?? []).map((file) => file.replace(/(-hsmeta)?\.\w+$/, ''));
  const taken = new Set(
    [...files, ...functions.flatMap((one) => one.function ?? [])].map((name) => name.toLowerCase()),
  );
  const names: string[] = [];
  for (let number = 1; names.length < count; number++) {
    const name = number === 1 ? exampleFunction : `${exampleFunction}-${number}`;
    if (!taken.has(name)) names.push(name);
  }
  return names;
}
