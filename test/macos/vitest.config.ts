import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { tablesPlugin } from '../../scripts/tables.mjs';

/** The configuration of `npm run test:macos-fs`. `run.mjs` chooses the disk. */
export default defineConfig({
  plugins: [tablesPlugin()],
  test: {
    root: path.join(import.meta.dirname, '../..'),
    include: ['test/macos/*.suite.ts'],
    globalSetup: 'test/global-setup.ts',
    testTimeout: 120_000,
    // The temporary folder of the tests and of the program that they run.
    env: { TMPDIR: process.env.DISK ?? '', DISK_KIND: process.env.DISK_KIND ?? '' },
  },
});
