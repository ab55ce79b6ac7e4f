import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { changeFor, textBytes, textOf } from '../plan/changes.ts';
import { inFolder } from '../project/files.ts';
import { functionComponent } from '../project/layouts/hsmeta.ts';
import { packageOf as packagePattern } from '../run/package-name.ts';
import type { Move } from '../types.ts';
import { componentText, newManifest, privateApp, secretKeysOf } from './components.ts';
import { valuesOf } from './design-manager.ts';
import type { DesignManagerScene } from './design-manager-scene.ts';
import { entriesBelow, filesToCopy } from './destinations.ts';
import { withNames, withValues } from './dotenv-values.ts';
import type { Draft } from './settle.ts';
import { hsmetaFile } from './uids.ts';

type Written = Draft['written'];
type Files = Pick<Draft, 'written' | 'updated'>;

/** Version ranges for packages that the design manager includes. Other imported packages get `*`. */
const ranges: Readonly<Record<string, string>> = {
  '@hubspot/api-client': '^13.5.0',
  axios: '^1.7.0',
  request: '^2.88.2',
  requests: '^0.3.0',
};

/** The planned changes to all files except those that call the functions. */
export function draftDesignManagerFiles(scene: DesignManagerScene): Draft {
  const { task, codes } = scene;
  const environment = environmentFiles(scene);
  const packages = packageFiles(scene);
  const common = [
    ...projectFiles(scene),
    ...componentFiles(scene),
    ...packages.written,
    ...environment.written,
  ];
  const updated = [...packages.updated, ...environment.updated];
  if (task.outside !== undefined) {
    return {
      moves: [],
      archived: [],
      written: [...common, ...copiedFolder(scene, environment.written)],
      updated,
    };
  }
  const archived = archivedFiles(scene, environment.written);
  const rewritten = codes
    .filter(({ from }) => archived.includes(from))
    .map(({ path, bytes, from }) => ({ path, bytes, from }));
  return {
    moves: movesOf(scene, archived, environment.written),
    archived,
    written: [...common, ...rewritten],
    updated,
  };
}

/** The old configuration and the files that are rewritten. */
function archivedFiles({ task, codes }: DesignManagerScene, remade: Written): readonly string[] {
  const registry = inFolder(task.folder, 'serverless.json');
  const changed = codes.filter(({ isChanged }) => isChanged).map(({ from }) => from);
  return [...new Set([registry, ...changed, ...remade.flatMap(({ from }) => from ?? [])])];
}

function movesOf(scene: DesignManagerScene, archived: readonly string[], remade: Written): readonly Move[] {
  const sources = scene.codes.filter(({ from }) => !archived.includes(from));
  return [
    ...sources.map(({ from, path }) => ({ from, path })),
    ...otherEntries(scene, remade).map((from) => ({ from, path: placeOf(scene, from) })),
  ].map((move) => ({ action: 'move', ...move }));
}

/** A folder outside the project is left unchanged: everything in it is copied. */
function copiedFolder(scene: DesignManagerScene, remade: Written): Written {
  const { task, source, codes } = scene;
  const modeOf = (from: string) => task.outside?.modeOf(from);
  return [
    ...codes.map(({ path, bytes, from }) => ({ path, bytes, mode: modeOf(from) })),
    ...otherEntries(scene, remade).flatMap((from) => {
      const bytes = source.bytes(from);
      return bytes === undefined ? [] : [{ path: placeOf(scene, from), bytes, mode: modeOf(from) }];
    }),
  ];
}

/** Everything in the folder except the functions' sources, its configuration and the rewritten files. */
function otherEntries({ task, source, codes }: DesignManagerScene, remade: Written): readonly string[] {
  const known = new Set([
    inFolder(task.folder, 'serverless.json'),
    ...codes.map(({ from }) => from),
    ...remade.map(({ path }) => inFolder(task.folder, posix.basename(path))),
  ]);
  const entries = task.outside === undefined ? entriesBelow : filesToCopy;
  return entries(source, task.folder).filter((entry) => !known.has(entry));
}

/** The new path of a file from the old folder; others stay. */
export function placeOf(
  { task: { project, folder } }: Pick<DesignManagerScene, 'task'>,
  file: string,
): string {
  return file.startsWith(`${folder}/`) ? project.functionsDirectory + file.slice(folder.length) : file;
}

/** The files of a new project and its app; empty if the project already exists. */
function projectFiles({ task }: DesignManagerScene): Written {
  const { name, sourceDirectory: srcDir, newApp } = task.project;
  if (newApp === undefined) return [];
  const description = 'Serverless functions moved from the design manager';
  const app = privateApp(
    { name: newApp, description, scopes: ['content'] },
    { uid: name, name, fetchOrigins: [] },
  );
  const config = { name, srcDir, platformVersion: task.version };
  return [
    { path: 'hsproject.json', bytes: textBytes(componentText(config)) },
    { path: 'src/app/app-hsmeta.json', bytes: textBytes(componentText(app)) },
  ];
}

function componentFiles({ task, codes, endpoints }: DesignManagerScene): Written {
  const { sourceDirectory, functionsDirectory } = task.project;
  return endpoints.map((one) => {
    const file = codes.find((code) => code.endpoints.includes(one))?.path ?? '';
    const entrypoint = `/${posix.relative(sourceDirectory, file)}`;
    const content = functionComponent(one.uid, entrypoint, secretKeysOf(one), one);
    const path = `${functionsDirectory}/${hsmetaFile(one.uid)}`;
    return { path, bytes: textBytes(componentText(content)) };
  });
}

/**
 * The packages that the functions load and the design manager used to provide; empty if the folder has its own
 * `package.json`.
 */
function dependenciesOf({ task, source, endpoints }: DesignManagerScene): Readonly<Record<string, string>> {
  if (source.bytes(inFolder(task.folder, 'package.json')) !== undefined) return {};
  const files = [...new Set(endpoints.map(({ file }) => file))];
  const specifiers = files
    .flatMap((file) => task.sources.of(file).code?.imports ?? [])
    .map(({ specifier }) => specifier);
  const names = specifiers.flatMap((one) => (isBuiltin(one) ? [] : (packagePattern.exec(one)?.[0] ?? [])));
  return Object.fromEntries([...new Set(names)].sort().map((one) => [one, ranges[one] ?? '*']));
}

/** Packages that the functions load and the design manager provides in old versions. */
export function packagesOfRuntime(scene: DesignManagerScene): readonly string[] {
  return Object.keys(dependenciesOf(scene)).filter((one) => Object.hasOwn(ranges, one));
}

function packageFiles(scene: DesignManagerScene): Files {
  const { task, source } = scene;
  const path = `${task.project.functionsDirectory}/package.json`;
  const nothing = { written: [], updated: [] };
  if (source.bytes(inFolder(task.folder, 'package.json')) !== undefined) return nothing;
  const dependencies = dependenciesOf(scene);
  const text = componentText(newManifest(task.project.name, dependencies));
  const before = task.files.bytes(path);
  if (before === undefined) return { ...nothing, written: [{ path, bytes: textBytes(text) }] };
  const members = Object.entries(dependencies).map(([key, value]) => ({
    at: ['dependencies'],
    key,
    value,
    ifDifferent: 'keep' as const,
  }));
  const { change } = changeFor({ path, kind: 'json', text, members, items: [] }, before);
  return change.action === 'update' ? { ...nothing, updated: [{ path, bytes: change.after }] } : nothing;
}

/**
 * The project's `.env` and `.env.example` with missing names added. A missing file starts as a copy of the one in the old
 * folder.
 */
function environmentFiles({ task, source, endpoints }: DesignManagerScene): Files {
  const { files, folder, outside } = task;
  const values = valuesOf(endpoints);
  const names = [...new Set(endpoints.flatMap(secretKeysOf))];
  const edits = [
    { name: '.env', edit: (path: string, text: string) => withValues(path, text, values) },
    { name: '.env.example', edit: (_path: string, text: string) => withNames(text, names) },
  ].filter(({ name }) => (name === '.env' ? Object.keys(values) : names).length > 0);
  const changes = edits.flatMap(({ name, edit }) => {
    const path = `${task.project.functionsDirectory}/${name}`;
    const present = files.bytes(path);
    const old = inFolder(folder, name);
    const before = present ?? source.bytes(old);
    const text = before === undefined ? '' : textOf(path, before);
    const edited = edit(path, text);
    if (edited === text) return [];
    const from = present === undefined && before !== undefined && outside === undefined ? old : undefined;
    const mode = outside?.modeOf(old);
    return [{ path, bytes: textBytes(edited), from, mode, isNew: present === undefined }];
  });
  return {
    written: changes.filter(({ isNew }) => isNew),
    updated: changes.filter(({ isNew }) => !isNew),
  };
}
