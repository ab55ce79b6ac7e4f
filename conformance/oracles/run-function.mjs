import path from 'node:path';
import { translateForLocalDev } from '@hubspot/project-parsing-lib/translate';
import { recorder } from './recorder.mjs';

// The runtime is not an export of the package.
const library = new URL('./lib/', import.meta.resolve('@hubspot/ui-extensions-dev-server'));
const { executeFunction } = await import(new URL('serverless/executor.js', library));
const { default: devMode } = await import(new URL('DevModeUnifiedInterface.js', library));

/** Finds and runs one function as HubSpot's local runtime for 2025.1 and later does. */
export async function runFunction({ sourceDirectory, platformVersion, name, context, ...inputs }) {
  const { logger, warnings } = recorder();
  const config = {
    accountId: 1,
    app: { path: path.join(sourceDirectory, 'app') },
    appFunctions: await appFunctions(sourceDirectory, platformVersion),
    functionTimeoutMs: 15_000,
    logger,
    platformVersion,
    context,
  };
  let response;
  await executeFunction(config, name, inputs, (value) => {
    response = value;
  });
  return { response, warnings };
}

/** The functions of a project of 2026.03 or later, by uid, as `hs project dev` finds them. */
async function appFunctions(projectSourceDir, platformVersion) {
  if (platformVersion === '2025.1') return undefined;
  const { intermediateRepresentation } = await translateForLocalDev(
    { projectSourceDir, platformVersion },
    { skipValidation: true },
  );
  return devMode._resolveAppFunctions(intermediateRepresentation.intermediateNodesIndexedByUid);
}
