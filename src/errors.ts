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

/** What programs read of a Problem beside its code and words. */
export interface ProblemDetails {
  /** What the program ends with, where that is not what the code's row says. */
  readonly exit?: ExitCode | undefined;
  /** Names of options that were needed and not given. */
  readonly missing?: readonly string[] | undefined;
  /** Values that would do for what is missing, by the option's name: for the command that is proposed. */
  readonly examples?: Examples | undefined;
  /** Paths (relative to the project, with `/`) or names that are in the way. */
  readonly conflicts?: readonly string[] | undefined;
  /** Further Problems that are told with this one. */
  readonly others?: readonly Problem[] | undefined;
  /** A command that gives what is missing. */
  readonly proposal?: { readonly command: string; readonly works: boolean } | undefined;
}

/**
 * Something a user can act on. It is thrown where nothing sensible can follow, caught once in `cli.ts`, and shown
 * without a stack trace. Its words come from its code's row in `src/messages`.
 */
export class Problem extends Error {
  /** A stable word for programs, such as `unknown-option`. */
  readonly code: string;
  /** What the words are made of. */
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

/** The same Problem with other details, such as another end: a conflict in a project is unusable input where it was handed over. */
export function withDetails({ code, values, details }: Problem, others: ProblemDetails): Problem {
  return new Problem(code, values, { ...details, ...others });
}

/** Several things that are missing, as one Problem with the code of the first; undefined where nothing is. */
export function together([first, ...others]: readonly Problem[]): Problem | undefined {
  if (first === undefined) return undefined;
  const all = [first, ...others].map(({ details }) => details);
  return withDetails(first, {
    missing: all.flatMap(({ missing }) => missing ?? []),
    examples: Object.assign({}, ...all.map(({ examples }) => examples)),
    others,
  });
}

/** Notes what is missing, where a run collects that; otherwise throws it. */
export function lack(problem: Problem, lacks: Problem[] | undefined): void {
  if (lacks === undefined) throw problem;
  lacks.push(problem);
}

/**
 * The code of a run that was ended early.
 *
 * @param reason the signal's name, or anything else for Ctrl-C at a question
 */
export function interruptionCode(reason: unknown): ExitCode {
  return reason === 'SIGTERM' || reason === 'SIGHUP' ? exitCodes.terminated : exitCodes.interrupted;
}
