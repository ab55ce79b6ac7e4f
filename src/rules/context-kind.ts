import type { Rule } from './rule.ts';

const ofEndpoints = ['body', 'params', 'method'];
const ofApps = ['parameters', 'propertiesToSend'];

export const contextKind: Rule = {
  id: 'context-kind',
  severity: 'warning',
  finds: 'an app function that reads what only endpoint functions get',
  why: 'A card sends `context.parameters`. `body`, `params` and `method` belong to an HTTP request, so they are undefined without an endpoint.',
  source: "HubSpot's documentation of the context; a public project answered every call with 400",
  warnsIn: ['migrate'],
  *find({ functions }) {
    for (const { name, code, endpoint, config } of functions) {
      if (code === undefined || endpoint !== undefined || config.endpoint !== undefined) continue;
      if (code.context.some(({ member }) => ofApps.includes(member))) continue;
      const read = code.context.find(({ member }) => ofEndpoints.includes(member));
      if (read === undefined) continue;
      yield {
        path: code.path,
        at: read,
        message: `${name} has no endpoint, so context.${read.member} is undefined when a card calls it.`,
        hint: 'Read context.parameters, or give the function an endpoint.',
      };
    }
  },
};
