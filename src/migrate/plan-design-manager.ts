import { posix } from 'node:path';
import { slug } from '../answers/names.ts';
import { tokenName } from '../data/limits.ts';
import { refusal, warning } from '../messages/messages.ts';
import { inFolder } from '../project/files.ts';
import type { Warning } from '../types.ts';
import { secretKeysOf } from './components.ts';
import { type OldEndpoint, readEndpoints, splitSources, valuesOf } from './design-manager.ts';
import { draftDesignManagerFiles, packagesOfRuntime, placeOf } from './design-manager-files.ts';
import type { DesignManagerScene, DesignManagerTask, ReceivingProject } from './design-manager-scene.ts';
import { findCallers } from './find-callers.ts';
import type { Drafted, Left, MigratedFunction } from './migration.ts';
import { movedCode } from './moved-code.ts';
import { spellingProblems } from './settle.ts';
import { hsmetaFile } from './uids.ts';

/**
 * Context fields of design-manager functions that HubSpot does not document for projects. `secrets` has its own rule in
 * check.
 */
const undocumented = ['contact', 'limits', 'endpoint'];

/** Plans the migration of design-manager functions into a project of 2026.03 or later. */
export function draftDesignManager(task: DesignManagerTask): Drafted {
  const { folder, project } = task;
  const source = task.outside ?? task.files;
  const { endpoints, refusals } = readEndpoints(source, folder, project.uids);
  const codes = splitSources(endpoints, folder).map((one) =>
    movedCode(one, source, folder, project.functionsDirectory, task.sources),
  );
  const scene: DesignManagerScene = { task, source, endpoints, codes };
  const callers = findCallers(scene);
  const draft = draftDesignManagerFiles(scene);
  const taken = endpoints.filter(({ path }) => project.paths.has(path));
  return {
    draft: { ...draft, updated: [...draft.updated, ...callers.updated] },
    refusals: [
      ...refusals,
      ...spellingProblems(
        endpoints.map(({ file }) => file),
        source,
      ),
      ...taken.map(({ path }) => refusal('path-taken', { path }, { conflicts: [path] })),
    ],
    notes: [...callers.notes, ...notesOf(scene)],
    functions: endpoints.map((one) => migratedFunction(scene, one)),
    functionsDirectory: project.functionsDirectory,
    appDirectories: [],
    placeOf: (file) => placeOf(scene, file),
    left: leftOf(scene),
  };
}

/** A new project for the functions. The `uid` of its app is the project's name. */
export function projectFor(newApp: string): ReceivingProject {
  const name = slug(newApp).toLowerCase().slice(0, 64) || 'functions';
  const place = { sourceDirectory: 'src', functionsDirectory: 'src/app/functions' };
  return { name, ...place, uids: new Set([name]), paths: new Set(), newApp };
}

/** The suggested app name: `Weather functions` for `weather.functions`. */
export function proposedAppName(folder: string): string {
  const words = posix
    .basename(folder)
    .replace(/\.functions$/, '')
    .replace(/[-_.]+/g, ' ')
    .trim();
  const name = `${words} functions`.trim();
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function notesOf(scene: DesignManagerScene): readonly Warning[] {
  const { task, endpoints, codes } = scene;
  const environment = Object.keys(valuesOf(endpoints));
  const renamed = endpoints.flatMap(({ uid, renamed: names }) =>
    [...names].map(([name, other]) => warning('environment-renamed', { uid, name, renamed: other })),
  );
  const files = [...new Set(endpoints.map(({ file }) => file))];
  const reads = files.flatMap((file) =>
    (task.sources.of(file).code?.context ?? [])
      .filter(({ member }) => undocumented.includes(member))
      .map(({ member, line }) =>
        warning('context-undocumented', { file: placeOf(scene, file), line, member }),
      ),
  );
  const adapted = codes.filter(({ adapter }) => adapter === 'added').map(({ path }) => path);
  const byHand = codes.filter(({ adapter }) => adapter === 'impossible');
  const unclear = codes.filter(({ adapter }) => adapter === undefined);
  const packages = packagesOfRuntime(scene);
  return [
    ...(environment.length > 0 ? [warning('environment', { names: environment })] : []),
    ...renamed,
    ...adapted.map((file) => warning('adapter-added', { file })),
    ...byHand.map(({ from, path: file }) =>
      warning('callback-by-hand', { file, line: task.sources.of(from).code?.callback?.line ?? 1 }),
    ),
    ...unclear.map(({ path: file }) => warning('callback-unclear', { file })),
    ...reads,
    ...(packages.length > 0 ? [warning('runtime-packages', { names: packages })] : []),
    ...(task.outside === undefined ? [] : [warning('source-kept', { folder: task.folder })]),
  ];
}

function migratedFunction(scene: DesignManagerScene, one: OldEndpoint): MigratedFunction {
  const { task, codes } = scene;
  const { functionsDirectory } = task.project;
  const common = { name: one.uid, endpoint: { path: one.path, methods: one.methods } };
  return {
    before: {
      ...common,
      file: one.file,
      configFile: inFolder(task.folder, 'serverless.json'),
      functionsDirectory: task.folder,
      secrets: one.secrets.filter((name) => name !== tokenName),
      environment: one.environment,
      // A handler that can answer through a callback there can also return its answer.
      answers: 'either',
    },
    after: {
      ...common,
      file: codes.find(({ endpoints }) => endpoints.includes(one))?.path ?? '',
      configFile: `${functionsDirectory}/${hsmetaFile(one.uid)}`,
      functionsDirectory,
      secrets: secretKeysOf(one),
      answers: 'return',
    },
  };
}

function leftOf({ task, endpoints }: DesignManagerScene): Left {
  return {
    projectName: task.project.name,
    newSecrets: Object.keys(valuesOf(endpoints)),
    secrets: [...new Set(endpoints.flatMap(({ secrets }) => secrets))].filter((one) => one !== tokenName),
    cards: [],
    webhooks: false,
    endpoints: endpoints.map(({ path }) => path),
    scopesEmpty: false,
    isPublic: false,
    fromProject: false,
  };
}
