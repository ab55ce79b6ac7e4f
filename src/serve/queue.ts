/** Limits how many tasks run at once. Waiting callers take turns; each caller's tasks start in the order they came. */
interface Queue {
  /**
   * Runs a task when it is its turn.
   * @param caller identifies who wants it
   * @param isWanted asked when its turn has come; a task that is no longer wanted is skipped
   * @returns what the task returns; undefined if it was skipped
   */
  readonly run: <Value>(
    caller: string,
    task: () => Promise<Value>,
    isWanted: () => boolean,
  ) => Promise<Value | undefined>;
}

/**
 * @param width most tasks that may run at once
 * @param most the same for callers without a running task, so that one busy caller does not keep the others waiting
 */
export function openQueue(width: number, most: number): Queue {
  const waiting = new Map<string, (() => void)[]>();
  const running = new Map<string, number>();
  let all = 0;
  const count = (caller: string, more: number): void => {
    all += more;
    const own = (running.get(caller) ?? 0) + more;
    if (own === 0) running.delete(caller);
    else running.set(caller, own);
  };
  const startNext = (): void => {
    for (const [caller, tasks] of waiting) {
      if (all >= most) return;
      if (all >= width && running.has(caller)) continue;
      const start = tasks.shift();
      waiting.delete(caller);
      // The caller's next task goes behind the other callers'.
      if (tasks.length > 0) waiting.set(caller, tasks);
      count(caller, 1);
      start?.();
    }
  };
  const turn = (caller: string): Promise<void> =>
    new Promise((resolve) => {
      const tasks = waiting.get(caller) ?? [];
      tasks.push(resolve);
      waiting.set(caller, tasks);
      startNext();
    });
  return {
    async run(caller, task, isWanted) {
      await turn(caller);
      try {
        return isWanted() ? await task() : undefined;
      } finally {
        count(caller, -1);
        startNext();
      }
    },
  };
}
