import { type ProjectFiles, refuseLinksOutside } from '../project/files.ts';
import { platformToExtend } from '../project/platform.ts';
import { likelyPlatform, readProjectConfig } from '../project/project.ts';
import { strictObject } from './legacy-app.ts';

/**
 * Reads `hsproject.json`, which has to be strict JSON.
 *
 * @throws Problem (code 3)
 */
export function readMigratable(files: ProjectFiles, configFile: string) {
  refuseLinksOutside(files, [configFile]);
  strictObject(files, configFile);
  const config = readProjectConfig(configFile, files.read(configFile) ?? '');
  const { name, sourceDirectory, platformVersion } = config;
  const likely = likelyPlatform(files, config);
  // Files of the newer layout are not moved: the project only lacks its version.
  if (platformVersion === '' && likely.layout === 'hsmeta') platformToExtend('', {}, likely);
  return { configFile, projectName: name, sourceDirectory, platformVersion };
}
