import { type ProjectFiles, refuseLinksOutside } from '../project/files.ts';
import { readProjectConfig } from '../project/project.ts';
import { strictObject } from './legacy-app.ts';

/** What `hsproject.json` says about a project that is to be migrated. */
interface MigratableConfig {
  readonly configFile: string;
  readonly projectName: string;
  readonly sourceDirectory: string;
  readonly platformVersion: string;
}

/**
 * Reads `hsproject.json`, which has to be strict JSON.
 *
 * @throws Problem (code 3)
 */
export function readMigratable(files: ProjectFiles, configFile: string): MigratableConfig {
  refuseLinksOutside(files, [configFile]);
  strictObject(files, configFile);
  const { name, sourceDirectory, platformVersion } = readProjectConfig(
    configFile,
    files.read(configFile) ?? '',
  );
  return { configFile, projectName: name, sourceDirectory, platformVersion };
}
