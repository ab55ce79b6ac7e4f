import { defineConfig } from 'vitest/config';
import { templatesPlugin } from './scripts/precompile.mjs';

export default defineConfig({
  plugins: [templatesPlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
