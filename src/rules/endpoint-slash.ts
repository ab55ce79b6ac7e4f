import { objectOf } from '../project/json.ts';
import { inSettings, type Rule } from './rule.ts';

export const endpointSlash: Rule = {
  id: 'endpoint-slash',
  severity: 'suggestion',
  layout: 'serverless-json',
  finds: 'an endpoint path with a leading slash',
  why: "The documented form has none. HubSpot's own template for *-hsmeta.json has one, so only serverless.json is checked.",
  source: "HubSpot's documentation of serverless.json",
  fixable: true,
  find: inSettings(function* ({ name, config, at }) {
    const path = objectOf(config.endpoint)?.path;
    if (typeof path !== 'string' || !/^\/+[^/]/.test(path)) return;
    const place = [...at, 'endpoint', 'path'];
    const value = path.replace(/^\/+/, '');
    yield {
      at: place,
      message: `The endpoint path of ${name} starts with a slash.`,
      hint: `Write "${value}".`,
      fix: { kind: 'replace', at: place, value },
    };
  }),
};
