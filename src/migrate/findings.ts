import { rules } from 'virtual:rules';
import { codeOf } from '../check/code.ts';
import { readExtensions } from '../check/extensions.ts';
import type { Facts } from '../check/facts.ts';
import { findingsIn } from '../check/findings.ts';
import { partialFacts, partialFolder } from '../check/partial-facts.ts';
import { configOf } from '../check/read-config.ts';
import { type SourceReader, sourceReader } from '../check/read-sources.ts';
import { inFolder, type ProjectFiles } from '../project/files.ts';
import { findPlatform } from '../project/platform.ts';
import type { SiblingEndpoint } from '../project/siblings.ts';
import { printable } from '../terminal/text.ts';
import type { Change, Warning } from '../types.ts';
import type { MigratedFunction } from './migration.ts';

/**
 * Reads the code of functions with a parser.
 * @param root absolute path of the folder that file paths are relative to
 */
export function parsedSources(root: string, files: ProjectFiles): SourceReader {
  return sourceReader(root, files, codeOf);
}

interface FindingTask {
  readonly files: ProjectFiles;
  /** Reads the old code, as the plan has already done. */
  readonly sources: SourceReader;
  readonly functions: readonly MigratedFunction[];
  /** The new functions folder, and the planned changes, which can include its `package.json`. */
  readonly functionsDirectory: string;
  readonly changes: readonly Change[];
  /** The platform version that the functions will run on. */
  readonly version: string;
  /** Folders with the app's other code, which can call functions. */
  readonly appDirectories: readonly string[];
  /** Maps an old path to the new one. */
  readonly placeOf: (file: string) => string;
  readonly siblings: readonly SiblingEndpoint[];
}

/**
 * Findings of `check` rules in the functions' code that will still apply after the move, with the new paths. The code is
 * read from its current place and not run.
 * @param pause awaited after each step; may throw to stop
 */
export async function findingsAfter(
  task: FindingTask,
  pause: () => Promise<void>,
): Promise<readonly Warning[]> {
  const facts = await factsOf(task, pause);
  await pause();
  const asked = rules.filter(({ warnsIn }) => warnsIn?.includes('migrate'));
  const { findings, warnings } = await findingsIn(facts, asked, pause);
  const told = findings
    .filter(({ severity }) => severity !== 'suggestion')
    .map(({ rule, path, line, column, message, hint }) => ({
      code: rule,
      message: `${printable(task.placeOf(path))}:${line}:${column}: ${message} ${hint}`,
    }));
  return [...told, ...warnings];
}

async function factsOf(task: FindingTask, pause: () => Promise<void>): Promise<Facts> {
  const { files, sources, functions, version, appDirectories, siblings } = task;
  const paths = [...new Set(functions.map(({ before }) => before.functionsDirectory))];
  const file = inFolder(task.functionsDirectory, 'package.json');
  const made = task.changes.find(({ path }) => path === file)?.after;
  const moved = () => paths.flatMap((path) => files.read(inFolder(path, 'package.json')) ?? [])[0];
  const text = made === undefined ? moved() : Buffer.from(made).toString();
  const manifest = text === undefined ? undefined : configOf(file, text);
  const folder = partialFolder({ path: task.functionsDirectory, manifest });
  const ofFunctions = functions.map(({ before, after }) => {
    return {
      ...sources.of(before.file),
      name: before.name,
      folder,
      // Use what it will declare after the move, although that file does not exist yet.
      configFile: configOf(after.configFile, '{}'),
      config: after.endpoint === undefined ? {} : { endpoint: { ...after.endpoint } },
      at: ['config'],
      written: before.file,
      file: before.file,
      // The code still has the old names of its environment variables.
      secrets: [...after.secrets, ...Object.keys(before.environment ?? {})],
      secretsKey: 'secretKeys' as const,
      endpoint: after.endpoint,
    };
  });
  return partialFacts({
    layout: 'hsmeta',
    platformVersion: version,
    platform: findPlatform(version),
    // Spelled as on disk.
    folders: paths.map((path) => ({ ...folder, path })),
    codes: [...new Set(ofFunctions.flatMap(({ codes }) => codes))],
    functions: ofFunctions,
    extensions: await readExtensions(files, appDirectories, paths, pause),
    siblings,
    spelling: sources.spelling,
  });
}
