import type { Change } from '../../types.ts';
import { diffText, isDotenvFile } from '../edit/diff.ts';
import { maskDotenv } from '../edit/edit-dotenv.ts';

/** A file as a person looks into it before it is written: its whole text, or what changes in it. */
export interface ViewedChange {
  readonly path: string;
  readonly text: string;
}

/** Every file that is made or changed: a new one as its text, others as a diff; values of `.env` files are masked. */
export function lookIntoChanges(changes: readonly Change[]): readonly ViewedChange[] {
  return changed(changes).map((change) => {
    const { path, before, after } = change;
    if (before !== undefined) return { path, text: diffOf(change) };
    return { path, text: isDotenvFile(path) ? maskDotenv(decode(after)) : decode(after) };
  });
}

/** A diff of every file that is made or changed; values of `.env` files are masked. */
export function diffsOf(changes: readonly Change[]): readonly string[] {
  return changed(changes).map(diffOf);
}

function changed(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ action }) => action !== 'unchanged');
}

function diffOf({ path, before, after }: Change): string {
  return diffText(path, before === undefined ? undefined : decode(before), decode(after));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
