import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { execPath } from 'node:process';
import { expect, test } from 'vitest';
import { startedBy } from '../../src/install/install.ts';
import { installFaults } from '../../src/messages/commands.ts';
import { faultText } from '../../src/messages/shown.ts';
import { npmCli } from '../npm.ts';
import { folderWith } from '../project-shapes.ts';

const npmFolder = path.join(path.dirname(npmCli), '..');

/** Creates cmd scripts the way npm does when it installs programs. */
const makeScript: (from: string, to: string) => Promise<void> = createRequire(npmCli)('cmd-shim');

test.each(['tool/bin/tool.cjs', 'tool/bin/tool.mjs', 'tool/tool.js'])(
  'a package manager that npm installed on Windows is run by this Node, without cmd: %s',
  async (name) => {
    const folder = folderWith({
      [`node_modules/${name}`]: '#!/usr/bin/env node\n',
      'node.exe': '',
    });
    const script = path.join(folder, 'node_modules', name);
    await makeScript(script, path.join(folder, 'tool'));
    expect(startedBy(path.join(folder, 'tool.cmd'))).toEqual({ file: execPath, args: [script] });
    await makeScript(script, path.join(folder, 'node_modules/.bin/tool'));
    const local = path.join(folder, 'node_modules/.bin/tool.cmd');
    expect(startedBy(local)).toEqual({ file: execPath, args: [script] });
  },
);

test('so is the npm that comes with Node', () => {
  const folder = folderWith({
    'npm.cmd': readFileSync(path.join(npmFolder, 'bin/npm.cmd'), 'utf8'),
    'node_modules/npm/bin/npm-cli.js': '',
    'node_modules/npm/bin/npm-prefix.js': '',
  });
  const script = path.join(folder, 'node_modules/npm/bin/npm-cli.js');
  expect(startedBy(path.join(folder, 'npm.cmd'))).toEqual({ file: execPath, args: [script] });
});

test('a program behind such a script is started itself, and so is anything that is no such script', async () => {
  const folder = folderWith({
    'node_modules/tool/tool.exe': '',
    'odd.cmd': '@volta run %~n0 %*\n',
    'gone.cmd': 'node "%~dp0\\gone.js" %*\n',
    'tool.exe': '',
  });
  await makeScript(path.join(folder, 'node_modules/tool/tool.exe'), path.join(folder, 'tool'));
  const tool = path.join(folder, 'node_modules/tool/tool.exe');
  expect(startedBy(path.join(folder, 'tool.cmd'))).toEqual({ file: tool, args: [] });
  for (const name of ['odd.cmd', 'gone.cmd', 'tool.exe', 'none']) {
    const file = path.join(folder, name);
    expect(startedBy(file)).toEqual({ file, args: [] });
  }
});

test('what cmd says with code 9009 is told in words: it found no such program', () => {
  const fault = { fault: 'ended', exitCode: 9009, signal: '', output: "'node' is not recognized" } as const;
  expect(faultText(installFaults, fault)).toMatch(/cannot find on the PATH:\n'node' is not recognized$/);
  expect(faultText(installFaults, { ...fault, exitCode: 1 })).not.toMatch(/cannot find/);
});
