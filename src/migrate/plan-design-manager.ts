import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { slug } from '../answers/names.ts';
import { tokenName } from '../data/limits.ts';
import type { TextEdit } from '../edit/json-insert.ts';
import { changeFor, editedBytes, textBytes, textOf } from '../plan/changes.ts';
import { inFolder } from '../project/files.ts';
import { imports, javascriptTokens, packageOf as packageNameOf } from '../run/source.ts';
import type { Warning } from '../types.ts';
import { adapterFor } from './adapter.ts';
import { addressEdits, type Caller, callersIn, mayCall } from './callers.ts';
import { componentText, functionComponent, packageOf, privateApp } from './components.ts';
import {
  type OldEndpoint,
  readEndpoints,
  type SplitSource,
  secretKeysOf,
  splitSources,
  valuesOf,
} from './design-manager.ts';
import { type Destination, entriesBelow } from './destinations.ts';
import { withNames, withValues } from './dotenv-values.ts';
import type { FunctionCode } from './findings.ts';
import type { Drafted, MigrationFiles } from './migration.ts';
import { renamedReads } from './renamed-reads.ts';
import type { Draft } from './settle.ts';
import { note, refusal } from './words.ts';

/** Where the functions go. */
export interface DesignManagerTask {
  /** The project's files, or of the folder that becomes a project. */
  readonly files: MigrationFiles;
  /** The folder of functions; relative to the project where it lies in it, else to the files that it is read from. */
  readonly folder: string;
  /** Undefined where the folder lies in the project. */
  readonly outside: MigrationFiles | undefined;
  readonly project: PresentProject | NewProject;
  readonly version: string;
  /** As of a legacy project. */
  readonly code: FunctionCode;
  readonly fixCallers: boolean;
  /** As of a legacy project. */
  readonly ignoreFile: string | undefined;
}

export interface PresentProject {
  readonly kind: 'present';
  readonly name: string;
  readonly sourceDirectory: string;
  readonly functionsDirectory: string;
  readonly uids: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
}

export interface NewProject {
  readonly kind: 'new';
  /** As HubSpot shows it. */
  readonly app: string;
  readonly scopes: readonly string[];
}

/** Ranges for what the design manager brought along; anything else that is imported gets `*`. */
const ranges: Readonly<Record<string, string>> = {
  '@hubspot/api-client': '^13.5.0',
  axios: '^1.7.0',
  request: '^2.88.2',
  requests: '^0.3.0',
};
/** What a function gets in its context there, and HubSpot's documentation does not have for projects. */
const undocumented = ['contact', 'limits', 'secrets', 'endpoint'];

/** Plans the way of design-manager functions into a project of 2026.03 or later. */
export function draftDesignManager(task: DesignManagerTask): Drafted {
  const { folder, project, outside } = task;
  const source = outside ?? task.files;
  const sourceDirectory = project.kind === 'new' ? 'src' : project.sourceDirectory;
  const functionsDirectory = project.kind === 'new' ? 'src/app/functions' : project.functionsDirectory;
  const name = project.kind === 'new' ? projectNameOf(project.app) : project.name;
  const { endpoints, refusals } = readEndpoints(
    source,
    folder,
    project.kind === 'new' ? new Set([name]) : project.uids,
  );
  const taken = project.kind === 'new' ? [] : endpoints.filter(({ path }) => project.paths.has(path));
  const sources = splitSources(endpoints, folder);
  const codes = sources.map((one) => codeOf(one, task, source, functionsDirectory));
  const callers = findCallers(task, endpoints, folder);
  const packages = packageFiles(task, name, functionsDirectory, source, sources);
  const environment = environmentFiles(endpoints, task, source, functionsDirectory);
  const codeFiles = new Set(sources.map(({ from }) => inFolder(folder, from)));
  const registry = inFolder(folder, 'serverless.json');
  const edited = new Set(environment.written.map(({ path }) => inFolder(folder, posix.basename(path))));
  const others = entriesBelow(source, folder).filter(
    (entry) => entry !== registry && !codeFiles.has(entry) && !edited.has(entry),
  );
  const place = (entry: string) => functionsDirectory + entry.slice(folder.length);
  const changed = codes.filter(({ isChanged }) => isChanged);
  const archived = [
    registry,
    ...new Set([...changed, ...environment.written].flatMap(({ from }) => from ?? [])),
  ];
  const unchanged = codes.filter(({ from, isChanged }) => !isChanged && !archived.includes(from));
  const copies = codes.filter(({ from, isChanged }) => !isChanged && archived.includes(from));
  const draft: Draft = {
    moves: outside
      ? []
      : [
          ...unchanged.map(({ from, path }) => ({ action: 'move' as const, from, path })),
          ...others.map((from) => ({ action: 'move' as const, from, path: place(from) })),
        ],
    archived: outside ? [] : archived,
    written: [
      ...(project.kind === 'new' ? projectFiles(project, name, task.version) : []),
      ...endpoints.map((one) => ({
        path: `${functionsDirectory}/${one.uid}-hsmeta.json`,
        bytes: textBytes(
          componentText(functionComponent(factsOf(one, sources, sourceDirectory, functionsDirectory))),
        ),
        from: undefined,
      })),
      ...[...changed, ...copies, ...(outside ? unchanged : [])].map(({ path, bytes, from }) => ({
        path,
        bytes,
        from: outside ? undefined : from,
      })),
      ...(outside ? others.flatMap((from) => copyOf(source, from, place(from))) : []),
      ...packages.written,
      ...environment.written,
    ],
    updated: [...packages.updated, ...environment.updated, ...callers.updated],
  };
  return {
    draft,
    refusals: [...refusals, ...taken.map(({ path }) => refusal.pathTaken(path))],
    notes: [...callers.notes, ...notesOf(task, endpoints, codes, place, packages.old)],
    functions: endpoints.map((one) => functionOf(one, task, sources, functionsDirectory)),
    functionsDirectory,
    appDirectories: [],
    placeOf: place,
    left: {
      projectName: name,
      newSecrets: Object.keys(valuesOf(endpoints)),
      secrets: [...new Set(endpoints.flatMap(({ secrets }) => secrets))].filter((one) => one !== tokenName),
      cards: [],
      webhooks: false,
      endpoints: endpoints.map(({ path }) => path),
      scopesEmpty: false,
      isPublic: false,
      fromProject: false,
    },
  };
}

/** The name of a new project, and its app's `uid`. */
export function projectNameOf(app: string): string {
  return slug(app).toLowerCase().slice(0, 64) || 'functions';
}

/** `weather.functions` proposes the app name `Weather functions`. */
export function appNameOf(folder: string): string {
  const words = posix
    .basename(folder)
    .replace(/\.functions$/, '')
    .replace(/[-_.]+/g, ' ')
    .trim();
  const name = `${words} functions`.trim();
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function projectFiles(project: NewProject, name: string, version: string): Draft['written'] {
  const app = privateApp(
    {
      name: project.app,
      description: 'Serverless functions moved from the design manager',
      scopes: project.scopes,
    },
    { uid: name, name, fetchOrigins: [] },
  );
  const config = { name, srcDir: 'src', platformVersion: version };
  return [
    { path: 'hsproject.json', bytes: textBytes(componentText(config)), from: undefined },
    { path: 'src/app/app-hsmeta.json', bytes: textBytes(componentText(app)), from: undefined },
  ];
}

function factsOf(
  one: OldEndpoint,
  sources: readonly SplitSource[],
  sourceDirectory: string,
  functionsDirectory: string,
) {
  const source = sources.find(({ endpoints }) => endpoints.includes(one));
  const file = `${functionsDirectory}/${source?.file ?? ''}`;
  return {
    uid: one.uid,
    entrypoint: `/${posix.relative(sourceDirectory, file)}`,
    secretKeys: secretKeysOf(one),
    endpoint: { path: one.path, methods: one.methods },
  };
}

interface Code {
  readonly from: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isChanged: boolean;
  readonly adapter: 'added' | 'impossible' | undefined;
}

/** A source with the new names of its variables, and with the adapter where its handler takes a callback. */
function codeOf(
  { from, file, renamed }: SplitSource,
  task: DesignManagerTask,
  source: MigrationFiles,
  functionsDirectory: string,
): Code {
  const path = `${functionsDirectory}/${file}`;
  const old = inFolder(task.folder, from);
  const before = source.bytes(old) ?? new Uint8Array();
  const text = textOf(old, before);
  const code = task.code(old);
  const takesCallback = code !== undefined && code.sendCalls.length > 0;
  const adapter =
    takesCallback && code.commonjs !== undefined ? adapterFor(text, 'design-manager') : undefined;
  const edits: TextEdit[] = [
    ...renamedReads(text, renamed),
    ...(adapter === undefined ? [] : [{ offset: text.length, length: 0, content: adapter }]),
  ];
  return {
    from: old,
    path,
    bytes: editedBytes(before, text, edits),
    isChanged: edits.length > 0 || file !== from,
    adapter: takesCallback ? (adapter === undefined ? 'impossible' : 'added') : undefined,
  };
}

function copyOf(source: MigrationFiles, from: string, path: string): Draft['written'] {
  const bytes = source.bytes(from);
  return bytes === undefined ? [] : [{ path, bytes, from: undefined }];
}

function packageFiles(
  { files, folder }: DesignManagerTask,
  name: string,
  functionsDirectory: string,
  source: MigrationFiles,
  sources: readonly SplitSource[],
): Pick<Draft, 'written' | 'updated'> & { readonly old: readonly string[] } {
  const path = `${functionsDirectory}/package.json`;
  if (source.bytes(inFolder(folder, 'package.json')) !== undefined)
    return { written: [], updated: [], old: [] };
  const specifiers = sources.flatMap(({ from }) =>
    imports(javascriptTokens(source.read(inFolder(folder, from)) ?? '')).flatMap(
      ({ specifier }) => specifier ?? [],
    ),
  );
  const names = specifiers.flatMap((one) => (isBuiltin(one) ? [] : (packageNameOf.exec(one)?.[0] ?? [])));
  const dependencies = Object.fromEntries([...new Set(names)].sort().map((one) => [one, ranges[one] ?? '*']));
  const old = Object.keys(dependencies).filter((one) => Object.hasOwn(ranges, one));
  const text = componentText(packageOf(name, dependencies));
  const before = files.bytes(path);
  if (before === undefined)
    return { written: [{ path, bytes: textBytes(text), from: undefined }], updated: [], old };
  const members = Object.entries(dependencies).map(([key, value]) => ({
    at: ['dependencies'],
    key,
    value,
    ifDifferent: 'keep' as const,
  }));
  const { change } = changeFor({ path, kind: 'json', text, members, items: [] }, before);
  const updated = change.action === 'update' ? [{ path, bytes: change.after }] : [];
  return { written: [], updated, old: updated.length > 0 ? old : [] };
}

/** `.env` and `.env.example`: those of the project, else those of the old folder, with what is missing in them. */
function environmentFiles(
  endpoints: readonly OldEndpoint[],
  { files, folder, outside }: DesignManagerTask,
  source: MigrationFiles,
  functionsDirectory: string,
): Pick<Draft, 'written' | 'updated'> {
  const values = valuesOf(endpoints);
  const names = [...new Set(endpoints.flatMap(secretKeysOf))].filter((name) => name !== tokenName);
  const edits = [
    { name: '.env', edit: (path: string, text: string) => withValues(path, text, values) },
    { name: '.env.example', edit: (_path: string, text: string) => withNames(text, names) },
  ].filter(({ name }) => (name === '.env' ? Object.keys(values) : names).length > 0);
  const changes = edits.flatMap(({ name, edit }) => {
    const path = `${functionsDirectory}/${name}`;
    const present = files.bytes(path);
    const old = inFolder(folder, name);
    const before = present ?? source.bytes(old);
    const text = before === undefined ? '' : textOf(path, before);
    const edited = edit(path, text);
    if (edited === text) return [];
    const from = present === undefined && before !== undefined && outside === undefined ? old : undefined;
    return [{ path, bytes: textBytes(edited), from, isNew: present === undefined }];
  });
  return {
    written: changes.filter(({ isNew }) => isNew),
    updated: changes.filter(({ isNew }) => !isNew),
  };
}

/** Who calls the functions, in the project and beside their folder. */
function findCallers(
  { files, outside, fixCallers }: DesignManagerTask,
  endpoints: readonly OldEndpoint[],
  folder: string,
): { readonly updated: Draft['updated']; readonly notes: readonly Warning[] } {
  const paths = endpoints.map(({ path }) => path);
  const search = (where: MigrationFiles) =>
    callingFiles(where, folder).flatMap((file) => {
      const text = where.read(file) ?? '';
      const callers = callersIn(file, text, paths);
      return callers.length === 0 ? [] : [{ file, text, callers }];
    });
  const found = search(files);
  const elsewhere = outside === undefined ? [] : search(outside);
  const updated = fixCallers
    ? found.flatMap(({ file, text, callers }) => {
        const known = callers.filter(({ path }) => path !== undefined);
        const before = files.bytes(file);
        if (known.length === 0 || before === undefined) return [];
        return [{ path: file, bytes: editedBytes(before, textOf(file, before), addressEdits(known)), text }];
      })
    : [];
  const all = found.flatMap(({ callers }) => callers);
  return {
    updated,
    notes: callerNotes(
      paths,
      all,
      elsewhere.flatMap(({ callers }) => callers),
      fixCallers,
    ),
  };
}

function callerNotes(
  paths: readonly string[],
  found: readonly Caller[],
  elsewhere: readonly Caller[],
  fixed: boolean,
): readonly Warning[] {
  const places = (callers: readonly Caller[]) => callers.map(({ file, line }) => `${file}:${line}`);
  const known = paths.flatMap((path) => {
    const callers = found.filter((caller) => caller.path === path);
    return callers.length === 0 ? [] : [note.callers(`/hs/serverless/${path}`, places(callers), fixed)];
  });
  const unclear = found.filter(({ path }) => path === undefined);
  const outside = elsewhere.filter(({ path }) => path !== undefined);
  return [
    ...known,
    ...(outside.length > 0 ? [note.callersElsewhere(places(outside))] : []),
    ...(unclear.length > 0 ? [note.callersUnclear(places(unclear))] : []),
  ];
}

/** Files that may call a function, but not the functions themselves. */
function callingFiles(files: MigrationFiles, folder: string): readonly string[] {
  const below = (directory: string): readonly string[] => {
    const folders = files.folders(directory);
    const names = new Set(folders.map(({ name }) => name));
    const own = files.names(directory).filter((name) => !names.has(name) && mayCall(name));
    const deeper = folders.filter(
      ({ name, link }) => !link && name !== 'node_modules' && !name.startsWith('.'),
    );
    return [
      ...own.map((name) => inFolder(directory, name)),
      ...deeper.flatMap(({ name }) => {
        const path = inFolder(directory, name);
        return path === folder || path === 'archive' || files.isIgnored(path) ? [] : below(path);
      }),
    ];
  };
  return below('.');
}

function notesOf(
  task: DesignManagerTask,
  endpoints: readonly OldEndpoint[],
  codes: readonly Code[],
  placeOf: Destination,
  oldPackages: readonly string[],
): readonly Warning[] {
  const environment = Object.keys(valuesOf(endpoints));
  const renamed = endpoints.flatMap(({ uid, renamed: names }) =>
    [...names].map(([name, other]) => note.environmentRenamed(uid, name, other)),
  );
  const files = [...new Set(endpoints.map(({ file }) => file))];
  const reads = files.flatMap((file) =>
    (task.code(file)?.context ?? [])
      .filter(({ member }) => undocumented.includes(member))
      .map(({ member, line }) => note.undocumentedContext(placeOf(file), line, member)),
  );
  return [
    ...(environment.length > 0 ? [note.environment(environment)] : []),
    ...renamed,
    ...new Map(
      codes.flatMap(({ adapter, path }) =>
        adapter === 'added' ? [[path, note.adapted(path)] as const] : [],
      ),
    ).values(),
    ...codes.filter(({ adapter }) => adapter === 'impossible').map(({ from }) => note.callbackByHand(from)),
    ...reads,
    ...(oldPackages.length > 0 ? [note.runtimePackages(oldPackages)] : []),
    ...(task.outside === undefined ? [] : [note.sourceKept(task.folder)]),
  ];
}

function functionOf(
  one: OldEndpoint,
  task: DesignManagerTask,
  sources: readonly SplitSource[],
  functionsDirectory: string,
) {
  const source = sources.find(({ endpoints }) => endpoints.includes(one));
  const endpoint = { path: one.path, methods: one.methods };
  return {
    before: {
      name: one.uid,
      file: one.file,
      configFile: inFolder(task.folder, 'serverless.json'),
      functionsDirectory: task.folder,
      secrets: one.secrets.filter((name) => name !== tokenName),
      environment: one.environment,
      // What answers through the callback there may as well return something.
      answers: 'either' as const,
      endpoint,
    },
    after: {
      name: one.uid,
      file: `${functionsDirectory}/${source?.file ?? ''}`,
      configFile: `${functionsDirectory}/${one.uid}-hsmeta.json`,
      functionsDirectory,
      secrets: secretKeysOf(one).filter((name) => name !== tokenName),
      answers: 'return' as const,
      endpoint,
    },
  };
}
