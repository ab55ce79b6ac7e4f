import type { ExistingFunction, Json } from '../../../types.ts';
import { type JsonObject, objectOf, stringOf, stringsOf } from '../json-values.ts';
import { inFolder, resolveIn } from '../project-files.ts';
import { endpointOf } from './endpoint.ts';

/** The name of the registry in a `.functions` folder (platform versions 2023.2 and 2025.1). */
export const serverlessJson = 'serverless.json';

/**
 * The functions that a `serverless.json` names: `appFunctions.<name>` = `{file, secrets, endpoint: {path, method}}`.
 * Entries of a wrong shape still take their names; what they lack is left empty.
 *
 * @param functionsDirectory the folder of the file, relative to the project, with `/`
 */
export function functionsOfServerlessJson(functionsDirectory: string, registry: Json): ExistingFunction[] {
  const entries = objectOf(objectOf(registry)?.appFunctions) ?? {};
  const configFile = inFolder(functionsDirectory, serverlessJson);
  return Object.entries(entries).map(([name, entry]) => {
    const fields = objectOf(entry) ?? {};
    const file = stringOf(fields.file);
    const endpoint = endpointOf(fields.endpoint);
    return {
      name,
      file: file === undefined ? '' : resolveIn(functionsDirectory, file),
      configFile,
      secrets: stringsOf(fields.secrets),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  });
}

/**
 * Is it the registry of design-manager (CMS) functions? Those have top-level `endpoints` and no `appFunctions`; they
 * are no functions of an app.
 */
export function isDesignManagerRegistry(registry: Json): boolean {
  const fields: JsonObject = objectOf(registry) ?? {};
  return Object.hasOwn(fields, 'endpoints') && !Object.hasOwn(fields, 'appFunctions');
}
