import { objectOf } from '../project/json.ts';
import { inSettings, type Rule, settingKeys } from './rule.ts';

export const endpointShape: Rule = {
  id: 'endpoint-shape',
  severity: 'error',
  finds: 'an endpoint without a path or methods, or with methods that are not a list',
  why: 'Both are required, and methods must be a list. HubSpot refuses the configuration, or the endpoint does not exist.',
  source: "HubSpot's documentation; its validator (@hubspot/project-parsing-lib 0.23.0)",
  fixable: true,
  warnsIn: ['invoke'],
  find: inSettings(function* ({ name, config, at }, { layout }) {
    const place = [...at, 'endpoint'];
    const fields = objectOf(config.endpoint);
    const [key, wrong] = settingKeys[layout].methods;
    const hint = `Write "endpoint": {"path": "a/path", "${key}": ["GET"]}.`;
    if (config.endpoint === undefined) return;
    if (fields === undefined) {
      yield { at: place, message: `The endpoint of ${name} is not an object.`, hint };
      return;
    }
    if (typeof fields.path !== 'string' || fields.path.replace(/^\/+/, '') === '')
      yield { at: place, message: `The endpoint of ${name} has no path.`, hint };
    const methods = fields[key];
    const listHint = `Write "${key}": ["GET"].`;
    // `unknown-key` reports the other layout's key.
    const isMissing = methods === undefined && fields[wrong] === undefined;
    if (isMissing || (Array.isArray(methods) && methods.length === 0))
      yield { at: place, message: `The endpoint of ${name} has no methods.`, hint: listHint };
    else if (methods !== undefined && !Array.isArray(methods)) {
      const list = [...place, key];
      yield {
        at: list,
        message: `"${key}" of ${name} must be a list.`,
        hint: listHint,
        ...(typeof methods === 'string' ? { fix: { kind: 'replace', at: list, value: [methods] } } : {}),
      };
    }
  }),
};
