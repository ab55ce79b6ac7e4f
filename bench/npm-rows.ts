import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  makePackage,
  type PublishedPackage,
  type Registry,
  readPackage,
  startRegistry,
} from '../test/registry.ts';
import type { Contender, Row } from './measure.ts';
import { freshCopy, freshFolder, type Setting } from './setting.ts';

/** How many small packages the measured install downloads. */
const dependencyCount = 12;

/** Starts a registry on localhost with this program, create-vite, an empty program, and some small packages. */
export async function startBenchRegistry({ subject, peers }: Setting): Promise<Registry> {
  const empty = makePackage(
    { name: 'create-empty', version: '1.0.0', bin: 'empty.cjs' },
    { 'empty.cjs': '#!/usr/bin/env node\n' },
  );
  return startRegistry([
    await readPackage(subject.tarball),
    await readPackage(peers.tarball('create-vite')),
    empty,
    ...smallPackages(),
  ]);
}

/** Rows for `npm create` and for the install step. */
export function npmRows(setting: Setting, registry: Registry): readonly Row[] {
  return [
    createRow(setting, registry, 'cold'),
    createRow(setting, registry, 'warm'),
    installRow(setting, registry),
  ];
}

function createRow(setting: Setting, registry: Registry, cache: 'cold' | 'warm'): Row {
  const contender = (name: string, args: readonly string[]): Contender => {
    const warm = homeFolder(setting, registry);
    return {
      name,
      prepare: () => ({
        program: 'npm',
        args: ['create', '--yes', ...args],
        cwd: freshFolder(setting),
        env: { HOME: cache === 'warm' ? warm : homeFolder(setting, registry) },
      }),
    };
  };
  return {
    title: `npm create, ${cache} cache`,
    contenders: [
      contender('npm create of an empty program', ['empty@latest', 'app']),
      contender(setting.subject.name, [
        'hs-function@latest',
        'app',
        '--',
        '--yes',
        '--no-install',
        '--no-invoke',
      ]),
      contender('create-vite', ['vite@latest', 'app', '--', '--template', 'vanilla', '--no-interactive']),
    ],
  };
}

function installRow(setting: Setting, registry: Registry): Row {
  const { name, program } = setting.subject;
  const env = { HOME: homeFolder(setting, registry) };
  const bare = freshFolder(setting);
  const manifest = { name: 'bare', version: '1.0.0', private: true, dependencies: { 'small-1': '1.0.0' } };
  writeFileSync(path.join(bare, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const args = [program, 'app', '--dependency', 'small-1@1.0.0', '--yes', '--no-invoke', '--json'];
  const prepare = () => ({ args, cwd: freshFolder(setting), env });
  return {
    title: `Install ${dependencyCount} small packages, warm cache`,
    contenders: [
      {
        name: 'npm install',
        prepare: () => ({ program: 'npm', args: ['install'], cwd: freshCopy(setting, bare), env }),
      },
      { name: `${name}, its install step`, prepare, read: (output) => JSON.parse(output).install.durationMs },
      { name: `${name}, a new project with it`, prepare },
    ],
  };
}

/** The first package depends on all the others. */
function smallPackages(): readonly PublishedPackage[] {
  const names = Array.from({ length: dependencyCount }, (_, index) => `small-${index + 1}`);
  return names.map((name, index) => {
    const dependencies =
      index === 0 ? Object.fromEntries(names.slice(1).map((other) => [other, '1.0.0'])) : {};
    return makePackage(
      { name, version: '1.0.0', main: 'index.js', dependencies },
      { 'index.js': 'exports.small = true;\n' },
    );
  });
}

/** A home folder in which npm only uses the local registry and has its own cache. */
function homeFolder({ scratch }: Setting, { url }: Registry): string {
  const home = mkdtempSync(path.join(scratch, 'home-'));
  mkdirSync(path.join(home, 'cache'));
  const lines = [`registry=${url}`, `cache=${path.join(home, 'cache')}`, 'update-notifier=false'];
  writeFileSync(path.join(home, '.npmrc'), `${lines.join('\n')}\n`);
  return home;
}
