import { stripVTControlCharacters } from 'node:util';
import { warning } from '../messages/messages.ts';
import { printable } from '../terminal/text.ts';
import type { Warning } from '../types.ts';

/** A line of a package manager's output, without colours, cursor movements and frames. */
export function plainLine(line: string): string {
  return printable(
    stripVTControlCharacters(line)
      .replace(/[\u2500-\u257f]+/g, ' ')
      .trim(),
  );
}

/** Returns the progress that a line of output reports, or undefined if the line reports no progress. */
export function progressLine(line: string): string | undefined {
  const fetched = /^npm http (?:fetch GET [23]\d\d|cache) (\S+)/.exec(line)?.[1];
  if (fetched !== undefined) return `fetched ${packageOf(fetched)}`;
  const [, wanted, failure] = /^npm http fetch GET (\S+) (attempt \d+ failed with \S+)/.exec(line) ?? [];
  if (wanted !== undefined) return `${packageOf(wanted)}: ${failure}`;
  return /\p{Letter}{2}/u.test(line) && !line.startsWith('npm ') ? line : undefined;
}

/** `@scope/name` from a registry's address of it or of its tarball, or from `@scope/name@<address>`. */
function packageOf(fetched: string): string {
  if (!/^https?:/.test(fetched)) return fetched.replace(/(?<=.)@.*/s, '');
  const segments = fetched
    .replace(/^https?:\/\/[^/]*\//, '')
    .replace(/\/-\/.*/s, '')
    .replace(/%2f/i, '/')
    .split('/');
  return segments.at(-2)?.startsWith('@') ? segments.slice(-2).join('/') : `${segments.at(-1)}`;
}

/** Enough to see why an install failed, but at most one screen. */
const shownLines = 12;
/** npm's errors begin with what failed; the output of a package's script comes last. */
const firstLines = 4;

/** A frame of a package manager's own stack trace; after the last one, a brace may open the error's properties. */
const frame = /^(?:npm \S+ +)?at .*:\d+:\d+\)?( \{)?$/;
const endOfProperties = /^(?:npm \S+ )?\}$/;

/** Output that explains nothing. */
const filling = /^$|^npm (http|notice|verbose)\b|^npm \S+$|complete log of this run/;

/** The end of a failed install's output and, if it is long, also its first lines about the error. */
export function lastLines(lines: readonly string[]): string {
  const telling = withoutFrames(lines).filter((line) => !filling.test(line));
  const start = telling.findIndex((line) => /^npm (error|ERR!)/.test(line));
  if (start < 0 || telling.length - start <= shownLines) return telling.slice(-shownLines).join('\n');
  const first = telling.slice(start, start + firstLines);
  return [...first, '…', ...telling.slice(firstLines + 1 - shownLines)].join('\n');
}

function withoutFrames(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    const found = frame.exec(line);
    if (found === null) kept.push(line);
    else if (found[1] !== undefined) {
      const end = lines.findIndex((one, at) => at > index && endOfProperties.test(one));
      if (end >= 0) index = end;
    }
  }
  return kept;
}

/** How package managers say that a package's install script did not run, or soon will not. */
const aboutScripts =
  /^npm warn install-scripts +(\S.*)|(Ignored build scripts: .*|Blocked \d+ postinstall.*|^.*build scripts have been disabled.*)/;

/** The warnings in the output of a successful install. `command` runs the scripts that were left out. */
export function installWarnings(lines: readonly string[], command?: string): readonly Warning[] {
  const found = lines.flatMap((line) => {
    const match = aboutScripts.exec(line);
    return match ? [match[1] ?? match[2] ?? ''] : [];
  });
  if (found.length === 0) return [];
  return [warning('install-scripts', { said: found, command })];
}
