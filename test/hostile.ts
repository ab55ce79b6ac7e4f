import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { hasLinks, hasPipes } from './left-out.ts';
import { legacyApp, registry } from './project-shapes.ts';

/** Sequences that control a terminal or reverse text. */
export const sequences = '\u001b[31mEVIL\u001b]0;title\u0007\u009b1m\u202e\u2028\r';

/** Nested arrays, as JSON. */
export function nested(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

export const functions = 'src/app/app.functions';

/** A project with two functions: one for the app and one with an endpoint. */
export const project: Readonly<Record<string, string>> = {
  ...legacyApp,
  [`${functions}/serverless.json`]: registry({
    hello: { file: 'hello.js', secrets: ['A_KEY'] },
    open: { file: 'open.js', endpoint: { path: 'open', method: ['GET'] } },
  }),
  [`${functions}/hello.js`]: 'exports.main = async (context) => context;',
  [`${functions}/open.js`]: 'exports.main = async (context) => ({ statusCode: 200, body: context });',
  [`${functions}/package.json`]: '{"dependencies":{}}',
};

/** Options that skip everything except writing files. */
export const quick = ['--yes', '--no-install', '--no-invoke'];

/** Possible content of a file that should contain JSON. */
export const contents: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['NUL', '{"a\0":"\0"}\0'],
  ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
  ['UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
  ['a list', '[]'],
  ['100,000 lists in each other', nested(100_000)],
  ['100,000 lists in each other, in an object', `{"name":${nested(100_000)}}`],
  ['escape sequences', `{"${sequences}": "${sequences}" ${sequences}`],
  ['an end in the middle', '{"a":{"b":"'],
  ['prototypes', '{"__proto__":{"polluted":1},"constructor":{"prototype":1},"toString":[]}'],
  ['20 MB', Buffer.alloc(20 * 1024 * 1024, ' ')],
];

const links: readonly (readonly [string, (file: string) => void])[] = [
  ['a link to nowhere', (file) => symlinkSync('nowhere', file)],
  ['a link to itself', (file) => symlinkSync(path.basename(file), file)],
  ['a link to a device without end', (file) => symlinkSync('/dev/zero', file)],
];

/** What can be in the place of a file. Each function gets the file's path. */
export const places: readonly (readonly [string, (file: string) => void])[] = [
  ['a folder', (file) => mkdirSync(file)],
  ...(hasLinks ? links : []),
  ...(hasPipes
    ? [['a pipe that nobody fills', (file: string) => void execFileSync('mkfifo', [file])] as const]
    : []),
];

/** Puts something in the place of a file in a folder. */
export function inPlaceOf(name: string, make: (file: string) => void): (folder: string) => void {
  return (folder) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(file, { recursive: true, force: true });
    make(file);
  };
}
