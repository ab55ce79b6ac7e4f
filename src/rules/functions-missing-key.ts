import { objectOf } from '../project/json.ts';
import type { Rule } from './rule.ts';

export const functionsMissingKey: Rule = {
  id: 'functions-missing-key',
  severity: 'error',
  layout: 'serverless-json',
  finds: 'a `serverless.json` without `appFunctions`',
  why: 'An app lists its functions under `appFunctions`. `endpoints` is for the design manager and does nothing here.',
  source: "HubSpot's documentation of serverless.json; hubspot-cli#796",
  fixable: true,
  warnsIn: ['invoke'],
  *find({ folders }) {
    for (const { registry } of folders) {
      const fields = objectOf(registry?.value);
      const listed = fields?.appFunctions;
      if (registry === undefined || registry.broken !== undefined || objectOf(listed) !== undefined) continue;
      const isDesignManager = fields?.endpoints !== undefined;
      const others = Object.keys(fields ?? {}).filter((key) => objectOf(fields?.[key]) !== undefined);
      const meant = others.find((key) => /^(?:app)?functions$/i.test(key));
      const isRenamed = meant !== undefined && listed === undefined;
      const mayAdd = others.length === 0 && fields !== undefined && listed === undefined;
      yield {
        path: registry.path,
        message: isDesignManager
          ? `${registry.path} lists "endpoints", the form of design manager functions: in a project HubSpot builds "appFunctions" only.`
          : `${registry.path} has no "appFunctions" object.`,
        hint: isRenamed
          ? `Rename "${meant}" to "appFunctions".`
          : 'List the functions under "appFunctions": {"my-function": {"file": "my-function.js"}}',
        ...(isRenamed ? { fix: { kind: 'rename-key', at: [meant], to: 'appFunctions' } } : {}),
        ...(mayAdd && !isDesignManager
          ? { fix: { kind: 'add-member', at: [], key: 'appFunctions', value: {} } }
          : {}),
      };
    }
  },
};
