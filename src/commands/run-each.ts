import type { Session } from '../session.ts';
import { followRun } from '../terminal/progress.ts';
import type { Invocation, InvocationResult, LogLine, Stop } from '../types.ts';

/**
 * Runs functions, up to `width` at a time, and shows progress.
 * @returns results in the order of the functions, without those that had not started when the run was stopped
 */
export async function runEach(
  invocations: readonly Invocation[],
  { terminal }: Session,
  stop: Stop,
  run: (invocation: Invocation, onLog: (line: LogLine) => void) => Promise<InvocationResult>,
  width = 1,
): Promise<readonly InvocationResult[]> {
  const names = invocations.map((invocation) => invocation.function);
  const { onLog, end } = followRun(names, terminal.stderr);
  const results: InvocationResult[] = [];
  const waiting = invocations.entries();
  const work = async (): Promise<void> => {
    for (const [index, invocation] of waiting) {
      if (!stop.aborted) results[index] = await run(invocation, onLog);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  const finished = results.filter((result) => result !== undefined);
  await end(finished.every(({ status }) => status === 'SUCCESS'));
  return finished;
}
