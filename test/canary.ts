import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { emptyFolder, type Run, run, writeFiles } from './program.ts';
import { legacyApp, registry } from './project-shapes.ts';

/** Values that must not appear anywhere, by their names in `.env`. */
export const canaries = {
  A_KEY: 'canary-one-7f3a9c',
  PRIVATE_APP_ACCESS_TOKEN: 'pat-na1-canary-two-51d0',
  A_PEM: '-----BEGIN-----\ncanary-three-88e2\n-----END-----',
  UNDECLARED: 'canary four: "4e" \\b $HOME %41 é',
} as const;

export const dotenv = [
  `A_KEY=${canaries.A_KEY}`,
  `PRIVATE_APP_ACCESS_TOKEN="${canaries.PRIVATE_APP_ACCESS_TOKEN}"`,
  `A_PEM="${canaries.A_PEM}"`,
  `UNDECLARED='${canaries.UNDECLARED}' # canary-in-a-comment`,
  '',
].join('\n');

export const functions = 'src/app/app.functions';
/** The secrets that the function's configuration declares. */
export const declared = ['A_KEY', 'A_PEM'];

/** A project with these values and a function that receives some of them. */
export function projectWith(code: string): Record<string, string> {
  return {
    ...legacyApp,
    [`${functions}/serverless.json`]: registry({ leaky: { file: 'leaky.js', secrets: declared } }),
    [`${functions}/leaky.js`]: code,
    [`${functions}/package.json`]: '{"dependencies":{}}',
    [`${functions}/.env`]: dotenv,
  };
}

/** Code of a handler that has the values as `key`, `pem` and `token`. */
export function handler(body: string): string {
  return `const { createHash } = require('node:crypto');
exports.main = async (context) => {
  const { A_KEY: key, A_PEM: pem, PRIVATE_APP_ACCESS_TOKEN: token } = process.env;
  ${body}
};`;
}

/** Files that may contain the values. */
const keepers = ['.env', '.env.local'];

/** The values as they are, inside JSON, in a URL, and in base64. */
const forms = [...Object.values(canaries), 'canary-three-88e2', 'canary-in-a-comment'].flatMap((value) => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  // Formatted as a suggested name.
  value.replace(/\W+/g, '_').toUpperCase(),
  Buffer.from(value).toString('base64').replace(/=+$/, ''),
  // In base64 after one or two other bytes, without the characters that also depend on those bytes.
  Buffer.from(`-${value}`).toString('base64').slice(2).replace(/.=+$/, ''),
  Buffer.from(`--${value}`).toString('base64').slice(3).replace(/.=+$/, ''),
]);

export interface Watched {
  /** The project's folder. Next to it are all other folders that the program may write to. */
  readonly work: string;
  readonly base: string;
  readonly env: Readonly<Record<string, string>>;
  /** Arguments and environments of the processes that were started. */
  readonly started: () => string;
}

/** Creates a place in which all files and processes are watched. */
export function watch(files: Readonly<Record<string, string | Uint8Array>>): Watched {
  const base = emptyFolder();
  const work = path.join(base, 'work');
  for (const name of ['work', 'home', 'tmp', 'cache', 'programs']) mkdirSync(path.join(base, name));
  writeFiles(work, files);
  const log = path.join(base, 'started');
  writeFileSync(log, '');
  writeStandIns(base, log);
  const env = {
    HOME: path.join(base, 'home'),
    TMPDIR: path.join(base, 'tmp'),
    XDG_CACHE_HOME: path.join(base, 'cache'),
    PATH: [path.join(base, 'programs'), process.env.PATH].join(path.delimiter),
    NODE_OPTIONS: `--require ${JSON.stringify(path.join(import.meta.dirname, 'record-started.cjs'))}`,
    STARTED_PROCESSES: log,
  };
  return { work, base, env, started: () => readFileSync(log, 'utf8') };
}

/**
 * Writes package managers that print and record what they receive and then install a package or fail, and a git that records
 * the same and then runs the real one.
 */
function writeStandIns(base: string, log: string): void {
  const write = (name: string, lines: readonly string[]): void => {
    const file = path.join(base, 'programs', name);
    writeFileSync(file, ['#!/bin/sh', `{ echo "$0 $*"; env; } >> "${log}"`, ...lines, ''].join('\n'), {
      mode: 0o755,
    });
  };
  const install = 'mkdir -p node_modules/left-pad && echo {} > node_modules/left-pad/package.json';
  for (const name of ['npm', 'pnpm', 'yarn', 'bun']) {
    write(name, ['env', `[ -e "${base}/broken" ] && grep ^A_KEY= .env && sleep 0.3 && exit 1`, install]);
  }
  write('git', ['PATH=/usr/local/bin:/usr/bin:/bin exec git "$@"']);
}

/** Runs the program there, and searches everything that it printed, wrote and started for the values. */
export async function runWatched(watched: Watched, args: readonly string[]): Promise<Run> {
  const result = await run(watched.work, args, { env: watched.env });
  expectUntold(watched, result, args);
  return result;
}

export function expectUntold(
  { base, started }: Watched,
  { stdout, stderr }: Run,
  args: readonly string[],
): void {
  expectNothingIn(stdout, `standard output of ${args}`);
  expectNothingIn(stderr, `standard error of ${args}`);
  expectNothingIn(started(), `the processes of ${args}`);
  expectNothingInFiles(base);
}

export function expectNothingIn(text: string, where: string): void {
  const seen = forms.filter((form) => text.includes(form));
  expect(seen, where).toEqual([]);
}

export function expectNothingInFiles(base: string): void {
  const files = readdirSync(base, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !keepers.includes(entry.name),
  );
  for (const { parentPath, name } of files) {
    const file = path.join(parentPath, name);
    expectNothingIn(readFileSync(file, 'utf8'), path.relative(base, file));
  }
}
