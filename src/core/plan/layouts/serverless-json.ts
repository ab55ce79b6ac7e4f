import type { FunctionAnswers, Json } from '../../../types.ts';
import type { Layout } from './layout.ts';

/**
 * Platform versions 2023.2 and 2025.1: one `serverless.json` registers the functions of a folder. Its keys and those
 * of `app.json` are as HubSpot's documentation on project-built private apps has them.
 */
export const serverlessJson: Layout = {
  place: {
    sourceDirectory: 'src',
    appFile: 'src/app/app.json',
    functionsDirectory: 'src/app/app.functions',
  },
  uniqueInProject: false,
  needsPackageFile: false,
  secretsAt: "the function's list `secrets` in `serverless.json`",
  scopesAt: ['scopes'],

  app: (name, uid, scopes) => ({
    name,
    description: `Serverless functions of ${name}`,
    uid,
    scopes,
    public: false,
    extensions: { crm: { cards: [] } },
  }),

  register: (place, functions) => [
    {
      path: `${place.functionsDirectory}/serverless.json`,
      at: ['appFunctions'],
      entries: Object.fromEntries(functions.map((answers) => [answers.name, entry(answers)])),
    },
  ],
};

function entry({ name, secrets, endpoint }: FunctionAnswers): Json {
  return {
    file: `${name}.js`,
    secrets,
    ...(endpoint && { endpoint: { path: endpoint.path, method: endpoint.methods } }),
  };
}
