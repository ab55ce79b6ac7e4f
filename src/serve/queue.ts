/** Lets only so many tasks run at once; the others wait: of each caller the first that came, and the callers take turns. */
interface Queue {
  /**
   * Runs a task when it is its turn.
   *
   * @param caller a name for who wants it
   * @param isWanted asked when its turn has come; a task that is no longer wanted is left out
   * @returns what the task returns; undefined if it was left out
   */
  readonly run: <Value>(
    caller: string,
    task: () => Promise<Value>,
    isWanted: () => boolean,
  ) => Promise<Value | undefined>;
}

/**
 * @param width tasks that may run at once
 * @param most the same where callers come of whom none runs: one who keeps all busy does not keep others waiting
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
      // Behind the others.
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
