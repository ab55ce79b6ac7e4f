import { type ProjectFiles, refuseLinksOutside } from '../project/files.ts';
import { platformToExtend } from '../project/platform.ts';
import { likelyPlatform, readProjectConfig } from '../project/project.ts';
import { strictObject } from './legacy-app.ts';

/**
 * Reads `hsproject.json`, which must be strict JSON.
 * @throws Problem (code 3)
 */
export function readMigratable(files: ProjectFiles, configFile: string) {
  refuseLinksOutside(files, [configFile]);
  strictObject(files, configFile, true);
  const config = readProjectConfig(configFile, files.read(configFile) ?? '');
  const { name, sourceDirectory, platformVersion } = config;
  const likely = likelyPlatform(files, config);
  // A project that already has files of the newer layout is not migrated: it only lacks its version.
  if (platformVersion === '' && likely.layout === 'hsmeta') platformToExtend('', {}, likely);
  return { configFile, projectName: name, sourceDirectory, platformVersion };
}
