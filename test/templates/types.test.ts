import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planFiles } from '../../src/plan/plan.ts';
import { part } from '../extent.ts';
import { emptyFolder, writeFiles } from '../program.ts';
import { answersFor, functionPlatforms, variants } from './generated.ts';

const packageTypes = 'declare module "@hubspot/api-client" { export const Client: any; }\n';

test.each(part(functionPlatforms, 2))(
  'the functions of a new project pass strict type checks by its jsconfig.json, also below ES modules: $version',
  async (platform) => {
    const folder = emptyFolder();
    const files = await planFiles(answersFor({ platform, functions: variants }), undefined, undefined);
    const texts = files.flatMap((file) =>
      'text' in file ? [[`shop/${file.path}`, file.text] as const] : [],
    );
    writeFiles(folder, {
      'package.json': '{ "type": "module" }',
      ...Object.fromEntries(texts),
      'shop/types/packages.d.ts': packageTypes,
    });
    const options = ['--noEmit', '--types', 'node', '--typeRoots', path.resolve('node_modules/@types')];
    const typescript = path.resolve('node_modules/.bin/tsc');
    const { stdout } = spawnSync(typescript, ['--project', 'shop/jsconfig.json', ...options], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(stdout).toBe('');
  },
);
