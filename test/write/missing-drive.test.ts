import path from 'node:path';
import { expect, test } from 'vitest';
import { topmostMissing } from '../../src/write/transaction.ts';
import { problemOf } from '../thrown.ts';

test.each([
  ['Q:\\apps\\my-app', 'Q:\\'],
  ['Q:\\', 'Q:\\'],
  ['\\\\server\\share\\my-app', '\\\\server\\share\\'],
])('%s on a drive or share that is not there is refused by its name', (directory, drive) => {
  expect(problemOf(() => topmostMissing(directory, path.win32))).toMatchObject({
    code: 'no-drive',
    values: { drive },
  });
});
