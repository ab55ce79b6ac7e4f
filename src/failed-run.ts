import { realpathSync } from 'node:fs';
import path from 'node:path';
import { readProjectConfig } from './core/project/project-config.ts';
import { refuseLinksOutside } from './core/project/project-files.ts';
import { failedReport, faultReport, type Known } from './core/report/failed-report.ts';
import { Problem } from './errors.ts';
import { projectFiles } from './io/project/project-files.ts';
import { problemOf } from './io/transaction/system-error.ts';
import type { Project, Report } from './types.ts';

/** The report of a run that ended in an error: a Problem, what the system refused, or a fault of this program. */
export function failedRun(error: unknown, known: Known): Report {
  const found = problemOf('.', error);
  return found instanceof Problem ? failedReport(found, known) : faultReport(found, known);
}

/**
 * What can be said of the project that a run stopped in.
 *
 * @param project undefined where it could not be read whole: then as much as its configuration says
 * @param find gives the absolute path of `hsproject.json`; undefined outside a project
 */
export function knownProject(
  project: Project | undefined,
  find: () => string | undefined,
): Report['project'] {
  if (project !== undefined) {
    const { root, platformVersion, functionsDirectory } = project;
    return { directory: root, platformVersion, functionsDirectory };
  }
  const configFile = unlessRefused(find);
  if (configFile === undefined) return null;
  const directory = realpathSync.native(path.dirname(configFile));
  const platformVersion = unlessRefused(() => versionIn(directory, path.basename(configFile)));
  return { directory, ...(platformVersion === undefined ? {} : { platformVersion }) };
}

function versionIn(root: string, configFile: string): string {
  const files = projectFiles(root);
  refuseLinksOutside(files, [configFile]);
  return readProjectConfig(configFile, files.read(configFile) ?? '').platformVersion;
}

/** What stops this has stopped the run before, and is told as the reason of that. */
function unlessRefused<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
