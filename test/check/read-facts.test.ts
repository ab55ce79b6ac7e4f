import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { readFacts } from '../../src/check/read-facts.ts';
import { projectFiles } from '../../src/project/files.ts';
import { projectFiles as filesOf } from '../dev-server.ts';
import { writeFiles } from '../program.ts';
import { writeCase } from '../rules/case.ts';

test('reading a project stops before the next function once it is cancelled', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'read-'));
  try {
    writeFiles(root, filesOf({ one: 'one', two: 'two', three: 'three' }));
    const read: string[] = [];
    let pauses = 0;
    const reading = readFacts(
      projectFiles(root),
      root,
      'hsproject.json',
      { functionsDirectory: undefined, workingDirectory: root },
      (file, ...rest) => {
        read.push(path.basename(file));
        return codeOf(file, ...rest);
      },
      async () => {
        pauses += 1;
        if (pauses === 2) throw new Error('stopped');
      },
    );
    await expect(reading).rejects.toThrow('stopped');
    expect(read).toEqual(['one.js', 'two.js']);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('importing a folder loads the file that its package.json names', async () => {
  const root = writeCase('hsmeta', {
    code: "const { x } = require('./lib');\nexports.main = async () => x;\n",
    files: {
      '@/lib/package.json': '{"main": "entry"}',
      '@/lib/entry.js': 'exports.x = process.env.SHOP_KEY;\n',
      '@/lib/index.js': 'exports.x = 1;\n',
    },
  });
  try {
    const choice = { workingDirectory: root };
    const { codes } = await readFacts(projectFiles(root), root, 'hsproject.json', choice, codeOf);
    expect(codes.map(({ path }) => path)).toEqual([
      'src/app/functions/fn.js',
      'src/app/functions/lib/entry.js',
    ]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('an import of a folder is followed with or without a trailing slash, and from inside it', async () => {
  const root = writeCase('hsmeta', {
    code: "require('./lib/');\nrequire('./lib');\nrequire('./addon');\nexports.main = async () => 1;\n",
    files: {
      '@/addon.node': '',
      '@/lib/index.js': "require('..');\nrequire('.');\nrequire('../');\n",
      '@/index.js': '',
    },
  });
  try {
    const choice = { workingDirectory: root };
    const { codes } = await readFacts(projectFiles(root), root, 'hsproject.json', choice, codeOf);
    const imports = codes.flatMap((code) => code.imports.map(({ target, isSpelled }) => [target, isSpelled]));
    const lib = ['src/app/functions/lib/index.js', true];
    const top = ['src/app/functions/index.js', true];
    expect(imports).toEqual([lib, lib, ['src/app/functions/addon.node', true], top, lib, top]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
