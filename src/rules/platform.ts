import { currentPlatform } from '../data/platforms.ts';
import type { Rule } from './rule.ts';

export const platform: Rule = {
  id: 'platform',
  severity: 'warning',
  finds:
    'a platform version that HubSpot no longer builds, or (an error) that has no serverless functions or is missing',
  why: 'Uploads of an unsupported version fail; deployed functions keep running. 2025.2 builds, but without functions: an error.',
  source: "HubSpot's platform versioning pages and changelog",
  *find({ platform: row, platformVersion, projectFile, functions }) {
    const { path } = projectFile;
    const at = ['platformVersion'];
    if (platformVersion === '') {
      yield {
        path,
        at: [],
        severity: 'error',
        message: `${path} has no "platformVersion": HubSpot's tools refuse the project.`,
        hint: 'Add the version that it was made for; migrate moves it to one that HubSpot builds.',
      };
      return;
    }
    if (row?.functions === false && functions.length > 0) {
      yield {
        path,
        at,
        severity: 'error',
        message: `Platform version ${platformVersion} has no serverless functions: HubSpot does not build them.`,
        hint: `Set "platformVersion" to "${currentPlatform}".`,
      };
      return;
    }
    const isOlder = row === undefined && /^20(?:1\d|2[0-3])\./.test(platformVersion);
    if (isOlder || row?.built === false) {
      yield {
        path,
        at,
        message: `HubSpot no longer builds platform version ${platformVersion}: uploads fail, deployed functions keep running.`,
        hint: `Run migrate to move the project to ${currentPlatform}.`,
      };
    }
  },
};
