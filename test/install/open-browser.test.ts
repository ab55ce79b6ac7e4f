import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openInBrowser } from '../../src/install/open-browser.ts';
import { hasScripts } from '../left-out.ts';
import { executable, folderWith } from '../project-shapes.ts';

test.runIf(hasScripts)('a browser is opened by the system, and not by a program of the project', async () => {
  const [system, project] = [folderWith({}), folderWith({})];
  const bin = path.join(project, 'node_modules/.bin');
  for (const name of ['open', 'xdg-open', 'browser']) {
    const opened = name === 'browser' ? 'echo "$1" >' : 'browser "$1"; echo done >';
    executable(path.join(system, name), `${opened} "${system}/${name}.txt"`);
    executable(path.join(bin, name), `echo planted > "${project}/planted"`);
  }
  const PATH = [bin, system, '/usr/bin', '/bin'].join(':');
  openInBrowser('http://localhost:3210/', { PATH }, project);
  const done = () => ['open', 'xdg-open'].some((name) => existsSync(path.join(system, `${name}.txt`)));
  while (!done()) await setTimeout(20);
  expect(readFileSync(path.join(system, 'browser.txt'), 'utf8')).toBe('http://localhost:3210/\n');
  expect(existsSync(path.join(project, 'planted'))).toBe(false);
});
