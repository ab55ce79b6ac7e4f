import type { Change } from '../types.ts';
import { diffText } from './diff.ts';

/** A file as a person looks into it before it is written: its whole text, or what changes in it. */
export interface ViewedChange {
  readonly path: string;
  readonly text: string;
}

/** Every file that is made or changed, as a diff; values of `.env` files are masked. */
export function viewChanges(changes: readonly Change[]): readonly ViewedChange[] {
  return changes
    .filter(({ action }) => action !== 'unchanged')
    .map(({ path, before, after }) => ({
      path,
      text: diffText(path, before === undefined ? undefined : decode(before), decode(after)),
    }));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
