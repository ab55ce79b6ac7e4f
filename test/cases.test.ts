import { cpSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, filesOf, run } from './program.ts';

/**
 * One folder per case: `args.json` (arguments, and the working directory inside `in`), `in` and `out` (the files before and
 * after; a leading `dot-` stands for a full stop, so that git and npm ignore them) and `output.txt` (standard output without
 * times).
 */
interface Case {
  readonly arguments: readonly string[];
  readonly directory?: string;
}

const cases = path.join(import.meta.dirname, 'cases');

for (const name of readdirSync(cases)) {
  test(`case ${name}: the files and the output are as expected`, async () => {
    const folder = path.join(cases, name);
    const given = JSON.parse(readFileSync(path.join(folder, 'args.json'), 'utf8')) as Case;
    const before = path.join(folder, 'in');
    const workplace = path.join(emptyFolder(), 'workplace');
    cpSync(existsSync(before) ? before : emptyFolder(), workplace, { recursive: true });
    dotted(workplace);
    const result = await run(path.join(workplace, given.directory ?? '.'), given.arguments);
    expect(result.code, result.stderr).toBe(0);
    const after = emptyFolder();
    cpSync(path.join(folder, 'out'), after, { recursive: true });
    dotted(after);
    expect(filesOf(workplace)).toEqual(filesOf(after));
    expect(timeless(result.stdout)).toBe(readFileSync(path.join(folder, 'output.txt'), 'utf8'));
  });
}

function dotted(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.startsWith('dot-')) continue;
    renameSync(
      path.join(entry.parentPath, entry.name),
      path.join(entry.parentPath, entry.name.replace('dot-', '.')),
    );
  }
}

function timeless(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/Execution Time: \d+ms/g, 'Execution Time: <ms>')
    .replace(/hs-function@\d+\.\d+\.\d+/g, 'hs-function@<version>');
}
