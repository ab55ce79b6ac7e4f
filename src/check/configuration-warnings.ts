import { inFolder, projectFiles, readableText } from '../project/files.ts';
import type { ExistingFunction, Project, Warning } from '../types.ts';
import type { Facts } from './facts.ts';
import { partialFacts, partialFolder } from './partial-facts.ts';
import { configReader } from './read-config.ts';
import { envOfFolder, outerEnvOf } from './read-env.ts';
import { findFunctions, functionsOf } from './read-functions.ts';
import type { SourceReader } from './read-sources.ts';
import { warningsIn } from './warnings.ts';

/** Treats every file that the configuration names as present, and knows nothing about its code. */
const noCode: SourceReader = {
  of: () => ({ isFile: true, code: undefined, codes: [] }),
  spelling: (path) => path,
};

/**
 * The warnings that `invoke` shows about the configuration: what HubSpot refuses or ignores. Reads no code and does not call
 * git.
 * @param chosen the functions to run; if left out, all functions
 */
export function configurationWarnings(
  project: Project,
  chosen?: readonly ExistingFunction[],
): readonly Warning[] {
  const facts = factsOf(project);
  return warningsIn(chosen === undefined ? facts : factsAbout(chosen, facts), 'invoke');
}

function factsOf({ root, sourceDirectory, platform, platformVersion }: Project): Facts {
  const all = projectFiles(root);
  // The files needed for the run have been read. Other unreadable files must not stop it.
  const files = { ...all, read: (path: string) => readableText(all, path) };
  const read = configReader(files);
  const { layout, version } = platform;
  const question = { files, sourceDirectory, version, chosen: undefined };
  const found = findFunctions(layout, question, read);
  const folders = found.folders.map((path) =>
    partialFolder({
      path,
      registry: read(inFolder(path, 'serverless.json')),
      manifest: read(inFolder(path, 'package.json')),
      env: envOfFolder(files, path),
    }),
  );
  return partialFacts({
    ...found,
    layout,
    platformVersion,
    platform,
    sourceDirectory,
    configs: read.all(),
    folders,
    functions: [...functionsOf(layout, sourceDirectory, folders, found.components, noCode)],
    outerEnv: outerEnvOf(files, ['.', sourceDirectory, ...found.appDirectories], found.folders),
  });
}

function factsAbout(chosen: readonly ExistingFunction[], facts: Facts): Facts {
  const paths = new Set(chosen.map(({ configFile }) => configFile));
  const names = new Set(chosen.map(({ name }) => name));
  const isMeant = (path: string) => paths.has(path) || path === facts.app?.path;
  return {
    ...facts,
    configs: facts.configs.filter(({ path }) => isMeant(path)),
    folders: facts.folders.filter(({ registry }) => registry !== undefined && paths.has(registry.path)),
    // In an hsmeta project, the name can contain a variable, so the file identifies the function.
    functions: facts.functions.filter(
      ({ name, configFile }) => (names.has(name) || facts.layout === 'hsmeta') && paths.has(configFile.path),
    ),
    // Other components matter if they have the same uid.
    components: facts.components.filter(
      ({ path, value }) => isMeant(path) || names.has(String(Object(value).uid)),
    ),
    misplaced: [],
  };
}
