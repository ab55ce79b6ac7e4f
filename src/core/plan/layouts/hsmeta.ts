import { posix } from 'node:path';
import { hsmetaEnding } from '../../../data/file-names.ts';
import type { FunctionAnswers, Json } from '../../../types.ts';
import type { Layout, Place } from './layout.ts';

/**
 * Platform version 2026.03 and later: every component has a `*-hsmeta.json` of its own with a `uid`. Functions need
 * static auth and private distribution (HubSpot's documentation; `@hubspot/project-parsing-lib` 0.23.0).
 */
export const hsmeta: Layout = {
  place: {
    sourceDirectory: 'src',
    appFile: 'src/app/app-hsmeta.json',
    functionsDirectory: 'src/app/functions',
  },
  uniqueInProject: true,
  needsPackageFile: true,
  secretsAt: "the list `secretKeys` in the function's `-hsmeta.json`",
  scopesAt: ['config', 'auth', 'requiredScopes'],

  app: (name, uid, scopes) => ({
    uid,
    type: 'app',
    config: {
      name,
      description: `Serverless functions of ${name}`,
      distribution: 'private',
      auth: {
        type: 'static',
        requiredScopes: scopes,
        optionalScopes: [],
        conditionallyRequiredScopes: [],
      },
      permittedUrls: { fetch: [], iframe: [], img: [] },
    },
  }),

  register: (place, functions) =>
    functions.map((answers) => ({
      path: `${place.functionsDirectory}/${answers.name}${hsmetaEnding}`,
      at: [],
      entries: component(place, answers),
    })),
};

function component(place: Place, { name, secrets, endpoint }: FunctionAnswers): Record<string, Json> {
  const file = posix.relative(place.sourceDirectory, `${place.functionsDirectory}/${name}.js`);
  return {
    uid: name,
    type: 'app-function',
    config: {
      entrypoint: `/${file}`,
      secretKeys: secrets,
      ...(endpoint && { endpoint: { path: endpoint.path, methods: endpoint.methods } }),
    },
  };
}
