import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platform } from 'node:process';

/** Whether the system has named pipes (mkfifo). */
export const hasPipes = platform !== 'win32';

/** Whether shell scripts can be run as programs. */
export const hasScripts = platform !== 'win32';

/** Whether file names can contain any character except `/`, and end in a space. */
export const hasAnyNames = platform !== 'win32';

/** Whether names can contain any character, and command lines can have any length. */
export const hasAnyWords = platform !== 'win32';

/** Whether processes can handle signals. On Windows, signals end a process immediately. */
export const hasSignals = platform !== 'win32';

/** Whether files have POSIX modes and owners. */
export const hasModes = platform !== 'win32';

/** Whether this user can create symbolic links. On Windows few users can, and Wine does not support them. */
export const hasLinks = canLink('file');

/** Whether folders can be linked. On Windows anyone can do so with a junction; Wine does not support them. */
export const hasJunctions = canLink('junction');

function canLink(kind: 'file' | 'junction'): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'link-'));
  try {
    symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'link'), kind);
    return readlinkSync(path.join(folder, 'link')).includes('nowhere');
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const shell = 'it types lines of sh';
const scripts = 'its stand-ins for npm and git are scripts of sh';
const pty = 'its pseudo-terminal is kept open by sh';
const links = 'it is about links that lead anywhere, pipes and modes';
const npms = 'what its releases of npm do is the same everywhere, and they are set up by links';
const faults = 'its faults are those of POSIX calls; npm run test:windows tries those of Windows';

/**
 * Suites that are skipped entirely on Windows, with the reason. faults/transaction and project/project-links were run with
 * Windows' own Node under Wine and fail there for the given reason; the others were only reviewed.
 */
export const leftOutOnWindows: Readonly<Record<string, string>> = {
  'test/calls.test.ts': shell,
  'test/environments.test.ts': shell,
  'test/missing-options.test.ts': shell,
  'test/paths.test.ts': shell,
  'test/shells.test.ts': shell,
  'test/canary.test.ts': scripts,
  'test/install/install.test.ts': scripts,
  'test/args/npm-pairs.test.ts': npms,
  'test/interruptions.test.ts': 'Windows has no signals that a program could hear',
  'test/nodes.test.ts': pty,
  'test/picture.test.ts': pty,
  'test/pty.test.ts': pty,
  'test/faults.test.ts': faults,
  'test/faults/runs.test.ts': faults,
  'test/faults/transaction.test.ts': faults,
  'test/failed-adds.test.ts': links,
  'test/hostile-projects.test.ts': links,
  'test/project/project-links.test.ts': links,
};

/** Suites that are skipped on macOS. They have never been run there. */
export const leftOutOnMac: Readonly<Record<string, string>> = {
  'test/nodes.test.ts': 'the npm packages of Node for macOS lack some of its versions',
};
