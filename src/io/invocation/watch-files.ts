import { watch } from 'node:fs';

/** Milliseconds that changes are gathered: editors write a file in several steps. */
const gatherMs = 100;
/** Files that a function is made of; what it writes itself, such as a log, is none. */
const relevant = /(^\.env.*|\.(?:[cm]?js|json))$/;

/**
 * Resolves when a file of these folders has changed, and with `false` when the signal is aborted. Folders within
 * them are not watched.
 *
 * @param folders absolute paths; those that do not exist are left out
 */
export function nextChange(folders: readonly string[], signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const watchers = folders.flatMap((folder) =>
      watchFolder(folder, () => (timer ??= setTimeout(end, gatherMs, true))),
    );
    const end = (changed: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      for (const watcher of watchers) watcher.close();
      resolve(changed);
    };
    const onAbort = (): void => end(false);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
}

function watchFolder(folder: string, onChange: () => void) {
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name === null || relevant.test(name)) onChange();
    });
    // A folder that is removed ends its watcher.
    watcher.on('error', onChange);
    return [watcher];
  } catch {
    return [];
  }
}
