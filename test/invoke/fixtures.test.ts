import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretPlaceholder } from '../../src/data/limits.ts';
import type { Platform } from '../../src/data/platforms.ts';
import { toldWarnings } from '../../src/messages/words.ts';
import type { Endpoint, InvocationError, Json, LogLine } from '../../src/types.ts';
import { bundleRuntime, type Runtime } from './runtime.ts';

/** A folder in `fixtures` with `case.json` and the functions folder, in which `packages` stands for `node_modules`. */
interface Case {
  readonly file: string;
  readonly secrets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly endpoint?: Endpoint;
  readonly answers?: Platform['answers'];
  readonly context?: Json;
  readonly timeoutMs?: number;
  /** The environment of this program. */
  readonly env?: Readonly<Record<string, string>>;
  /** The beginnings of the warning messages. */
  readonly says?: readonly string[];
  readonly expect: {
    readonly status: string;
    readonly response: Json;
    readonly error?: Partial<InvocationError>;
    /** Level and message of each line, or the total size of all messages, or anything. */
    readonly logs: readonly (readonly [string, string])[] | { readonly bytes: number } | 'any';
    /** The warnings' codes, in order. */
    readonly warnings: readonly string[];
  };
}

const fixtures = path.join(import.meta.dirname, 'fixtures');
let runtime: Runtime;

beforeAll(async () => {
  runtime = await bundleRuntime();
});
afterAll(() => runtime.remove());

/** Copies the functions folder of a case into a folder that has a package installed. */
function layOut(name: string, root: string): string {
  cpSync(path.join(fixtures, 'above'), path.join(root, 'node_modules', 'above'), { recursive: true });
  const folder = path.join(root, 'functions');
  cpSync(path.join(fixtures, name, 'functions'), folder, { recursive: true });
  const packages = path.join(folder, 'packages');
  if (existsSync(packages)) renameSync(packages, path.join(folder, 'node_modules'));
  return folder;
}

/** Cases that behave differently on Windows: variables, letter case, signals, and slashes in Node's output. */
const posixOnly = [
  'gives-nothing-of-the-shell',
  'names-a-file-that-differs-in-case',
  'reports-a-kill',
  'reports-an-abort',
  'logs-errors-without-frames-of-its-own',
  'names-files-relative-to-the-functions-folder',
  'logs-what-its-children-write',
];

describe('A function', () => {
  const names = readdirSync(fixtures)
    .filter((name) => existsSync(path.join(fixtures, name, 'case.json')))
    .filter((name) => process.platform !== 'win32' || !posixOnly.includes(name));
  it.concurrent.for(names)('%s', async (name, { onTestFinished }) => {
    const given = JSON.parse(readFileSync(path.join(fixtures, name, 'case.json'), 'utf8')) as Case;
    const root = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'invoke-')));
    onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
    const folder = layOut(name, root);
    const result = await runtime.runFunction(
      {
        function: 'fn',
        file: path.join(folder, given.file),
        functionsDirectory: folder,
        configFile: 'functions/serverless.json',
        secrets: given.secrets ?? [],
        ...(given.environment === undefined ? {} : { environment: given.environment }),
        ...(given.endpoint === undefined ? {} : { endpoint: given.endpoint }),
        ...(given.answers === undefined ? {} : { answers: given.answers }),
        context: given.context ?? null,
        timeoutMs: given.timeoutMs ?? 120_000,
      },
      { env: given.env ?? {} },
    );
    expect(result).toMatchObject({
      function: 'fn',
      status: given.expect.status,
      response: given.expect.response,
    });
    if (given.expect.error === undefined) expect(result.error).toBeUndefined();
    else expect(result.error).toMatchObject(given.expect.error);
    expectLogs(result.logs, given.expect.logs, folder);
    expect(result.warnings.map(({ code }) => code)).toEqual(given.expect.warnings);
    for (const [index, text] of (given.says ?? []).entries()) {
      expect(toldWarnings(result.warnings)[index]?.message).toContain(text);
    }
    expectNoSecret(JSON.stringify(result), folder);
  });
});

function expectLogs(logs: readonly LogLine[], expected: Case['expect']['logs'], folder: string): void {
  if (expected === 'any') return;
  const lines = logs.map(({ level, message }) => [level, message.replaceAll(folder, '<folder>')]);
  if ('bytes' in expected) {
    // Each message counts with its line break.
    const bytes = logs.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 1, 0);
    expect(bytes).toBeGreaterThan(expected.bytes - 2048);
    expect(bytes).toBeLessThanOrEqual(expected.bytes + 1);
  } else expect(lines).toEqual(expected);
}

/** Whatever a function does, no value from its `.env` files may leave the runtime. */
function expectNoSecret(text: string, folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.startsWith('.env'))) {
    for (const [, value = ''] of readFileSync(path.join(folder, name), 'utf8').matchAll(
      /=["]?([^"\n]{4,})/g,
    )) {
      if (value !== secretPlaceholder) expect(text).not.toContain(value);
    }
  }
}
