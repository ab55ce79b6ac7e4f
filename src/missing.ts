import { type Examples, Problem } from './errors.ts';

/** How a run is tried again that lacked something. */
export interface Retry {
  /** Tries it with examples for what is missing, up to the point where it would begin to work. */
  readonly withExamples: (examples: Examples) => Promise<unknown>;
  /** The command that gives all that was given, and the examples. */
  readonly command: (examples: Examples) => string;
}

/**
 * Names all that a run lacks, and a command that would work: what is missing is filled in with examples, and the run is
 * tried again, until nothing is missing any more.
 *
 * @param error what stopped the run; all but a Problem of missing options comes back as it is
 */
export async function allMissing(error: unknown, retry: Retry): Promise<unknown> {
  const lacks: Problem[] = [];
  let examples: Examples = {};
  let next = error;
  while (next instanceof Problem && isNew(next, examples)) {
    lacks.push(next);
    examples = { ...examples, ...next.details.examples };
    next = await retry.withExamples(examples).then(
      () => undefined,
      (failure: unknown) => failure,
    );
  }
  const [first] = lacks;
  if (first === undefined) return error;
  const hints = lacks.flatMap(({ details }) => details.hint ?? []);
  const command = retry.command(examples);
  const proposal = next === undefined ? `This would work: ${command}` : `For example: ${command}`;
  return new Problem(first.exit, first.code, lacks.map(({ message }) => message).join('\n'), {
    ...first.details,
    missing: lacks.flatMap(({ details }) => details.missing ?? []),
    hint: [...hints, proposal].join('\n'),
  });
}

/** Does it name something missing for which there is no example yet? */
function isNew({ details }: Problem, examples: Examples): boolean {
  return Object.keys(details.examples ?? {}).some((name) => !Object.hasOwn(examples, name));
}
