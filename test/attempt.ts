import { lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { type documentOf, filesOf, type Run, run, writeFiles } from './program.ts';

/** One call of the packed program with input that somebody means ill with, or had bad luck with. */
export interface Attempt {
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Puts into the folder what `files` cannot say; beside the folder lies `outside`, which is somebody else's. */
  readonly make?: (folder: string) => void;
  /** What standard input says. */
  readonly input?: string;
  /** The codes that it may end with. */
  readonly codes: readonly number[];
}

export type Document = ReturnType<typeof documentOf>;

/** Characters that act on a terminal, or that turn text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be printed
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
/** Where something was thrown in the program itself. */
const ownStack = /^\s+at .*(create-hs-function\.cjs|package.dist.[\w-]+\.cjs|\(node:)/m;

/** What somebody else has beside the project. */
export const outside = {
  'outside/private.txt': 'nobody else reads this',
  'outside/o.js': 'exports.main = 1;',
};
/** Milliseconds after which it counts as waiting for ever: many times what it takes on a machine with much else to do. */
const patienceMs = 120_000;

/**
 * Runs it with `--json`, and holds it to what is promised for any input: an end in time, with one of the codes, without
 * a stack trace of the program or a character that acts on a terminal; nothing changed but what the document lists, and
 * nothing at all where it refuses.
 *
 * @returns the document
 */
export function attempt(given: Attempt): Promise<Document> {
  return inFolder(given, ['--json'], (result, change) => {
    expectOrderly(result, given);
    const document = validDocumentOf(result);
    expectOnlyPlanned(document, change, given.args.includes('--dry-run'));
    return document;
  });
}

/** The same with `--json` and without, each in a folder of its own. */
export async function attemptBoth(given: Attempt): Promise<{
  readonly document: Document;
  /** What the run without `--json` printed, both streams. */
  readonly printed: string;
}> {
  const plain = inFolder(given, [], (result) => {
    expectOrderly(result, given);
    return result;
  });
  const [document, { code, stdout, stderr }] = await Promise.all([attempt(given), plain]);
  expect(code, stderr).toBe(document.code);
  return { document, printed: stdout + stderr };
}

interface FolderChange {
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly base: string;
}

async function inFolder<Result>(
  { args, files = {}, make, input, codes }: Attempt,
  more: readonly string[],
  judge: (result: Run, change: FolderChange) => Result,
): Promise<Result> {
  const base = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'hostile-')));
  try {
    const folder = path.join(base, 'inside');
    mkdirSync(folder);
    writeFiles(base, outside);
    writeFiles(folder, files);
    make?.(folder);
    const before = filesOf(base);
    const options = { timeoutMs: patienceMs, ...(input === undefined ? {} : { input }) };
    const result = await run(folder, [...args, ...more], options);
    const after = filesOf(base);
    if (![0, 4, 5, 6].includes(result.code ?? 1)) expect(after).toEqual(before);
    expect(codes, `${result.code}: ${result.stderr}${result.stdout}`.slice(0, 3000)).toContain(result.code);
    return judge(result, { before, after, base });
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  }
}

function expectOrderly({ stdout, stderr }: Run, { args }: Attempt): void {
  const printed = stdout + stderr;
  expect(printed, `${args}`).not.toMatch(acting);
  expect(printed, `${args}`).not.toMatch(ownStack);
}

/**
 * What changed is what the document says; what it says was made is there, except in a dry run. Nothing is gone but what was
 * moved, and that is as it was.
 */
function expectOnlyPlanned(document: Document, { before, after, base }: FolderChange, dryRun: boolean): void {
  const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
  // What a dead run left is tidied up.
  const gone = Object.keys(before).filter(
    (name) => after[name] === undefined && !name.includes('/.create-hs-function-'),
  );
  if (document.project === null || dryRun) {
    expect([...changed, ...gone]).toEqual([]);
    return;
  }
  const inBase = (name: string): string =>
    path.join(path.relative(base, document.project.directory), name).replaceAll(path.sep, '/');
  const changes = document.changes as readonly { path: string; from?: string }[];
  const listed = changes.map((change) => inBase(change.path));
  expect(listed).toEqual(expect.arrayContaining(changed));
  for (const name of listed)
    expect(lstatSync(path.join(base, name), { throwIfNoEntry: false }), name).toBeDefined();
  const places = new Map(changes.map(({ path: to, from = '' }) => [inBase(from), inBase(to)]));
  for (const name of gone) expect(after[places.get(name) ?? ''] === before[name], name).toBe(true);
}
