import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { readFacts } from '../../src/check/read-facts.ts';
import { projectFiles } from '../../src/project/files.ts';
import { projectFiles as filesOf } from '../dev-server.ts';
import { writeFiles } from '../program.ts';

test('reading a project stops at the next function once it is to stop', async () => {
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
