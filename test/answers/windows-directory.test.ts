import path from 'node:path';
import { expect, test } from 'vitest';
import { windowsDirectoryFault } from '../../src/answers/names.ts';

const faultOf = (directory: string) =>
  windowsDirectoryFault(directory, path.win32.resolve('C:\\work', directory));

test.each([
  ['CON', { fault: 'device' }],
  ['apps/nul.txt', { fault: 'device' }],
  ['aux .d', { fault: 'device' }],
  ['com¹', { fault: 'device' }],
  ['a?b', { fault: 'character', character: '?' }],
  ['a:b', { fault: 'character', character: ':' }],
  ['C:work', { fault: 'character', character: ':' }],
  ['a|b\\c', { fault: 'character', character: '|' }],
  ['apps./shop', { fault: 'final-dot' }],
  ['\\\\.\\C:\\shop', { fault: 'device' }],
  ['//./PIPE/shop', { fault: 'device' }],
  ['\\\\?\\C:\\shop', { fault: 'character', character: '?' }],
  ['shop ', { fault: 'final-space' }],
  ['a'.repeat(260), { fault: 'too-long', limit: 247 }],
  [`${'part/'.repeat(60)}shop`, { fault: 'too-long', limit: 247 }],
])('%j is refused as a directory on Windows, with the reason', (directory, fault) => {
  expect(faultOf(directory)).toEqual(fault);
});

test.each([
  'shop',
  '.',
  '..',
  '../shop',
  './a.b',
  'C:\\work\\shop',
  'C:/',
  'C:',
  '\\\\server\\share\\shop',
  'console',
  'Größe',
  '',
])('%j is a directory on Windows', (directory) => {
  expect(faultOf(directory)).toBeUndefined();
});
