import path from 'node:path';
import { expect, test } from 'vitest';
import { topmostMissing } from '../../src/write/transaction.ts';

test.each([
  ['Q:\\apps\\my-app', 'Q:\\'],
  ['Q:\\', 'Q:\\'],
  ['\\\\server\\share\\my-app', '\\\\server\\share\\'],
])('%s on a drive or share that is not there is refused by its name', (directory, drive) => {
  expect(() => topmostMissing(directory, path.win32)).toThrow(`There is no drive or network share ${drive}.`);
});
