import { hsmetaEnding } from '../../data/file-names.ts';
import type { ExistingFunction, FunctionAnswers, Json, Warning } from '../../types.ts';
import { printable } from '../report/printable.ts';
import { appFolders, functionsFolders } from './functions-folder.ts';
import { readProjectConfig } from './project-config.ts';
import { inFolder, type ProjectFiles } from './project-files.ts';
import { readJson } from './read-json.ts';
import { functionOfComponent } from './registries/hsmeta.ts';
import { functionsOfServerlessJson, serverlessJson } from './registries/serverless-json.ts';

/** An endpoint of another project in the same repository. */
export interface SiblingEndpoint {
  /** The other project's folder, relative to this project, with `/`. */
  readonly project: string;
  readonly function: string;
  /** Without a leading slash. */
  readonly path: string;
}

/**
 * Functions with an endpoint that a project registers in any layout, also one that its platform version ignores.
 * What cannot be read is left out: it is not this run's project.
 */
export function endpointsOfProject(files: ProjectFiles, configFile: string): readonly ExistingFunction[] {
  return (
    orNothing(() => functionsOfProject(files, configFile))?.filter(
      ({ endpoint }) => endpoint !== undefined,
    ) ?? []
  );
}

function functionsOfProject(files: ProjectFiles, configFile: string): readonly ExistingFunction[] {
  const { sourceDirectory } = readProjectConfig(configFile, files.read(configFile) ?? '');
  const folders = appFolders(files, sourceDirectory).flatMap((app) => functionsFolders(files, app));
  const registered = folders.flatMap((folder) =>
    functionsOfServerlessJson(folder, jsonOf(inFolder(folder, serverlessJson), files.read)),
  );
  return [...registered, ...hsmetaFunctions(files, sourceDirectory)];
}

/**
 * Warnings about endpoint paths that a sibling project has too: a path is global in the account, and HubSpot keeps the
 * one that was deployed last (HubSpot's documentation).
 */
export function siblingWarnings(
  functions: readonly FunctionAnswers[],
  siblings: readonly SiblingEndpoint[],
): readonly Warning[] {
  return functions.flatMap(({ name, endpoint }) =>
    siblings
      .filter(({ path }) => path === endpoint?.path)
      .map((sibling) => ({
        code: 'endpoint-in-sibling',
        message: `The endpoint path ${sibling.path} of ${name} is also that of ${printable(sibling.function)} in ${printable(sibling.project)}. A path is global in an account: where both are deployed to one, the last one deployed wins.`,
      })),
  );
}

function hsmetaFunctions(files: ProjectFiles, sourceDirectory: string): ExistingFunction[] {
  const folder = inFolder(sourceDirectory, 'app/functions');
  return files
    .names(folder)
    .filter((name) => name.endsWith(hsmetaEnding))
    .map((name) => inFolder(folder, name))
    .flatMap(
      (path) => functionOfComponent(sourceDirectory, { path, value: jsonOf(path, files.readSmall) }) ?? [],
    );
}

function jsonOf(path: string, read: ProjectFiles['read']): Json {
  return orNothing(() => readJson(path, read(path) ?? '').value) ?? null;
}

function orNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
