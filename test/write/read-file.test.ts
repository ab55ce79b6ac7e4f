import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { holdsBytes, readBytes, readText } from '../../src/write/read-file.ts';
import { hasLinks, hasPipes } from '../left-out.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'read-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const piece = 1 << 16;
const file = path.join(folder, 'file');

test.each([0, 1, piece - 1, piece, piece + 1, 3 * piece])(
  'a file of %i bytes holds those, and no others: more, fewer, or one changed anywhere',
  (length) => {
    const bytes = Buffer.alloc(length, 'abc');
    writeFileSync(file, bytes);
    expect(holdsBytes(file, Uint8Array.from(bytes))).toBe(true);
    expect(holdsBytes(file, Buffer.concat([bytes, Buffer.from('a')]))).toBe(false);
    for (const at of [0, length - 1, piece - 1, piece].filter((place) => place >= 0 && place < length)) {
      const changed = Buffer.from(bytes);
      changed[at] = 0;
      expect(holdsBytes(file, changed)).toBe(false);
      expect(holdsBytes(file, bytes.subarray(0, at))).toBe(false);
    }
  },
);

test.runIf(hasPipes)('a pipe is not waited for, nor is a folder read', () => {
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const name of [pipe, folder]) {
    expect(() => holdsBytes(name, Buffer.from('a'))).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  }
});

test.runIf(hasLinks)(
  'a .env of any name is read by such a name only: as another file, its values could be shown',
  () => {
    for (const name of ['.env', '.env.local']) {
      const inner = path.join(folder, `with${name}`);
      mkdirSync(inner);
      writeFileSync(path.join(inner, name), 'KEY=value');
      symlinkSync(name, path.join(inner, 'again'));
      symlinkSync('again', path.join(inner, '.env.test'));
      for (const link of ['x.json', '.env.example', '.gitignore']) {
        symlinkSync('again', path.join(inner, link));
        for (const read of [readBytes, readText])
          expect(() => read(path.join(inner, link))).toThrow(expect.objectContaining({ code: 'EISDIR' }));
      }
      for (const file of [name, '.env.test']) expect(readText(path.join(inner, file))).toBe('KEY=value');
    }
  },
);
