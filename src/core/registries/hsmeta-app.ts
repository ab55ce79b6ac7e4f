import { posix } from 'node:path';
import { conflictProblem, inputProblem } from '../../errors.ts';
import type { Warning } from '../../types.ts';
import { type AppReading, ignoredLayout, type LayoutQuestion, noApp, unsuitableApp } from '../app-reading.ts';
import { appJson } from '../functions-folder.ts';
import { printable } from '../printable.ts';
import { inFolder, levels, type ProjectFiles, refuseLinksOutside } from '../project-files.ts';
import { readJson } from '../read-json.ts';
import { type Component, functionOfComponent, hsmetaEnding, typeOf, uidOf, whyUnsuitable } from './hsmeta.ts';
import { serverlessJson } from './serverless-json.ts';

const appHsmetaJson = 'app-hsmeta.json';
/**
 * Components lie in a folder of `srcDir` (`app`), or in one of those (`app/functions`, `app/cards`); HubSpot skips what
 * lies deeper (`@hubspot/project-parsing-lib` 0.23.0, `locateHsMetaFiles`).
 */
const componentReach = { depth: 2, followLinks: true, otherProjects: false };

/**
 * Reads the app and the functions of a project of 2026.03 or later: `app/app-hsmeta.json` under `srcDir`, and one
 * `*-hsmeta.json` a function in `app/functions`.
 *
 * @throws Problem `no-app`, `several-apps`, `unsuitable-app`, `symlink-outside`, `invalid-json` (code 3),
 *   `functions-directory` (code 2)
 */
export function readHsmetaApp(question: LayoutQuestion): AppReading {
  const { files, sourceDirectory, version, chosen } = question;
  const appDirectory = inFolder(sourceDirectory, 'app');
  const functionsDirectory = inFolder(appDirectory, 'functions');
  if (chosen !== undefined && !chosen.meanings.includes(functionsDirectory)) {
    throw otherFolder(chosen.typed, functionsDirectory, version);
  }
  refuseLinksOutside(files, [appDirectory, functionsDirectory]);

  const { components, warnings } = readComponents(files, sourceDirectory, [appDirectory, functionsDirectory]);
  const app = onlyApp(question, components, appDirectory);
  refuseLinksOutside(files, [app.path]);
  const reason = whyUnsuitable(app.value);
  if (reason !== undefined) throw unsuitableApp(app.path, reason);
  return {
    kind: 'app',
    appDirectory,
    appFile: app.path,
    functionsDirectory,
    functions: components
      .filter(({ path }) => posix.dirname(path) === functionsDirectory)
      .flatMap((component) => functionOfComponent(sourceDirectory, component) ?? []),
    uids: uidsOf(components),
    warnings: [
      ...warnings,
      ...otherLayout(files, appDirectory).map((path) => ignoredLayout(path, app.path, version)),
    ],
  };
}

/** The components of the project; the app's own folders count even where git ignores them. */
function readComponents(files: ProjectFiles, sourceDirectory: string, folders: readonly string[]) {
  const walked = [...levels(files, sourceDirectory, componentReach)].flat().map(({ path }) => path);
  const warnings: Warning[] = [];
  const components: Component[] = [];
  for (const folder of new Set([...folders, ...walked])) {
    for (const { name, kind } of files.list(folder)) {
      if (kind !== 'file' || !name.endsWith(hsmetaEnding)) continue;
      const path = inFolder(folder, name);
      const file = readJson(path, files.read(path) ?? '');
      components.push({ path, value: file.value });
      warnings.push(...file.warnings);
    }
  }
  return { components, warnings };
}

/** HubSpot allows one app a project in this layout (`singularComponent` in `@hubspot/project-parsing-lib` 0.23.0). */
function onlyApp(
  question: LayoutQuestion,
  components: readonly Component[],
  appDirectory: string,
): Component {
  const apps = components.filter(
    (component) => posix.dirname(component.path) === appDirectory && typeOf(component) === 'app',
  );
  const [app] = apps;
  if (app === undefined) {
    const [other] = otherLayout(question.files, appDirectory);
    const reason =
      other === undefined
        ? undefined
        : `${printable(other)} is of an older layout, which this version does not build.`;
    throw noApp(question, `app/${appHsmetaJson}`, reason);
  }
  if (apps.length === 1) return app;
  const paths = apps.map(({ path }) => path);
  throw conflictProblem('several-apps', `The project has several apps: ${paths.map(printable).join(', ')}.`, {
    hint: 'HubSpot allows one app in a project: keep one of these files.',
    conflicts: paths,
  });
}

/** Where a `uid` is used twice, the first file stands for it. */
function uidsOf(components: readonly Component[]): ReadonlyMap<string, string> {
  const uids = new Map<string, string>();
  for (const component of components) {
    const uid = uidOf(component);
    if (uid !== undefined && !uids.has(uid)) uids.set(uid, component.path);
  }
  return uids;
}

/** What is left of the older layout in the app's folder. */
function otherLayout(files: ProjectFiles, appDirectory: string): readonly string[] {
  return files.list(appDirectory).flatMap(({ name, kind }) => {
    if (kind === 'file') return name === appJson ? [inFolder(appDirectory, name)] : [];
    const registry = inFolder(inFolder(appDirectory, name), serverlessJson);
    return name.endsWith('.functions') && files.read(registry) !== undefined ? [registry] : [];
  });
}

function otherFolder(typed: string, functionsDirectory: string, version: string) {
  return inputProblem(
    'functions-directory',
    `--functions-directory ${printable(typed)} is not the folder of functions of platform version ${printable(version)}.`,
    { hint: `There it is always ${printable(functionsDirectory)}: leave the option out.` },
  );
}
