import type { Rule } from './rule.ts';

export const ignoredLayout: Rule = {
  id: 'ignored-layout',
  severity: 'warning',
  finds: 'configuration of a layout that the platform version ignores',
  why: 'Functions that only stand in it are not built. The upload says "not supported … will be ignored".',
  source: 'read in @hubspot/cli 8.14.0',
  warnsIn: ['invoke', 'add'],
  find: ({ ignored, platformVersion, app }) =>
    ignored.map((path) => ({
      path,
      message: `${path} belongs to another layout: platform version ${platformVersion} ignores it${app === undefined ? '' : ` and builds ${app.path}`}.`,
      hint: 'Move what is still needed, then remove it.',
    })),
};
