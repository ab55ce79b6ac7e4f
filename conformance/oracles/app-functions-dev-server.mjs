import { createRequire } from 'node:module';
import path from 'node:path';
import { answer } from './answer.mjs';
import { recorder } from './recorder.mjs';

const require = createRequire(import.meta.url);
const { executeFunction } = require('@hubspot/app-functions-dev-server');
const contexts = require('@hubspot/app-functions-dev-server/dist/context');

// This runtime serves no endpoint and builds no context for one, so that of an endpoint is given.
const { buildContext } = contexts;
let given;
contexts.buildContext = async (...args) => given ?? buildContext(...args);

/** Runs one function as HubSpot's local runtime for 2023.2 and 2025.1 does. */
answer(async ({ sourceDirectory, platformVersion, name, parameters, context }) => {
  const { logger, warnings } = recorder();
  given = context;
  const config = {
    accountId: 1,
    app: { path: path.join(sourceDirectory, 'app') },
    functionTimeoutMs: 15_000,
    logger,
    platformVersion,
  };
  let response;
  await executeFunction(config, name, { parameters }, (value) => {
    response = value;
  });
  return { response, warnings };
});
