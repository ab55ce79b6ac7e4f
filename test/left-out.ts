import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platform } from 'node:process';

/** Has the system pipes with a name (mkfifo)? */
export const hasPipes = platform !== 'win32';

/** Do shell scripts run as programs? */
export const hasScripts = platform !== 'win32';

/** May files have names with any character but `/`, and names that end in a space? */
export const hasAnyNames = platform !== 'win32';

/** May names have any character, and a command line be as long as one likes? */
export const hasAnyWords = platform !== 'win32';

/** Are signals heard? On Windows they end a process without a word. */
export const hasSignals = platform !== 'win32';

/** Have files modes and owners, as POSIX has them? */
export const hasModes = platform !== 'win32';

/** May this user make symbolic links? On Windows few may, and Wine has none. */
export const hasLinks = canLink('file');

/** Can a folder be linked? On Windows everybody may do that by a junction; Wine has none. */
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
 * Suites that are left out on Windows in whole, and why. Of these, faults/transaction and project/project-links were run by
 * Windows' own Node under Wine, and fail there for the reason that is given; the others were looked through only.
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

/** The same on macOS. It was never run there. */
export const leftOutOnMac: Readonly<Record<string, string>> = {
  'test/nodes.test.ts': 'the npm packages of Node for macOS lack some of its versions',
};
