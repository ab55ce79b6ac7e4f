import { expect, test } from 'vitest';
import { errorOf } from '../../src/run/errors.ts';

test.each(['/shop/node_modules/@acme/api/index.js', 'C:\\shop\\node_modules\\@acme\\api\\index.js'])(
  'a package that lacks one of its own is named as npm names it, wherever it lies: %s',
  (importer) => {
    const fault = errorOf(
      {
        kind: 'threw',
        phase: 'load',
        thrown: {
          isError: true,
          name: 'Error',
          message: `Cannot find module 'other'\nRequire stack:\n- ${importer}`,
          code: 'MODULE_NOT_FOUND',
          requireStack: [importer],
        },
      },
      {
        folder: '/functions',
        file: 'hello.js',
        endpoint: undefined,
        answers: 'return',
        sources: [],
        listedPackages: ['@acme/api'],
        packageManager: () => 'npm',
        isInstalled: () => false,
        hide: (text) => text,
      },
    );
    expect(JSON.stringify(fault)).toContain('@acme/api');
  },
);
