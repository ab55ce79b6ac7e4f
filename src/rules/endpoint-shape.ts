import type { Facts, FunctionFacts } from '../check/facts.ts';
import { objectOf } from '../project/json.ts';
import type { Found, Rule } from './rule.ts';

export const endpointShape: Rule = {
  id: 'endpoint-shape',
  severity: 'error',
  finds: 'an endpoint without a path or methods, or with methods that are not a list',
  why: 'Both are required, and methods must be a list. HubSpot refuses the configuration, or the endpoint does not exist.',
  source: "HubSpot's documentation; its validator (@hubspot/project-parsing-lib 0.23.0)",
  fixable: true,
  warnsIn: ['invoke'],
  find: ({ functions, layout }) => functions.flatMap((one) => misshapen(one, layout)),
};

function misshapen({ name, config, configFile, at }: FunctionFacts, layout: Facts['layout']): Found[] {
  const value = config.endpoint;
  if (value === undefined) return [];
  const place = { path: configFile.path, at: [...at, 'endpoint'] };
  const fields = objectOf(value);
  const key = layout === 'hsmeta' ? 'methods' : 'method';
  const example = `"endpoint": {"path": "a/path", "${key}": ["GET"]}`;
  if (fields === undefined) {
    return [{ ...place, message: `The endpoint of ${name} is not an object.`, hint: `Write ${example}.` }];
  }
  const pathless = typeof fields.path !== 'string' || fields.path.replace(/^\/+/, '') === '';
  const methods = fields[key];
  const misnamed = fields[key === 'methods' ? 'method' : 'methods'] !== undefined;
  const found: Found[] = [];
  if (pathless)
    found.push({ ...place, message: `The endpoint of ${name} has no path.`, hint: `Write ${example}.` });
  if (methods === undefined ? !misnamed : Array.isArray(methods) && methods.length === 0) {
    found.push({
      ...place,
      message: `The endpoint of ${name} has no methods.`,
      hint: `Write "${key}": ["GET"].`,
    });
  } else if (methods !== undefined && !Array.isArray(methods)) {
    const list = [...place.at, key];
    found.push({
      ...place,
      at: list,
      message: `"${key}" of ${name} must be a list.`,
      hint: `Write "${key}": ["GET"].`,
      ...(typeof methods === 'string' ? { fix: { kind: 'replace', at: list, value: [methods] } } : {}),
    });
  }
  return found;
}
