import { expect, test } from 'vitest';
import { readProjectConfig } from '../../src/project/project.ts';
import * as thrown from '../thrown.ts';

function problemOf(text: string) {
  return thrown.problemOf(() => readProjectConfig('hsproject.json', text));
}

test.each([
  ['src', 'src'],
  ['./src/', 'src'],
  ['.', '.'],
  ['./', '.'],
  ['a/../b', 'b'],
  ['..src', '..src'],
])('srcDir %s is the folder %s of the project', (srcDir, expected) => {
  const text = JSON.stringify({ name: 'x', srcDir, platformVersion: '2023.2' });
  expect(readProjectConfig('hsproject.json', text).sourceDirectory).toBe(expected);
});

test.each([
  '..',
  '../src',
  'src/../..',
  'src\0',
  '/etc',
  '//server/share',
  'C:\\src',
  'c:src',
  '..\\src',
  'code\\hubspot',
])('srcDir %s is refused, as it is not inside the project', (srcDir) => {
  const problem = problemOf(JSON.stringify({ name: 'x', srcDir, platformVersion: '2023.2' }));
  expect(problem).toMatchObject({ exit: 3, code: 'invalid-project' });
  expect(problem.message).toContain('not a folder inside the project');
});

test.each([
  ['{"name": "x"}', 'has no "srcDir"'],
  ['{"name": "", "srcDir": "src", "platformVersion": "2023.2"}', 'has no "name"'],
  [
    '{\n"name": "x",\n"srcDir": "src",\n"platformVersion": 2025.1}',
    'hsproject.json:4: "platformVersion" is a number',
  ],
  ['{"name": null, "srcDir": "src", "platformVersion": "2023.2"}', 'hsproject.json:1: "name" is null'],
  ['{"name": "x", "srcDir": ["src"], "platformVersion": "2023.2"}', '"srcDir" is a list'],
  [
    '{"name": "x",\r\n"srcDir": "../src", "platformVersion": "2023.2"}',
    'hsproject.json:2: "srcDir" is "../src"',
  ],
  [
    `{"name": "x", "srcDir": "src", "platformVersion": "${'1.'.repeat(60_000)}"}`,
    'hsproject.json:1: "platformVersion" has 120000 characters',
  ],
  ['[]', 'is not a JSON object'],
  ['null', 'is not a JSON object'],
])('a configuration that says %s is refused with what is wrong and what it should be', (text, message) => {
  const problem = problemOf(text);
  expect(problem).toMatchObject({ exit: 3, code: 'invalid-project' });
  expect(problem.message).toContain(message);
  expect(problem.hint).toContain('"platformVersion"');
});
