import { isDeepStrictEqual } from 'node:util';
import { responseLimitMs } from '../data/limits.ts';
import type { MigratedFunction, PlacedFunction } from '../migrate/migration.ts';
import { buildContext } from '../run/context.ts';
import { invocationOf } from '../run/invocation.ts';
import { redactor } from '../run/redact.ts';
import { runFunction } from '../run/run-function.ts';
import type { Session } from '../session.ts';
import type { Invocation, InvocationResult, Json } from '../types.ts';
import { readFixture, refuseFilesOutside } from './invocations.ts';
import { runEach } from './run-each.ts';

/** The results of a function before and after a migration. */
export interface Proof {
  readonly after: InvocationResult;
  /** The result before the migration, or undefined if the function was not run then. */
  readonly before: InvocationResult | undefined;
  /** `unstable` means that the response differs each time, so it proves nothing. */
  readonly verdict: 'same' | 'different' | 'unstable' | 'not-comparable';
}

/** One run of a function. */
export interface Run {
  /** The result with secrets masked, for display. */
  readonly result: InvocationResult;
  /** The response as the caller gets it, including secret values; undefined if the function did not respond. */
  readonly answer: Json | undefined;
}

/**
 * Runs every function once before the migration, one after another, each with its fixture.
 * @throws Problem as `refuseFilesOutside` does, before anything is run
 */
export async function runBefore(
  root: string,
  functions: readonly MigratedFunction[],
  session: Session,
): Promise<readonly Run[]> {
  refuseFilesOutside(
    root,
    functions.map(({ before }) => before),
  );
  const runs = await runAll(
    functions.map(({ before }) => callOf(root, before)),
    session,
  );
  return runs.map((run, index) => ({ ...run, result: withoutValues(run.result, functions[index]?.before) }));
}

/** Masks values that the migration turns into secrets, so that they are not shown before it either. */
function withoutValues(result: InvocationResult, place: PlacedFunction | undefined): InvocationResult {
  const { json, text } = redactor({ ...place?.environment });
  const { error } = result;
  return {
    ...result,
    response: json(result.response),
    error: error && { code: error.code, message: text(error.message) },
  };
}

/** Runs every function in its new location and compares the responses with those from `runBefore`. */
export async function compareAfter(
  root: string,
  functions: readonly MigratedFunction[],
  before: readonly Run[],
  session: Session,
): Promise<readonly Proof[]> {
  const invocations = functions.map(({ after }) => callOf(root, after));
  const runs = await runAll(invocations, session);
  const proofs: Proof[] = [];
  for (const [index, after] of runs.entries()) {
    const known = before[index];
    const verdict = verdictOf(known, after);
    const isUnstable = verdict === 'different' && (await varies(after, invocations[index], session));
    proofs.push({ after: after.result, before: known?.result, verdict: isUnstable ? 'unstable' : verdict });
  }
  return proofs;
}

function verdictOf(before: Run | undefined, after: Run): Proof['verdict'] {
  if (before?.answer === undefined) return 'not-comparable';
  return isDeepStrictEqual(before.answer, after.answer) ? 'same' : 'different';
}

/** Whether a repeated call in the same location gives another response. Then the migration is not the cause. */
async function varies(
  { answer }: Run,
  invocation: Invocation | undefined,
  session: Session,
): Promise<boolean> {
  if (answer === undefined || invocation === undefined) return false;
  const [again] = await runAll([invocation], session);
  return again?.answer !== undefined && !isDeepStrictEqual(again.answer, answer);
}

async function runAll(invocations: readonly Invocation[], session: Session): Promise<readonly Run[]> {
  const { env, signal, stop } = session;
  const answers = new Map<Invocation, Json>();
  const results = await runEach(invocations, session, stop, (one) =>
    runFunction(one, { env, signal, onResponse: (response) => void answers.set(one, response) }),
  );
  return results.map((result, index) => ({
    result,
    answer: result.status === 'SUCCESS' ? answers.get(invocations[index] as Invocation) : undefined,
  }));
}

function callOf(root: string, one: PlacedFunction): Invocation {
  const { name, endpoint } = one;
  const { context } = buildContext(endpoint, readFixture(root, name), {});
  return invocationOf(one, { root, platform: one }, { context, endpoint, timeoutMs: responseLimitMs });
}
