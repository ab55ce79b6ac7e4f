import { removeSync } from 'fs-extra/esm';

/** Removes a file or a folder with all that is in it; nothing happens where nothing is. */
export function removeAll(file: string): void {
  removeSync(file);
}
