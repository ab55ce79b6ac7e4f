import { relative, resolve, sep } from 'node:path';
import { hsmetaEnding } from '../../data/file-names.ts';
import { conflictProblem, inputProblem, type Problem } from '../../errors.ts';
import type { Project, Warning } from '../../types.ts';
import { printable } from '../report/printable.ts';
import type { AppReading, LayoutQuestion } from './app-reading.ts';
import { type FunctionsPlatform, findPlatform, newestPlatform, projectPlatform } from './platform.ts';
import { type ProjectConfig, readProjectConfig } from './project-config.ts';
import { inFolder, type ProjectFiles, refuseLinksOutside } from './project-files.ts';
import { readHsmetaApp } from './registries/hsmeta-app.ts';
import { readServerlessJsonApp } from './registries/serverless-json-app.ts';

/** What the options say about an existing project. */
export interface ProjectChoice {
  /** `--functions-directory`, relative to the working directory or to the project. */
  readonly functionsDirectory?: string | undefined;
  /** `--platform`; decides the layout where the project's own version is unknown. */
  readonly platform?: string | undefined;
  /** Where neither is known, the layout that the files have counts, with a warning: for runs that write nothing. */
  readonly guessPlatform?: boolean;
  /** Absolute path of the working directory. */
  readonly workingDirectory: string;
}

/** The project, or the folders of functions of which one has to be chosen (relative to the project, with `/`). */
export type ProjectReading =
  | { readonly kind: 'project'; readonly project: Project; readonly warnings: readonly Warning[] }
  | { readonly kind: 'several'; readonly candidates: readonly string[] };

/**
 * Reads a project from its files.
 *
 * @param root absolute path of the folder of `configFile`
 * @param configFile the name of `hsproject.json` as it is written there
 * @throws Problem: code 2 for options that do not fit the project or are needed, code 3 for a project that cannot be
 *   read or cannot have functions
 */
export function readProjectFiles(
  files: ProjectFiles,
  root: string,
  configFile: string,
  choice: ProjectChoice,
): ProjectReading {
  refuseLinksOutside(files, [configFile]);
  const config = readProjectConfig(configFile, files.read(configFile) ?? '');
  requireSourceDirectory(files, config.sourceDirectory, configFile);
  const guessed = choice.guessPlatform ? guessPlatform(files, config) : undefined;
  const platform =
    guessed?.platform ??
    projectPlatform(config.platformVersion, choice.platform, () => likelyPlatform(files, config).version);
  const reading = readLayout(platform.layout, {
    files,
    sourceDirectory: config.sourceDirectory,
    version: platform.version,
    chosen: chosenFolder(root, choice),
  });
  if (reading.kind === 'several') return reading;
  const { appDirectory, appFile, functionsDirectory, registry } = reading;
  return {
    kind: 'project',
    project: {
      root,
      configFile,
      name: config.name,
      sourceDirectory: config.sourceDirectory,
      platformVersion: config.platformVersion,
      platform,
      appDirectory,
      appFile,
      functionsDirectory,
      get functionFiles() {
        return files.names(functionsDirectory);
      },
      get functions() {
        return registry.all().functions;
      },
      get uids() {
        return registry.all().uids;
      },
      registeredWith: (words) => registry.withWords(words),
    },
    warnings: [...config.warnings, ...(guessed?.warnings ?? []), ...reading.warnings],
  };
}

/** The newest version whose layout the files have, where the project's own version is unknown. */
function guessPlatform(files: ProjectFiles, config: ProjectConfig) {
  if (findPlatform(config.platformVersion) !== undefined) return undefined;
  const platform = likelyPlatform(files, config);
  const message = `Platform version ${printable(config.platformVersion)} is not known here; the project is read as one of ${platform.version}.`;
  return { platform, warnings: [{ code: 'unknown-platform', message }] };
}

function likelyPlatform(files: ProjectFiles, { sourceDirectory }: ProjectConfig): FunctionsPlatform {
  const app = files.names(inFolder(sourceDirectory, 'app'));
  const isNewer = app.some((name) => name.endsWith(hsmetaEnding));
  return newestPlatform(isNewer ? 'hsmeta' : 'serverless-json');
}

function readLayout(layout: FunctionsPlatform['layout'], question: LayoutQuestion): AppReading {
  switch (layout) {
    case 'serverless-json':
      return readServerlessJsonApp(question);
    case 'hsmeta':
      return readHsmetaApp(question);
  }
}

/** The problem of a run that may not ask which folder of functions is meant. */
export function severalFunctionsDirectories(candidates: readonly string[]): Problem {
  return inputProblem(
    'several-functions-directories',
    `The project has several folders of functions: ${candidates.map(printable).join(', ')}.`,
    {
      hint: 'Choose one with --functions-directory.',
      missing: ['functions-directory'],
      examples: { 'functions-directory': candidates.slice(0, 1) },
      conflicts: candidates,
    },
  );
}

function chosenFolder(root: string, { functionsDirectory, workingDirectory }: ProjectChoice) {
  if (functionsDirectory === undefined) return undefined;
  const meanings = [workingDirectory, root].map((from) =>
    relative(root, resolve(from, functionsDirectory)).split(sep).join('/'),
  );
  return { typed: functionsDirectory, meanings };
}

function requireSourceDirectory(files: ProjectFiles, sourceDirectory: string, configFile: string): void {
  refuseLinksOutside(files, [sourceDirectory]);
  if (files.isDirectory(sourceDirectory)) return;
  const where = printable(sourceDirectory);
  throw conflictProblem(
    'invalid-project',
    `${configFile} names "${where}" as its "srcDir", but there is no such folder.`,
    { hint: `Make the folder ${where}, or correct "srcDir".`, conflicts: [sourceDirectory] },
  );
}
