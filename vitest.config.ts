import { defineConfig } from 'vitest/config';
import { templatesPlugin } from './scripts/templates.mjs';

const plugins = [templatesPlugin()];
const testTimeout = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        plugins,
        test: {
          name: 'modules',
          include: ['test/*/**/*.test.ts'],
          testTimeout,
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
        },
      },
    ],
  },
});
