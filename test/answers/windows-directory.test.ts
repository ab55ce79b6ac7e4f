import path from 'node:path';
import { expect, test } from 'vitest';
import { windowsDirectoryFault } from '../../src/answers/names.ts';

const faultOf = (directory: string) =>
  windowsDirectoryFault(directory, path.win32.resolve('C:\\work', directory));

test.each([
  ['CON', 'Windows keeps this name for a device'],
  ['apps/nul.txt', 'Windows keeps this name for a device'],
  ['aux .d', 'Windows keeps this name for a device'],
  ['com¹', 'Windows keeps this name for a device'],
  ['a?b', 'Windows has no "?" in a name'],
  ['a:b', 'Windows has no ":" in a name'],
  ['C:work', 'Windows has no ":" in a name'],
  ['a|b\\c', 'Windows has no "|" in a name'],
  ['apps./shop', 'Windows has no name that ends in a full stop'],
  ['shop ', 'Windows has no name that ends in a space'],
  ['a'.repeat(260), 'its path is longer than the 247 characters that Windows takes'],
  [`${'part/'.repeat(60)}shop`, 'its path is longer than the 247 characters that Windows takes'],
])('%j is refused as a directory on Windows, with the reason', (directory, fault) => {
  expect(faultOf(directory)).toBe(fault);
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
