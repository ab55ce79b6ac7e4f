import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stackText, userFrames } from '../../src/run/errors.ts';

const folder = path.resolve('/home/ada/my app (1)/app.functions');
const stack = `Error: at first (fake.js:1:1)
    at exports.main (${folder}/fn.js:3:9)
    at async Object.<anonymous> (${folder}/lib/a b.js:1:2)
    at new Client (${folder}/node_modules/client/index.js:5:5)
    at ${pathToFileURL(folder).href}/lib/c.mjs:7:8
    at Array.map (<anonymous>)
    at eval (eval at main (${folder}/fn.js:1:1), <anonymous>:1:1)
    at Module._compile (node:internal/modules/cjs/loader:1:2)
    at main (/usr/lib/other.js:1:2)
    at ${folder}/top.js:1:2`;

describe('userFrames', () => {
  it("keeps the user's own lines, relative to the functions folder", () => {
    expect(stackText(userFrames(stack, folder))).toBe(`    at exports.main (fn.js:3:9)
    at async Object.<anonymous> (lib/a b.js:1:2)
    at lib/c.mjs:7:8
    at top.js:1:2`);
  });

  it('finds none in what is not a stack trace', () => {
    expect(userFrames('', folder)).toEqual([]);
    expect(userFrames('just a text\nat night', folder)).toEqual([]);
  });
});
