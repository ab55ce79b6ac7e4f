import { expect, test } from 'vitest';
import { packageManagers } from '../../src/data/package-managers.ts';
import { callingPackageManager, choosePackageManager } from '../../src/install/choose-package-manager.ts';

const calledBy = (agent: string) => ({ npm_config_user_agent: agent });

test.each([
  ['npm/11.21.2 node/v20.20.2 linux x64 workspaces/false', 'npm'],
  ['pnpm/11.28.11 npm/? node/v22.23.3 linux x64', 'pnpm'],
  ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', 'yarn'],
  ['yarn/4.18.1 npm/? node/v20.20.2 linux x64', 'yarn'],
  ['bun/1.4.5 npm/? node/v26.3.0 linux x64', 'bun'],
  ['deno/2.5.0 npm/? deno/2.5.0 linux x86_64', undefined],
  ['', undefined],
])('%s is %s', (agent, name) => {
  expect(callingPackageManager(calledBy(agent))).toBe(name);
});

test('the one that called counts before the lockfile', () => {
  const env = calledBy('pnpm/10.34.9 npm/? node/v20.20.2 linux x64');
  const lockfiles = ['bun.lock', 'yarn.lock'];
  expect(choosePackageManager({ env, lockfiles })).toBe('pnpm');
  expect(choosePackageManager({ env: {}, lockfiles })).toBe('bun');
  expect(choosePackageManager({ env: {}, lockfiles: ['Cargo.lock'] })).toBe('npm');
});

test('what the repository declares counts before the one that called', () => {
  const env = calledBy('npm/11.21.2 node/v20.20.2 linux x64');
  expect(choosePackageManager({ declared: 'pnpm', env, lockfiles: [] })).toBe('pnpm');
});

test('every lockfile belongs to one package manager', () => {
  for (const { name, lockfiles } of packageManagers) {
    for (const lockfile of lockfiles) {
      expect(choosePackageManager({ env: {}, lockfiles: [lockfile] })).toBe(name);
    }
  }
});
