import { expect, test } from 'vitest';
import { refuseRewritten } from '../../src/args/git-bash.ts';
import { parseArguments } from '../../src/args/parse-args.ts';
import { Problem } from '../../src/errors.ts';
import type { Session } from '../../src/session.ts';
import { told } from '../thrown.ts';

function refusedIn(env: Session['env'], argv: readonly string[], system = 'win32'): unknown {
  try {
    refuseRewritten(parseArguments(argv), { system, env } as Session);
    return undefined;
  } catch (error) {
    return error instanceof Problem && [error.code, told(error).message];
  }
}

const gitBash = { MSYSTEM: 'MINGW64' };

test.each([
  ['--query', 'path=C:/Program Files/Git/orders', 'path=/orders'],
  ['--parameter', 'a=C:/msys64/x/y', 'a=/x/y'],
  ['--header', 'x-path=D:/tools/PortableGit/', 'x-path=/'],
  ['--body', 'C:/Program Files/Git/x', '/x'],
])('what Git Bash made of a leading slash is refused, with what was typed: %s %s', (option, value, typed) => {
  const expected = ['rewritten-path', expect.stringContaining(`"${typed}"`)];
  expect(refusedIn(gitBash, ['invoke', option, value])).toEqual(expected);
});

test.each([
  ['a file', gitBash, ['--context', 'C:/Program Files/Git/tmp/x.json']],
  ['a folder', gitBash, ['--functions-directory', 'C:/code/git/shop/src/app/app.functions']],
  ['another folder of a disk', gitBash, ['--query', 'path=C:/Users/me/x']],
  ['what cmd hands on', {}, ['--query', 'path=C:/Program Files/Git/x']],
  ['what is said not to be rewritten', { ...gitBash, MSYS_NO_PATHCONV: '1' }, ['--query', 'a=C:/msys64/x']],
])('%s is left as it is', (_, env, words) => {
  expect(refusedIn(env, ['invoke', ...words])).toBeUndefined();
});

test('on other systems nothing is taken for rewritten', () => {
  expect(refusedIn(gitBash, ['invoke', '--query', 'a=C:/msys64/x'], 'linux')).toBeUndefined();
});
