import { expect, test } from 'vitest';
import { Problem } from '../../src/errors.ts';
import { patiently } from '../../src/write/patience.ts';
import { problemOf } from '../../src/write/system-error.ts';
import { told } from '../thrown.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}

/** Work that is refused several times, and that counts the attempts. */
function refusedWork(times: number, code: string) {
  let tries = 0;
  const work = () => {
    tries += 1;
    if (tries <= times) throw systemError(code);
    return 'done';
  };
  return { work, tries: () => tries };
}

test.each(['EPERM', 'EBUSY', 'EACCES', 'UNKNOWN'])(
  'on Windows what is refused with %s is tried again, and works once the file is let go',
  (code) => {
    const { work, tries } = refusedWork(2, code);
    expect(patiently(work, 'win32')).toBe('done');
    expect(tries()).toBe(3);
  },
);

test('on Windows the tries have an end, and the last refusal is told', () => {
  const { work, tries } = refusedWork(Number.POSITIVE_INFINITY, 'EBUSY');
  expect(() => patiently(work, 'win32')).toThrow('EBUSY');
  expect(tries()).toBe(8);
});

test.each([
  ['ENOENT', 'win32'],
  ['EPERM', 'linux'],
  ['EPERM', 'darwin'],
])('%s on %s is not tried again', (code, system) => {
  const { work, tries } = refusedWork(1, code);
  expect(() => patiently(work, system)).toThrow(code);
  expect(tries()).toBe(1);
});

test.each([
  ['ENOENT', 'win32', 259, 'missing-folder'],
  ['ENOENT', 'win32', 260, 'name-too-long'],
  ['UNKNOWN', 'win32', 259, 'in-use'],
  ['UNKNOWN', 'win32', 260, 'name-too-long'],
  ['EPERM', 'win32', 260, 'in-use'],
  ['ENOENT', 'linux', 260, 'missing-folder'],
])('%s on %s about a path of %i characters means %s', (code, system, length, meaning) => {
  const error = Object.assign(systemError(code), { path: 'C:\\'.padEnd(length, 'x') });
  expect(problemOf('.', error, system)).toMatchObject({ code: meaning });
});

test.each([
  ['EPERM', 'win32', 'in-use'],
  ['EACCES', 'win32', 'in-use'],
  ['EBUSY', 'win32', 'in-use'],
  ['UNKNOWN', 'win32', 'in-use'],
  ['EPERM', 'linux', 'no-permission'],
  ['EBUSY', 'linux', 'in-use'],
  ['EXDEV', 'linux', 'other-disk'],
])('%s on %s means %s, which is a conflict', (code, system, meaning) => {
  const problem = problemOf('a.json', systemError(code), system);
  expect(problem).toBeInstanceOf(Problem);
  expect(told(problem as Problem)).toMatchObject({ code: meaning, exit: 3 });
});
