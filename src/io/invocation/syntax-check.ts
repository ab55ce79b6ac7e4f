import { execFile } from 'node:child_process';
import path from 'node:path';
import type { FunctionFacts } from '../../core/invocation/function-facts.ts';
import { isUnplacedSyntaxError } from '../../core/invocation/invocation-error.ts';
import type { Observation } from '../../core/invocation/invocation-result.ts';

/**
 * Gives the place to a syntax error that lacks it: of an ES module Node 20 tells it only when it checks the file by
 * itself. Anything else comes back as it is.
 */
export async function placeSyntaxError(
  observation: Observation,
  facts: FunctionFacts,
  nodePath: string,
): Promise<Observation> {
  const { outcome } = observation;
  if (outcome?.kind !== 'threw' || !isUnplacedSyntaxError(outcome.thrown, facts.folder)) return observation;
  for (const { file } of facts.sources) {
    const stack = await checkSyntax(path.join(facts.folder, file), nodePath);
    if (stack.includes(outcome.thrown.message)) {
      return { ...observation, outcome: { ...outcome, thrown: { ...outcome.thrown, stack } } };
    }
  }
  return observation;
}

/** What Node says of a file's syntax: nothing where it is right. */
function checkSyntax(file: string, nodePath: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      nodePath,
      ['--no-warnings', '--check', file],
      { env: {}, timeout: 10_000 },
      (_error, _stdout, stderr) => resolve(stderr),
    );
  });
}
