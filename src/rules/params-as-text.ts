import { inCodes, type Rule } from './rule.ts';

export const paramsAsText: Rule = {
  id: 'params-as-text',
  severity: 'warning',
  finds: 'a string method called on a value of `context.params`',
  why: 'Each query parameter is a list of strings, even a single one, and lists do not have that method.',
  source:
    "HubSpot's CMS reference; its runtime @hubspot/serverless-dev-runtime 7.0.7; a public project's test",
  warnsIn: ['migrate'],
  find: inCodes(({ textParams }) =>
    textParams.map((call) => ({
      at: call,
      message: `context.params.${call.name} is a list of strings, and lists have no ${call.method}().`,
      hint: `Take its first item: [context.params.${call.name}].flat()[0]`,
    })),
  ),
};
