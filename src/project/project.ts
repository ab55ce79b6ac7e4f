import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { hsmetaEnding } from '../data/limits.ts';
import type { Platform } from '../data/platforms.ts';
import type { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import type { Json, Project, Warning } from '../types.ts';
import {
  inFolder,
  type ProjectFiles,
  projectFiles,
  readJson,
  refuseLinksOutside,
  resolveIn,
} from './files.ts';
import { objectOf } from './json.ts';
import type { AppReading, LayoutQuestion } from './layout.ts';
import { readHsmetaApp } from './layouts/hsmeta.ts';
import { readServerlessJsonApp } from './layouts/serverless-json.ts';
import {
  findPlatform,
  newestPlatform,
  platformToExtend,
  platformToRun,
  platformWarnings,
} from './platform.ts';
import { relativePath } from './same-file.ts';
import { spellingOn } from './spelling.ts';

/** The options that say how to read an existing project. */
export interface ProjectChoice {
  /** `--functions-directory`, relative to the working directory or to the project. */
  readonly functionsDirectory?: string | undefined;
  /** `--platform`; decides the layout if the project's own version is unknown. */
  readonly platform?: string | undefined;
  /** For runs that write nothing: every version is read, with a warning if HubSpot would not build its functions. */
  readonly guessPlatform?: boolean;
  /** Absolute path of the working directory. */
  readonly workingDirectory: string;
  /** Collects problems of missing options, and reading continues with a likely value; if left out, they are thrown. */
  readonly missing?: Problem[];
}

/** The project, or, if one has to be chosen, its functions folders (relative to the project, with `/`). */
type ProjectReading =
  | { readonly kind: 'project'; readonly project: Project; readonly warnings: readonly Warning[] }
  | { readonly kind: 'several'; readonly candidates: readonly string[] };

/**
 * Reads a project from its files.
 * @param root absolute path of the folder of `configFile`
 * @param configFile the name of `hsproject.json` as it is written there
 * @throws Problem: code 2 for options that are needed or do not fit the project, code 3 for a project that cannot be
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
  const likely = likelyPlatform(files, config);
  const platform = choice.guessPlatform
    ? platformToRun(config.platformVersion, likely)
    : platformToExtend(config.platformVersion, choice, likely);
  const reading = readLayout(platform.layout, {
    files,
    sourceDirectory: config.sourceDirectory,
    version: platform.version,
    chosen: chosenFolder(files, root, choice),
  });
  if (reading.kind === 'several') return reading;
  const warnings = [
    ...config.warnings,
    ...platformWarnings(config.platformVersion, platform),
    ...reading.warnings,
  ];
  const { name, sourceDirectory, platformVersion } = config;
  const known = { root, configFile, name, sourceDirectory, platformVersion, platform };
  return { kind: 'project', project: withApp(known, reading, files), warnings };
}

type KnownOfProject = 'root' | 'configFile' | 'name' | 'sourceDirectory' | 'platformVersion' | 'platform';

/** A project with its app, most of which is only read when it is first used. */
function withApp(
  known: Pick<Project, KnownOfProject>,
  reading: Extract<AppReading, { readonly kind: 'app' }>,
  files: ProjectFiles,
): Project {
  const { appDirectory, appFile, functionsDirectory, cardsDirectory, registry, otherFunctions } = reading;
  return {
    ...known,
    appDirectory,
    appFile,
    functionsDirectory,
    get functionFiles() {
      return files.names(functionsDirectory);
    },
    cardsDirectory,
    get cardFiles() {
      return files.names(cardsDirectory);
    },
    get cards() {
      return reading.cards();
    },
    get functions() {
      return registry.all().functions;
    },
    get otherFunctions() {
      return otherFunctions?.() ?? [];
    },
    get uids() {
      return registry.all().uids;
    },
    registeredWith: (words) => registry.withWords(words),
  };
}

/** The row of the project's version; if that is not known, the newest version whose layout matches the files. */
export function likelyPlatform(
  files: ProjectFiles,
  { sourceDirectory, platformVersion }: ProjectConfig,
): Platform {
  const known = findPlatform(platformVersion);
  if (known !== undefined) return known;
  const app = files.names(inFolder(sourceDirectory, 'app'));
  const isNewer = app.some((name) => name.endsWith(hsmetaEnding));
  return newestPlatform(isNewer ? 'hsmeta' : 'serverless-json');
}

function readLayout(layout: Platform['layout'], question: LayoutQuestion): AppReading {
  switch (layout) {
    case 'serverless-json':
      return readServerlessJsonApp(question);
    case 'hsmeta':
      return readHsmetaApp(question);
  }
}

/** The problem that a run is not interactive, but would have to ask which functions folder is meant. */
export function severalFunctionsDirectories(candidates: readonly string[]): Problem {
  return refusal(
    'several-functions-directories',
    { candidates },
    {
      missing: ['functions-directory'],
      examples: { 'functions-directory': candidates.slice(0, 1) },
      conflicts: candidates,
    },
  );
}

/** Returns the folders that `--functions-directory` can mean. An existing folder is spelled as on disk. */
export function chosenFolder(
  files: ProjectFiles,
  root: string,
  { functionsDirectory, workingDirectory }: ProjectChoice,
): LayoutQuestion['chosen'] {
  if (functionsDirectory === undefined) return undefined;
  const spelled = spellingOn(files);
  const meanings = [workingDirectory, root]
    .map((from) => relativePath(root, resolve(from, functionsDirectory)))
    .map((meaning) => (files.isDirectory(meaning) && spelled(meaning)) || meaning);
  return { typed: functionsDirectory, meanings };
}

export function requireSourceDirectory(
  files: ProjectFiles,
  sourceDirectory: string,
  configFile: string,
): void {
  refuseLinksOutside(files, [sourceDirectory]);
  const spelled = files.isDirectory(sourceDirectory) ? spellingOn(files)(sourceDirectory) : undefined;
  if (spelled === sourceDirectory) return;
  const values = { fault: 'no-source', where: configFile, sourceDirectory, spelled } as const;
  throw refusal('invalid-project', values, { conflicts: [sourceDirectory] });
}

/**
 * Reads the project of a configuration file, as {@link readProjectFiles} does. Its `root` is the folder's real path, so
 * that the folders above it are the same for every reader.
 * @param configFile absolute path of `hsproject.json`, as `findProject` gives it
 */
export function readProject(configFile: string, choice: ProjectChoice): ProjectReading {
  const root = realRoot(configFile);
  return readProjectFiles(projectFiles(root), root, basename(configFile), choice);
}

/** The real path of a project's folder. */
export function realRoot(configFile: string): string {
  return realpathSync.native(dirname(configFile));
}

/** The contents of `hsproject.json`. */
interface ProjectConfig {
  readonly name: string;
  /** `srcDir`, relative to the project, with `/`; `.` if the project's own folder is the source. */
  readonly sourceDirectory: string;
  /** Empty if it is missing. */
  readonly platformVersion: string;
  readonly warnings: readonly Warning[];
}

const required = ['name', 'srcDir'] as const;
/** A version becomes part of messages and folder names. */
const longestVersion = 100;

/**
 * Reads `hsproject.json`. HubSpot's tools demand `name`, `srcDir` inside the project, and `platformVersion`
 * (`@hubspot/project-parsing-lib` 0.23.0, `validateProjectConfig`); projects older than platform versions lack the last.
 * @param path the file's name, for messages
 * @throws Problem `invalid-json` or `invalid-project` (code 3) with the line
 */
export function readProjectConfig(path: string, text: string): ProjectConfig {
  const { value, warnings } = readJson(path, text);
  const fields = objectOf(value);
  if (fields === undefined) throw refusal('invalid-project', { fault: 'not-an-object', where: path });
  const missing = required.filter((key) => fields[key] === undefined || fields[key] === '');
  if (missing.length > 0) {
    throw refusal('invalid-project', { fault: 'missing-keys', where: path, keys: missing });
  }
  const read = (key: string) => requiredText(path, text, key, fields[key]);
  const [name, sourceDirectory] = [read('name'), insideProject(path, text, read('srcDir'))];
  const platformVersion = fields.platformVersion == null ? '' : read('platformVersion');
  const { length } = platformVersion;
  if (length > longestVersion) {
    const where = place(path, text, 'platformVersion');
    throw refusal('invalid-project', { fault: 'long-version', where, length });
  }
  return { name, sourceDirectory, platformVersion, warnings };
}

function requiredText(path: string, text: string, key: string, value: Json | undefined): string {
  if (typeof value === 'string') return value;
  const type = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw refusal('invalid-project', { fault: 'not-a-string', where: place(path, text, key), key, type });
}

/** `srcDir`, normalised. A backslash is refused: HubSpot's builds run on Linux, where it is part of a name. */
function insideProject(path: string, text: string, sourceDirectory: string): string {
  const normal = resolveIn('.', sourceDirectory).replace(/(.)\/$/, '$1');
  const outside =
    /[\0\\]/.test(normal) ||
    sourceDirectory.startsWith('/') ||
    /^[a-z]:/i.test(normal) ||
    normal === '..' ||
    normal.startsWith('../');
  if (!outside) return normal;
  const where = place(path, text, 'srcDir');
  throw refusal('invalid-project', { fault: 'source-outside', where, sourceDirectory });
}

/** The file and line of a key; only the file if the key is written with escapes. */
function place(path: string, text: string, key: string): string {
  const offset = text.search(new RegExp(`"${key}"\\s*:`));
  return offset < 0 ? path : `${path}:${text.slice(0, offset).split('\n').length}`;
}
