import path from 'node:path';
import { expect, test } from 'vitest';
import { maskOf, maskOfWords, valuesAround } from '../../src/report/mask.ts';
import type { Session } from '../../src/session.ts';
import { emptyFolder, writeFiles } from '../program.ts';

const sessionIn = (cwd: string) => ({ cwd, env: {} }) as Session;
const project = (folder: string, value: string) => ({
  [`${folder}/hsproject.json`]: '{"name": "shop", "srcDir": "src", "platformVersion": "2023.2"}',
  [`${folder}/src/app/app.json`]: '{"name": "Shop"}',
  [`${folder}/src/app/app.functions/serverless.json`]: '{"appFunctions": {}}',
  [`${folder}/src/app/app.functions/.env`]: `KEY=${value}`,
});

test('values of each folder that is named are hidden, and of the projects around them and the working directory', () => {
  const base = emptyFolder();
  writeFiles(base, {
    ...project('one', 'value of one'),
    ...project('two', 'value of two'),
    'old/.env': 'KEY=value of old\nLEVEL=level',
  });
  const session = sessionIn(path.join(base, 'one'));
  const places = [path.join(base, 'two/src'), '../old', undefined, 'missing'];
  const text = 'level, value of one, value of two, value of old';
  expect(maskOf(valuesAround(places, session))(text)).toBe('***, ***, ***, ***');
  expect(maskOfWords(valuesAround(places, session))(text)).toBe('level, ***, ***, ***');
});

test('nothing of a text is shown if the secrets of a project cannot be read', () => {
  const base = emptyFolder();
  writeFiles(base, { ...project('one', 'value'), 'one/hsproject.json': '{' });
  for (const [cwd, place] of [
    ['one', '..'],
    ['.', 'one'],
  ] as const)
    expect(maskOf(valuesAround([place], sessionIn(path.join(base, cwd))))('const a = 1;\n')).toBe('***');
});
