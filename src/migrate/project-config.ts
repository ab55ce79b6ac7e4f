import { type ProjectFiles, refuseLinksOutside } from '../project/files.ts';
import { readProjectConfig } from '../project/project.ts';
import { strictObject } from './legacy-app.ts';

/**
 * Reads `hsproject.json`, which has to be strict JSON.
 *
 * @throws Problem (code 3)
 */
export function readMigratable(files: ProjectFiles, configFile: string) {
  refuseLinksOutside(files, [configFile]);
  strictObject(files, configFile);
  const { name, sourceDirectory, platformVersion } = readProjectConfig(
    configFile,
    files.read(configFile) ?? '',
  );
  return { configFile, projectName: name, sourceDirectory, platformVersion };
}
