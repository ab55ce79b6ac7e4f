import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { projectFiles, refuseLinksOutside } from '../project/files.ts';
import { findProjectAround } from '../project/find-project.ts';
import { readProjectConfig } from '../project/project.ts';
import { emptyReport, type Known, shownProject } from '../report/report.ts';
import type { Session } from '../session.ts';
import type { Project, Report } from '../types.ts';
import { problemOf } from '../write/system-error.ts';
import { halfChangedWarnings } from './choose-project.ts';

/**
 * The report of a run that ended with an error: a Problem, a system error or an internal error. An interrupted earlier run
 * that left the project half changed might be the cause, so this adds a warning about it.
 */
export function failedRun(error: unknown, known: Known): Report {
  const thrown = problemOf('.', error);
  const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  // An internal error is reported in full, with its stack, because only the authors can fix it.
  const found = thrown instanceof Problem ? thrown : refusal('fault', { cause });
  const root = found.code === 'busy' ? undefined : known.project?.directory;
  const warnings = root === undefined ? [] : (unlessRefused(() => halfChangedWarnings(root)) ?? []);
  // A `swallowed-flags` error contains the corrected command.
  const { command = '' } = found.code === 'swallowed-flags' ? (found.values as { command: string }) : {};
  return { ...emptyReport(known), warnings, command, error: found };
}

/** The report of a failed command that uses a project: the one it has read, or the one around the working directory. */
export function failedIn(
  mode: Known['mode'],
  error: unknown,
  project: Project | undefined,
  { cwd }: Session,
): Report {
  return failedRun(error, { mode, project: knownProject(project, () => findProjectAround(cwd)) });
}

/**
 * What the report says about the project in which the run stopped. If the project could not be read, this comes from its
 * `hsproject.json`.
 * @param find returns the absolute path of `hsproject.json`
 */
export function knownProject(
  project: Project | undefined,
  find: () => string | undefined,
): Report['project'] {
  if (project !== undefined) return shownProject(project);
  const configFile = unlessRefused(find);
  if (configFile === undefined) return null;
  const directory = realpathSync.native(path.dirname(configFile));
  const platformVersion = unlessRefused(() => versionIn(directory, path.basename(configFile)));
  return { directory, platformVersion };
}

function versionIn(root: string, configFile: string): string {
  const files = projectFiles(root);
  refuseLinksOutside(files, [configFile]);
  return readProjectConfig(configFile, files.read(configFile) ?? '').platformVersion;
}

/** Returns undefined if reading fails, because the run has already stopped and reports the reason. */
function unlessRefused<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
