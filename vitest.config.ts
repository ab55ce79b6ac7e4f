import { defineConfig } from 'vitest/config';
import { leanExeca } from './scripts/lean-execa.mjs';
import { templatesPlugin } from './scripts/precompile.mjs';

const plugins = [templatesPlugin()];
const testTimeout = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [...plugins, leanExeca()],
        test: {
          name: 'modules',
          include: ['test/*/**/*.test.ts'],
          // Installs are tested with the part of execa that is shipped.
          server: { deps: { inline: ['execa'] } },
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
