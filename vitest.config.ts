import { availableParallelism } from 'node:os';
import { platform } from 'node:process';
import { configDefaults, defineConfig } from 'vitest/config';
import { tablesPlugin } from './scripts/tables.mjs';
import { leftOutOnMac, leftOutOnWindows } from './test/left-out.ts';

const plugins = [tablesPlugin()];
/** Milliseconds. How long a test takes says nothing: the machine may have much else to do. */
const testTimeout = 300_000;
const hookTimeout = testTimeout;

const leftOut = { win32: leftOutOnWindows, darwin: leftOutOnMac }[platform as string] ?? {};
for (const [suite, why] of Object.entries(leftOut)) console.log(`Left out: ${suite} (${why})`);
const exclude = [...configDefaults.exclude, ...Object.keys(leftOut)];

/** What `npm run test:all` tries everything by: see test/extent.ts. */
const extentOf = (mode: string) => ({ TEST_EXTENT: mode === 'all' ? 'all' : 'part' });

export default defineConfig(({ mode }) => ({
  test: {
    // Many tests wait for a process or a time limit: a worker a core leaves a third of a small machine idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      {
        plugins,
        test: {
          name: 'modules',
          include: ['test/*/**/*.test.ts'],
          // A worker loads src once: what its modules keep ends with what a test has started.
          isolate: false,
          exclude,
          testTimeout,
          hookTimeout,
          env: extentOf(mode),
        },
      },
      {
        plugins,
        // What is shipped is what is tested: these run the program from the packed tarball.
        test: {
          name: 'program',
          include: ['test/*.test.ts'],
          exclude,
          globalSetup: 'test/global-setup.ts',
          testTimeout,
          hookTimeout,
          env: extentOf(mode),
        },
      },
    ],
  },
}));
