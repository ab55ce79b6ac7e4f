import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { responseLimitMs } from '../data/limits.ts';
import type { MigratedFunction, PlacedFunction } from '../migrate/migration.ts';
import { buildContext } from '../run/context.ts';
import { runFunction } from '../run/run-function.ts';
import type { Session } from '../session.ts';
import { followRun } from '../terminal/progress.ts';
import type { Invocation, InvocationResult } from '../types.ts';
import { readFixture } from './invocations.ts';

/** What a function answered before and after a migration. */
export interface Proof {
  readonly after: InvocationResult;
  /** Undefined where it could not be run before. */
  readonly before: InvocationResult | undefined;
  /** `unstable`: it answers differently each time, so nothing can be said. */
  readonly verdict: 'same' | 'different' | 'unstable' | 'not-comparable';
}

/** Runs every function as it is now, one after the other, each with its fixture. */
export async function runBefore(
  root: string,
  functions: readonly MigratedFunction[],
  session: Session,
): Promise<readonly InvocationResult[]> {
  return runAll(
    functions.map(({ before }) => invocationOf(root, before)),
    session,
  );
}

/**
 * Runs every function in its new place, and compares the answers.
 *
 * @param before the results of `runBefore`
 */
export async function compareAfter(
  root: string,
  functions: readonly MigratedFunction[],
  before: readonly InvocationResult[],
  session: Session,
): Promise<readonly Proof[]> {
  const invocations = functions.map(({ after }) => invocationOf(root, after));
  const results = await runAll(invocations, session);
  const proofs: Proof[] = [];
  for (const [index, after] of results.entries()) {
    const known = before[index];
    const verdict = verdictOf(known, after);
    const again =
      verdict === 'different' && after.status === 'SUCCESS'
        ? await runFunction(invocations[index] as Invocation, session)
        : after;
    // What gives another answer to the same call in the same place cannot be held against its move.
    const isUnstable = again.status === 'SUCCESS' && !isDeepStrictEqual(again.response, after.response);
    proofs.push({ after, before: known, verdict: isUnstable ? 'unstable' : verdict });
  }
  return proofs;
}

function verdictOf(before: InvocationResult | undefined, after: InvocationResult): Proof['verdict'] {
  if (before?.status !== 'SUCCESS') return 'not-comparable';
  const isSame = after.status === 'SUCCESS' && isDeepStrictEqual(before.response, after.response);
  return isSame ? 'same' : 'different';
}

async function runAll(
  invocations: readonly Invocation[],
  session: Session,
): Promise<readonly InvocationResult[]> {
  const { env, signal, terminal } = session;
  const progress = followRun(
    invocations.map((invocation) => invocation.function),
    terminal.stderr,
  );
  const results: InvocationResult[] = [];
  for (const invocation of invocations) {
    if (session.stop.aborted) break;
    results.push(await runFunction(invocation, { env, signal }));
  }
  await progress.end(true);
  return results;
}

function invocationOf(root: string, one: PlacedFunction): Invocation {
  const { name, file, functionsDirectory, configFile, secrets, environment, endpoint, answers } = one;
  return {
    function: name,
    file: path.join(root, file),
    functionsDirectory: path.join(root, functionsDirectory),
    configFile,
    secrets,
    ...(environment === undefined ? {} : { environment }),
    ...(endpoint === undefined ? {} : { endpoint }),
    answers,
    context: buildContext(endpoint, readFixture(root, name), {}).context,
    timeoutMs: responseLimitMs,
  };
}
