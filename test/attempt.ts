import { lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { type documentOf, filesOf, type Run, run, writeFiles } from './program.ts';

/** One call of the packed program with hostile or unfortunate input. */
export interface Attempt {
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Puts into the folder what `files` cannot express. Next to it is the folder `outside`, which belongs to someone else. */
  readonly make?: (folder: string) => void;
  /** The content of standard input. */
  readonly input?: string;
  /** The exit codes that are allowed. */
  readonly codes: readonly number[];
}

export type Document = ReturnType<typeof documentOf>;

/** Characters that control a terminal or reverse text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be printed
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
/** A stack trace that starts in the program itself. */
const ownStack = /^\s+at .*(create-hs-function\.cjs|package.dist.[\w-]+\.cjs|\(node:)/m;

/** Files of someone else, next to the project. */
export const outside = {
  'outside/private.txt': 'nobody else reads this',
  'outside/o.js': 'exports.main = 1;',
};
/** Milliseconds after which a run counts as hanging: many times what it takes on a busy machine. */
const patienceMs = 120_000;

/**
 * Runs the program with `--json` and checks what is promised for any input: it ends in time, with one of the allowed codes,
 * and without a stack trace of the program or characters that control a terminal. It changes only what the document lists,
 * and nothing if it refuses.
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

/** Runs the attempt with `--json` and without, each in its own folder. */
export async function attemptBoth(given: Attempt): Promise<{
  readonly document: Document;
  /** Everything that the run without `--json` printed, on both streams. */
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
 * Checks that exactly the changes in the document happened (none in a dry run). Nothing has disappeared except moved files,
 * whose content is unchanged.
 */
function expectOnlyPlanned(document: Document, { before, after, base }: FolderChange, dryRun: boolean): void {
  const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
  // Leftovers of an interrupted run are cleaned up.
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
