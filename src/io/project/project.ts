import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  type ProjectChoice,
  type ProjectReading,
  readProjectFiles,
} from '../../core/project/read-project.ts';
import { projectFiles } from './project-files.ts';

/**
 * Reads the project of a configuration file, as {@link readProjectFiles} says. Its `root` is the folder's real path,
 * so that what lies above it is the same for every reader.
 *
 * @param configFile absolute path of `hsproject.json`, as `findProject` gives it
 */
export function readProject(configFile: string, choice: ProjectChoice): ProjectReading {
  const root = realpathSync.native(dirname(configFile));
  return readProjectFiles(projectFiles(root), root, basename(configFile), choice);
}
