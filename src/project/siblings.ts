import { dirname, join, posix } from 'node:path';
import { isWithin } from '../args/caller.ts';
import { recordName, restoredMark } from '../data/limits.ts';
import { warning } from '../messages/messages.ts';
import type { ExistingFunction, FunctionAnswers, Json, Warning } from '../types.ts';
import { realName } from '../write/read-file.ts';
import { inFolder, type ProjectFiles, projectFiles, readableJson, readableText } from './files.ts';
import { repositoryRoot } from './ignored.ts';
import { componentFiles, functionOfComponent } from './layouts/hsmeta.ts';
import {
  appFolders,
  functionsFolders,
  functionsOfServerlessJson,
  serverlessJsonName,
} from './layouts/serverless-json.ts';
import { readProjectConfig } from './project.ts';
import { identityOf, relativePath } from './same-file.ts';

/** An endpoint of another project in the same repository. */
export interface SiblingEndpoint {
  /** The other project's folder, relative to this project, with `/`. */
  readonly project: string;
  readonly function: string;
  /** Without a leading slash. */
  readonly path: string;
}

/**
 * Functions with an endpoint that another project registers in either layout, even one that its platform version ignores.
 * What cannot be read is left out: it is not this run's project.
 */
function endpointsOfProject(files: ProjectFiles, configFile: string): readonly ExistingFunction[] {
  try {
    return functionsOfProject(files, configFile).filter(({ endpoint }) => endpoint !== undefined);
  } catch {
    return [];
  }
}

function functionsOfProject(files: ProjectFiles, configFile: string): readonly ExistingFunction[] {
  const { sourceDirectory } = readProjectConfig(configFile, files.read(configFile) ?? '');
  const folders = appFolders(files, sourceDirectory).flatMap((app) => functionsFolders(files, app));
  const registered = folders.flatMap((folder) =>
    functionsOfServerlessJson(folder, jsonOf(inFolder(folder, serverlessJsonName), files)),
  );
  return [...registered, ...hsmetaFunctions(files, sourceDirectory)];
}

/**
 * Warnings about endpoint paths that a sibling project has, too: paths are shared across the account, and the latest deploy
 * wins (HubSpot's documentation).
 */
export function siblingWarnings(
  functions: readonly FunctionAnswers[],
  siblings: readonly SiblingEndpoint[],
): readonly Warning[] {
  return functions.flatMap(({ name, endpoint }) =>
    siblings
      .filter(({ path }) => path === endpoint?.path)
      .map(({ path, function: other, project }) =>
        warning('endpoint-in-sibling', { name, path, other, project }),
      ),
  );
}

function hsmetaFunctions(files: ProjectFiles, sourceDirectory: string): ExistingFunction[] {
  const folder = inFolder(sourceDirectory, 'app/functions');
  return componentFiles(files, folder).flatMap(
    (path) => functionOfComponent(sourceDirectory, { path, value: jsonOf(path, files) }) ?? [],
  );
}

function jsonOf(path: string, files: ProjectFiles): Json {
  return readableJson(path, readableText(files, path) ?? '');
}

/**
 * The endpoints of all other projects in the repository of a project; none outside of a repository, or if git cannot list
 * the files. It does so in a process of its own, so start this early and await it late.
 * @param root absolute path of the project
 */
export async function siblingEndpoints(
  root: string,
  signal?: AbortSignal,
): Promise<readonly SiblingEndpoint[]> {
  const repository = repositoryRoot(root);
  if (repository === undefined) return [];
  const { repositoryFiles } = await import('./git.ts');
  const listed = await repositoryFiles(repository, ':(icase,glob)**/hsproject.json', signal);
  const own = identityOf(root);
  // By identity: git names a folder as it was committed, with another letter case if only that was changed since.
  const folders = new Map(
    listed.map((file) => {
      const folder = join(repository, dirname(file));
      return [identityOf(folder), { file, folder }];
    }),
  );
  folders.delete(own);
  return [...folders.values()].flatMap(({ file, folder }) => {
    const files = filesWithin(repository, folder);
    // An archive of a migration, or what an undone migration had written, is no longer a project.
    if (files.names('.').some((name) => name === recordName || name.startsWith(restoredMark))) return [];
    const project = relativePath(root, folder);
    return endpointsOfProject(files, posix.basename(file)).map((one) => ({
      project,
      function: one.name,
      path: one.endpoint?.path ?? '',
    }));
  });
}

/** The files of a project, without those whose real path is outside of the repository. */
function filesWithin(repository: string, folder: string): ProjectFiles {
  const files = projectFiles(folder);
  const top = realName(repository);
  const within = (read: ProjectFiles['read']) => (path: string) =>
    isWithin(top, realName(join(folder, path))) ? read(path) : undefined;
  return { ...files, read: within(files.read) };
}
