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
  ['--query', 'path=C:\\Program Files\\Git\\a;C:\\Program Files\\Git\\b;.\\c', 'path=/a:/b:./c'],
  ['--query', 'where=path=C:/Program Files/Git/x=1', 'where=path=/x=1'],
  ['--body', '["C:/Program Files/Git/x"]', '["/x"]'],
])('what Git Bash made of a leading slash is refused, with what was typed: %s %s', (option, value, typed) => {
  const expected = ['rewritten-path', expect.stringContaining(`"${typed}"`)];
  expect(refusedIn(gitBash, ['invoke', option, value])).toEqual(expected);
});

test.each([
  ['its shell', { SHELL: 'D:\\Own Tools\\bash\\usr\\bin\\bash.exe' }],
  ['its shell, as MSYS2 writes it', { SHELL: 'd:/own tools/bash/usr/bin/bash' }],
  ['its folder', { EXEPATH: 'D:\\Own Tools\\bash' }],
  ['its folder of programs', { EXEPATH: 'D:\\Own Tools\\bash\\bin' }],
])('a Git Bash in a folder of any name is known by %s', (_, env) => {
  const refused = (value: string) => refusedIn({ ...gitBash, ...env }, ['invoke', '--query', value]);
  const expected = ['rewritten-path', expect.stringContaining('"path=/orders/1"')];
  expect(refused('path=D:/Own Tools/bash/orders/1')).toEqual(expected);
  expect(refused('path=D:/Own Tools/bash-other/orders/1')).toBeUndefined();
  expect(refused('path=/orders/1')).toBeUndefined();
});

test('a shell at the top of a disk does not make each path on it a rewritten one', () => {
  const env = { ...gitBash, SHELL: 'D:\\bin\\bash.exe' };
  expect(refusedIn(env, ['invoke', '--query', 'path=D:/orders'])).toBeUndefined();
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
