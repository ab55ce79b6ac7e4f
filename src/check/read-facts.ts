import { join } from 'node:path';
import { packageManagerFor } from '../install/workspace.ts';
import { memoized } from '../memoized.ts';
import { inFolder, type ProjectFiles, refuseLinksOutside } from '../project/files.ts';
import { envProtection, trackedEnv } from '../project/ignored.ts';
import { installedVersion, moduleManifest } from '../project/packages.ts';
import { findPlatform, newestPlatform } from '../project/platform.ts';
import {
  chosenFolder,
  likelyPlatform,
  type ProjectChoice,
  readProjectConfig,
  requireSourceDirectory,
} from '../project/project.ts';
import { relativePath } from '../project/same-file.ts';
import { siblingEndpoints } from '../project/siblings.ts';
import { readExtensions } from './extensions.ts';
import type { Facts, FunctionFacts, FunctionsFolder } from './facts.ts';
import { type ConfigReader, configOf, configReader } from './read-config.ts';
import { envOfFolder, outerEnvOf } from './read-env.ts';
import { findFunctions, functionsOf } from './read-functions.ts';
import { type CodeReader, sourceReader } from './read-sources.ts';

/**
 * Reads everything that rules need. Does not run any code of the project.
 * @param files the project's files
 * @param root its absolute path
 * @param configFile the actual name of `hsproject.json` on disk
 * @param codeOf how to read a JavaScript file
 * @param pause awaited after each function and repeatedly during searches; may throw to stop
 * @param signal aborts calls of git
 * @throws Problem: code 3 for a project that cannot be read, code 2 for options that do not fit it
 */
export async function readFacts(
  files: ProjectFiles,
  root: string,
  configFile: string,
  choice: Pick<ProjectChoice, 'functionsDirectory' | 'workingDirectory'>,
  codeOf: CodeReader,
  pause = async () => {},
  signal?: AbortSignal,
): Promise<Facts> {
  const siblings = siblingEndpoints(root, signal);
  const config = configOfProject(files, configFile);
  const { sourceDirectory, platform, layout } = config;
  const { version } = platform?.functions ? platform : newestPlatform(layout);
  const question = { files, sourceDirectory, version, chosen: chosenFolder(files, root, choice) };
  const read = configReader(files);
  const sources = sourceReader(root, files, codeOf);
  const found = findFunctions(layout, question, read);
  const folders = await Promise.all(found.folders.map((path) => readFolder(root, path, files, read, signal)));
  const functions: FunctionFacts[] = [];
  for (const one of functionsOf(layout, sourceDirectory, folders, found.components, sources)) {
    functions.push(one);
    await pause();
  }
  return {
    ...found,
    ...config,
    projectFile: read(configFile) ?? configOf(configFile, ''),
    configs: read.all(),
    folders,
    functions,
    codes: [...new Set(functions.flatMap(({ codes }) => codes))],
    extensions: await readExtensions(files, found.appDirectories, found.folders, pause),
    siblings: await siblings,
    outerEnv: outerEnvOf(files, ['.', sourceDirectory, ...found.appDirectories], found.folders),
    spelling: sources.spelling,
  };
}

function configOfProject(files: ProjectFiles, configFile: string) {
  refuseLinksOutside(files, [configFile]);
  const config = readProjectConfig(configFile, files.read(configFile) ?? '');
  const { sourceDirectory, platformVersion } = config;
  requireSourceDirectory(files, sourceDirectory, configFile);
  const platform = findPlatform(platformVersion);
  const { layout } = platform ?? likelyPlatform(files, config);
  return { layout, platformVersion, platform, sourceDirectory };
}

async function readFolder(
  root: string,
  path: string,
  files: ProjectFiles,
  read: ConfigReader,
  signal: AbortSignal | undefined,
): Promise<FunctionsFolder> {
  const folder = join(root, path);
  const module = moduleManifest(folder);
  const { ignoreFile, exposed } = await envProtection({ root, functionsDirectory: path }, signal);
  const envTracked = await trackedEnv({ root, functionsDirectory: path }, signal);
  const isExposed = (name: string) =>
    files.names(path).includes(name) && !(name === '.env' && envTracked !== undefined);
  // Each reads the manifest, which may be large, and there may be many functions.
  const packageManager = memoized((one: string) => packageManagerFor(one, root, {}));
  return {
    path,
    registry: read(inFolder(path, 'serverless.json')),
    manifest: read(inFolder(path, 'package.json')),
    moduleManifest: module === undefined ? undefined : relativePath(root, module),
    installed: memoized((name) => installedVersion(name, folder)),
    packageManager: () => packageManager(folder),
    env: envOfFolder(files, path),
    ignoreFile,
    exposedEnv: exposed.find(isExposed),
    envTracked,
  };
}
