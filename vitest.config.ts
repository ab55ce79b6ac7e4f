import { defineConfig } from 'vitest/config';
import { templatesPlugin } from './scripts/templates.mjs';

const plugins = [templatesPlugin()];
const testTimeout = 60_000;

/** What `npm run test:all` tries everything by: see test/extent.ts. */
const extentOf = (mode: string) => ({ TEST_EXTENT: mode === 'all' ? 'all' : 'part' });

export default defineConfig(({ mode }) => ({
  test: {
    projects: [
      {
        plugins,
        test: {
          name: 'modules',
          include: ['test/*/**/*.test.ts'],
          testTimeout,
          env: extentOf(mode),
        },
      },
      {
        plugins,
        // What is shipped is what is tested: these run the program from the packed tarball.
        test: {
          name: 'program',
          include: ['test/*.test.ts'],
          globalSetup: 'test/global-setup.ts',
          testTimeout,
          env: extentOf(mode),
        },
      },
    ],
  },
}));
