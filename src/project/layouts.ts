import type { Platform } from '../data/platforms.ts';
import { inputProblem } from '../errors.ts';
import type { Layout } from './layout.ts';
import { hsmeta } from './layouts/hsmeta.ts';
import { serverlessJson } from './layouts/serverless-json.ts';

const layouts: Readonly<Record<NonNullable<Platform['layout']>, Layout>> = {
  'serverless-json': serverlessJson,
  hsmeta,
};

/**
 * The layout of a platform version.
 *
 * @throws Problem `no-serverless-functions` (code 2) for a version without functions
 */
export function layoutOf(platform: Platform): Layout {
  if (platform.layout !== undefined) return layouts[platform.layout];
  throw inputProblem(
    'no-serverless-functions',
    `Platform version ${platform.version} has no serverless functions.`,
    { hint: 'Choose another one with --platform; --help lists them.' },
  );
}
