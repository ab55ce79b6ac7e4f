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

export interface ProblemDetails {
  /** What to do about it: one sentence, or a command. */
  readonly hint?: string | undefined;
  /** Names of options that were needed and not given. */
  readonly missing?: readonly string[] | undefined;
  /** Values that would do for what is missing, by the option's name: for the command that is proposed. */
  readonly examples?: Examples | undefined;
  /** Paths (relative to the project, with `/`) or names that are in the way. */
  readonly conflicts?: readonly string[] | undefined;
}

/**
 * Something a user can act on. It is thrown where nothing sensible can follow, caught once in `cli.ts`, and
 * shown as its message and hint without a stack trace.
 */
export class Problem extends Error {
  /** What the program ends with: 2 for input, 3 for a conflict, … */
  readonly exit: ExitCode;
  /** A stable word for programs, such as `unknown-option`. */
  readonly code: string;
  readonly details: ProblemDetails;
  /** What the message was worded from. */
  readonly values: unknown;

  constructor(
    exit: ExitCode,
    code: string,
    message: string,
    details: ProblemDetails = {},
    values: unknown = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.exit = exit;
    this.code = code;
    this.details = details;
    this.values = values;
  }
}

/** The same Problem with another end: what is a conflict in a project is unusable input where it was handed over. */
export function withExit(exit: ExitCode, { code, message, details, values }: Problem): Problem {
  return new Problem(exit, code, message, details, values);
}

/** The same Problem with another hint. */
export function withHint(hint: string, { exit, code, message, details, values }: Problem): Problem {
  return new Problem(exit, code, message, { ...details, hint }, values);
}

/** Several Problems as one, with the code and the end of the first. */
export function together(problems: readonly [Problem, ...Problem[]], details: ProblemDetails): Problem {
  const [{ exit, code }] = problems;
  const message = problems.map((problem) => problem.message).join('\n');
  return new Problem(exit, code, message, details, { problems: problems.map(({ values }) => values) });
}

/**
 * The code of a run that was ended early.
 *
 * @param reason the signal's name, or anything else for Ctrl-C at a question
 */
export function interruptionCode(reason: unknown): ExitCode {
  return reason === 'SIGTERM' || reason === 'SIGHUP' ? exitCodes.terminated : exitCodes.interrupted;
}
