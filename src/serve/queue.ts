/** Lets only so many tasks run at once; the others wait, the first come first. */
interface Queue {
  /**
   * Runs a task when it is its turn.
   *
   * @param isWanted asked when its turn has come; a task that is no longer wanted is left out
   * @returns what the task returns; undefined if it was left out
   */
  readonly run: <Value>(task: () => Promise<Value>, isWanted: () => boolean) => Promise<Value | undefined>;
}

/** @param width tasks that may run at once */
export function openQueue(width: number): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const turn = (): Promise<void> => {
    if (running < width) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  return {
    async run(task, isWanted) {
      await turn();
      try {
        return isWanted() ? await task() : undefined;
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
