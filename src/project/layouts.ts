import type { Platform } from '../data/platforms.ts';
import type { Layout } from './layout.ts';
import { hsmeta } from './layouts/hsmeta.ts';
import { serverlessJson } from './layouts/serverless-json.ts';

const layouts: Readonly<Record<Platform['layout'], Layout>> = {
  'serverless-json': serverlessJson,
  hsmeta,
};

/** The layout of a platform version. */
export function layoutOf({ layout }: Platform): Layout {
  return layouts[layout];
}
