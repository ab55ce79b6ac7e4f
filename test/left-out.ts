import { platform } from 'node:process';

/** Has the system pipes with a name (mkfifo)? */
export const hasPipes = platform !== 'win32';

/** Do shell scripts run as programs? */
export const hasScripts = platform !== 'win32';

const shell = 'it types lines of sh';
const pty = 'its pseudo-terminal is kept open by sh';
const links = 'it is about links that lead anywhere, pipes and modes';

/** Suites that are left out on Windows in whole, and why. */
export const leftOutOnWindows: Readonly<Record<string, string>> = {
  'test/calls.test.ts': shell,
  'test/environments.test.ts': shell,
  'test/interruptions.test.ts': 'Windows has no signals to be heard',
  'test/nodes.test.ts': pty,
  'test/paths.test.ts': shell,
  'test/picture.test.ts': pty,
  'test/pty.test.ts': pty,
  'test/shells.test.ts': shell,
  'test/faults.test.ts': 'its faults are those of POSIX calls; npm run test:windows tries those of Windows',
  'test/faults/runs.test.ts':
    'its faults are those of POSIX calls; npm run test:windows tries those of Windows',
  'test/failed-adds.test.ts': links,
  'test/hostile-projects.test.ts': links,
  'test/project/project-links.test.ts': links,
};
