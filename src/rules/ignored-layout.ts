import type { Found, Rule } from './rule.ts';

export const ignoredLayout: Rule = {
  id: 'ignored-layout',
  severity: 'warning',
  finds: 'configuration of a layout that the platform version ignores',
  why: 'Functions that are only in it are not built. The upload says "not supported … will be ignored".',
  source: 'read in @hubspot/cli 8.14.0',
  warnsIn: ['invoke'],
  find: ({ ignored, platformVersion, app }) =>
    ignored.map((path) => ignoredFile(path, platformVersion, app?.path)),
};

export function ignoredFile(path: string, platformVersion: string, appFile: string | undefined): Found {
  const built = appFile === undefined ? '' : ` and builds ${appFile}`;
  return {
    path,
    message: `${path} belongs to another layout: platform version ${platformVersion} ignores it${built}.`,
    hint: 'Move what is still needed, then remove it.',
  };
}
