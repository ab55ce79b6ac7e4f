import { statSync } from 'node:fs';
import path from 'node:path';
import type { Mask } from '../edit/diff.ts';
import { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { type ProjectChoice, readProject, severalFunctionsDirectories } from '../project/project.ts';
import { masked } from '../report/mask-tokens.ts';
import type { Redactor } from '../run/redact.ts';
import { localSecrets, type SecretsIn } from '../run/secrets.ts';
import type { ExistingFunction, Project } from '../types.ts';
import { entriesOf, isFile } from '../write/read-file.ts';
import { problemOf } from '../write/system-error.ts';
import { asToldError, type ToldError } from './answers.ts';

/** A project as it is on disk, with its functions and secrets. */
export interface Served {
  /** Changes as soon as a file of the project changes. */
  readonly stamp: string;
  readonly project: Project;
  readonly functions: readonly ExistingFunction[];
  /**
   * The reason why the project cannot be read now, without secret values. Everything else is then from the last successful
   * reading.
   */
  readonly problem: ToldError | undefined;
  /** Local values of secrets, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretsIn: SecretsIn;
  /** Removes the values of the functions' secrets from what is sent and logged. */
  readonly redact: Redactor;
  /** Removes all known secret values, and tokens, from this program's own texts. */
  readonly hide: Mask;
  /** Removes all known secret values from a fixture. */
  readonly hideJson: Redactor['json'];
}

type Masks = Pick<Served, 'hide' | 'hideJson'>;

/** Maximum number of files and folders that are checked for changes. With more, functions are read again for each call. */
const mostFiles = 10_000;

/**
 * Serves a project from its files: it is always as on disk, but only read again if a file has changed.
 * @param configFile absolute path of `hsproject.json`
 * @param nodeEnv `NODE_ENV`, which decides which file has the local secrets
 * @param masksOfNow returns masks of the secrets that are on disk
 * @returns a function that returns the project
 * @throws Problem if it cannot be read the first time
 */
export function openProject(
  configFile: string,
  choice: ProjectChoice,
  nodeEnv: string | undefined,
  masksOfNow: () => Masks,
): () => Served {
  const first = readServed(configFile, choice, nodeEnv);
  let latest: Served = { ...first, ...masksOfNow(), stamp: stampOf(configFile, first.project) };
  let isFresh = false;
  return () => {
    // Checked once per turn of the event loop: a later request sees what was written before it.
    if (isFresh) return latest;
    isFresh = true;
    process.nextTick(() => {
      isFresh = false;
    });
    const stamp = stampOf(configFile, latest.project);
    if (stamp === latest.stamp) return latest;
    const masks = masksOfNow();
    try {
      latest = { ...readServed(configFile, choice, nodeEnv), ...masks, stamp };
    } catch (error) {
      const problem = problemOf('.', error);
      if (!(problem instanceof Problem)) throw error;
      // Another stamp, so that the project is read again at the next call: the cause may be outside of these files.
      const told = masked(asToldError(problem), masks.hide);
      latest = { ...latest, ...masks, stamp: `${stamp}\n`, problem: told };
    }
    return latest;
  };
}

function readServed(
  configFile: string,
  choice: ProjectChoice,
  nodeEnv: string | undefined,
): Omit<Served, 'stamp' | keyof Masks> {
  if (!isFile(configFile)) throw refusal('no-project', {});
  const reading = readProject(configFile, choice);
  if (reading.kind === 'several') throw severalFunctionsDirectories(reading.candidates);
  const { project } = reading;
  const secretsIn = localSecrets(nodeEnv);
  const { values, redactor } = secretsIn(functionsFolder(project));
  return {
    project,
    // Read now, so that a broken registry is reported as a problem of this reading.
    functions: project.functions,
    problem: undefined,
    secrets: values,
    secretsIn,
    redact: redactor(),
  };
}

/** Absolute path of the functions folder. */
export function functionsFolder({ root, functionsDirectory }: Project): string {
  return path.join(root, functionsDirectory);
}

/** A fingerprint of files, which changes when one of them is written, replaced or removed. */
export function stampOfFiles(files: readonly string[]): string {
  return files.map(stampOfFile).join('\n');
}

/**
 * A fingerprint of everything that determines the functions and what the page shows of them, except packages and files
 * outside of the project's folders. With too many files, a random one.
 */
function stampOf(configFile: string, project: Project): string {
  const folder = functionsFolder(project);
  const shallow = [project.sourceDirectory, project.appDirectory, 'fixtures'].map((one) =>
    path.join(project.root, one),
  );
  const files = [
    configFile,
    ...shallow.flatMap((one) => [one, ...filesIn(one)]),
    path.join(folder, 'node_modules'),
    path.join(folder, 'node_modules', '.package-lock.json'),
    ...filesBelow(folder),
  ];
  if (files.length > mostFiles) return `${Math.random()}`;
  return stampOfFiles(files);
}

function stampOfFile(file: string): string {
  try {
    const { size, mtimeMs, ctimeMs, ino } = statSync(file);
    return `${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  } catch {
    return `${file} -`;
  }
}

function filesIn(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => (entry.isDirectory() ? [] : [path.join(folder, entry.name)]));
}

/** The files and folders below a folder, itself included, without packages and git's own; no more than a limit. */
export function filesBelow(folder: string, found: string[] = []): string[] {
  found.push(folder);
  for (const entry of entriesOf(folder)) {
    if (found.length > mostFiles) return found;
    const inner = path.join(folder, entry.name);
    if (!entry.isDirectory()) found.push(inner);
    else if (entry.name !== 'node_modules' && entry.name !== '.git') filesBelow(inner, found);
  }
  return found;
}
