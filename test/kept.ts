import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds after which a lock is considered left over from a killed run. */
const staleMs = 300_000;

/**
 * A folder that is created once for all test processes and kept between runs.
 * @param name path inside the cache; different content needs a different name
 * @param make fills the empty folder
 * @returns its absolute path
 */
export async function kept(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.resolve('node_modules/.cache', name);
  const ready = path.join(folder, 'ready');
  const lock = `${folder}.lock`;
  while (!existsSync(ready)) {
    if (!takeLock(lock)) {
      await wait(200);
      continue;
    }
    try {
      if (existsSync(ready)) break;
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      await make(folder);
      writeFileSync(ready, '');
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
  return folder;
}

function takeLock(lock: string): boolean {
  mkdirSync(path.dirname(lock), { recursive: true });
  if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > staleMs) rmSync(lock, { recursive: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
