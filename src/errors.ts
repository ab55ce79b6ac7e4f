/** What the program ends with; the meanings are a contract with scripts. */
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

/** Values by an option's name; several for an option that several functions lack, one for each. */
export type Examples = Readonly<Record<string, readonly string[]>>;

/** The examples as values of options that take one. */
export function firstOfEach(examples: Examples): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(examples).flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What a Problem tells programs besides its code and its text. */
export interface ProblemDetails {
  /** The exit code, if it is not the one in the code's row. */
  readonly exit?: ExitCode | undefined;
  readonly missing?: readonly string[] | undefined;
  /** Values that would do for what is missing, by the option's name: for the command that is proposed. */
  readonly examples?: Examples | undefined;
  /** Paths (relative to the project, with `/`) or names that are in the way. */
  readonly conflicts?: readonly string[] | undefined;
  /** Further Problems, shown together with this one. */
  readonly others?: readonly Problem[] | undefined;
  /** A command with everything that is missing filled in, and whether it would work. */
  readonly proposal?: { readonly command: string; readonly works: boolean } | undefined;
}

/**
 * Something a user can act on. It is thrown where nothing sensible can follow, caught once in `cli.ts`, and shown
 * without a stack trace. Its text comes from its code's row in `src/messages`.
 */
export class Problem extends Error {
  /** A stable word for programs, such as `unknown-option`. */
  readonly code: string;
  /** The values that its text is made of. */
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

/** The same Problem with other details. For example, what is a conflict in a project is invalid input in a file that an option names. */
export function withDetails({ code, values, details }: Problem, others: ProblemDetails): Problem {
  return new Problem(code, values, { ...details, ...others });
}

/** The same Problem with further values for its text. */
export function withValues({ code, values, details }: Problem, more: object): Problem {
  return new Problem(code, { ...Object(values), ...more }, details);
}

/** One Problem for everything that is missing, with the code of the first; undefined if nothing is missing. */
export function together([first, ...others]: readonly Problem[]): Problem | undefined {
  if (first === undefined) return undefined;
  const all = [first, ...others].map(({ details }) => details);
  return withDetails(first, {
    missing: all.flatMap(({ missing }) => missing ?? []),
    examples: Object.assign({}, ...all.map(({ examples }) => examples)),
    others,
  });
}

/** What reading gives; undefined if a Problem keeps it from being read. */
export function unlessProblem<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Adds a Problem to those that are collected, or throws it if none are. */
export function lack(problem: Problem, lacks: Problem[] | undefined): void {
  if (lacks === undefined) throw problem;
  lacks.push(problem);
}

/** The code of a run that was ended early, by a signal's name or anything else for Ctrl-C at a question. */
export function interruptionCode(reason: unknown): ExitCode {
  return /^SIG(?!INT$)/.test(String(reason)) ? exitCodes.terminated : exitCodes.interrupted;
}
