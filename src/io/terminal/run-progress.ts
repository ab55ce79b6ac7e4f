import type { LogLine } from '../../types.ts';
import type { Screen } from './terminal.ts';

/** Milliseconds that a function may take before it is worth a line. */
const momentMs = 400;

/** Follows functions while they run. */
export interface RunProgress {
  readonly onLog: (line: LogLine) => void;
  readonly end: (ok: boolean) => Promise<void>;
}

/**
 * Shows that functions are running and the last line that they logged, once they take longer than a moment. The line
 * is drawn anew, so there is none where the screen cannot do that: everything stands in the report.
 *
 * @param names the functions' names
 */
export function followRun(names: readonly string[], screen: Screen): RunProgress {
  if (!screen.redraw) return { onLog: () => {}, end: async () => {} };
  let last = '';
  const begin = async () => {
    const { startProgress } = await import('./progress.ts');
    const progress = startProgress(`Running ${names.join(', ')}`, screen);
    progress.show(last);
    return progress;
  };
  let begun: ReturnType<typeof begin> | undefined;
  const timer = setTimeout(() => {
    begun = begin();
  }, momentMs);
  return {
    onLog: ({ message }) => {
      last = message;
      void begun?.then((progress) => progress.show(message));
    },
    end: async (ok) => {
      clearTimeout(timer);
      (await begun)?.end(ok);
    },
  };
}
