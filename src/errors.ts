/** The program's exit codes. Scripts rely on their meaning. */
export const exitCodes = {
  done: 0,
  fault: 1,
  input: 2,
  conflict: 3,
  install: 4,
  invocation: 5,
  findings: 6,
  interrupted: 130,
  terminated: 143,
} as const;

type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Example values by option name. An option that several functions lack has one value for each of them. */
export type Examples = Readonly<Record<string, readonly string[]>>;

/** The first example for each option. */
export function firstOfEach(examples: Examples): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(examples).flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Further information about a Problem for programs, besides its code and text. */
export interface ProblemDetails {
  /** The exit code, if it differs from the one for its code in `src/messages`. */
  readonly exit?: ExitCode | undefined;
  readonly missing?: readonly string[] | undefined;
  /** Usable values for what is missing, by option name. Used in the suggested command. */
  readonly examples?: Examples | undefined;
  /** The paths (relative to the project, with `/`) or names that conflict. */
  readonly conflicts?: readonly string[] | undefined;
  /** Further Problems, shown together with this one. */
  readonly others?: readonly Problem[] | undefined;
  /** A command with everything missing filled in, and whether it would work. */
  readonly proposal?: { readonly command: string; readonly works: boolean } | undefined;
}

/**
 * An error that a user can act on. Thrown where the run cannot sensibly continue, caught once in `cli.ts`, and shown without
 * a stack trace. Its text comes from the entry for its code in `src/messages`.
 */
export class Problem extends Error {
  /** A stable identifier for programs, such as `unknown-option`. */
  readonly code: string;
  /** The values for its text. */
  readonly values: unknown;
  readonly details: ProblemDetails;

  constructor(code: string, values: unknown, details: ProblemDetails = {}) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.values = values;
    this.details = details;
  }
}

/**
 * The same Problem with other details. For example, a conflict in a project becomes invalid input if the file was named by
 * an option.
 */
export function withDetails({ code, values, details }: Problem, others: ProblemDetails): Problem {
  return new Problem(code, values, { ...details, ...others });
}

/** The same Problem with further values for its text. */
export function withValues({ code, values, details }: Problem, more: object): Problem {
  return new Problem(code, { ...Object(values), ...more }, details);
}

/** Combines Problems about missing answers into one, with the code of the first; undefined if there are none. */
export function combineMissing([first, ...others]: readonly Problem[]): Problem | undefined {
  if (first === undefined) return undefined;
  const all = [first, ...others].map(({ details }) => details);
  return withDetails(first, {
    missing: all.flatMap(({ missing }) => missing ?? []),
    examples: Object.assign({}, ...all.map(({ examples }) => examples)),
    others,
  });
}

/** The result of reading; undefined if it throws a Problem. */
export function unlessProblem<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Adds a Problem to the collected ones, or throws it if there is no collection. */
export function addMissing(problem: Problem, missing: Problem[] | undefined): void {
  if (missing === undefined) throw problem;
  missing.push(problem);
}

/** The exit code of a run that was stopped early. The reason is a signal's name, or anything else for Ctrl-C at a prompt. */
export function interruptionCode(reason: unknown): ExitCode {
  return /^SIG(?!INT$)/.test(String(reason)) ? exitCodes.terminated : exitCodes.interrupted;
}
