import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { largestInputBytes, mostProjectText } from '../../src/data/limits.ts';
import { projectFiles, readableText } from '../../src/project/files.ts';
import { hasLinks } from '../left-out.ts';
import { emptyFolder } from '../program.ts';
import { problemOf } from '../thrown.ts';

test.runIf(hasLinks)(
  'one large file with many links to it is not kept without end: the rest is refused',
  () => {
    const root = emptyFolder();
    fs.writeFileSync(path.join(root, 'big.js'), ' '.repeat(largestInputBytes));
    const names = Array.from({ length: 40 }, (_, index) => `${index}.js`);
    for (const name of names) fs.symlinkSync('big.js', path.join(root, name));
    const files = projectFiles(root);
    const texts = names.map((name) => readableText(files, name));
    const kept = texts.filter((text) => text !== undefined);
    const size = kept.reduce((sum, text) => sum + text.length, 0);
    expect(size).toBeGreaterThanOrEqual(mostProjectText);
    expect(size).toBeLessThanOrEqual(mostProjectText + largestInputBytes);
    expect(problemOf(() => files.read('39.js'))).toMatchObject({ code: 'project-too-large', exit: 3 });
    // What is known already stays known.
    expect(files.read('0.js')).toHaveLength(largestInputBytes);
  },
);
