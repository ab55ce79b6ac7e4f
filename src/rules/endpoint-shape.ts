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
  *find({ functions, layout }) {
    for (const one of functions) yield* misshapen(one, layout);
  },
};

function* misshapen(
  { name, config, configFile, at }: FunctionFacts,
  layout: Facts['layout'],
): Generator<Found> {
  const value = config.endpoint;
  if (value === undefined) return;
  const place = { path: configFile.path, at: [...at, 'endpoint'] };
  const fields = objectOf(value);
  const key = layout === 'hsmeta' ? 'methods' : 'method';
  const hint = `Write "endpoint": {"path": "a/path", "${key}": ["GET"]}.`;
  if (fields === undefined) {
    yield { ...place, message: `The endpoint of ${name} is not an object.`, hint };
    return;
  }
  if (typeof fields.path !== 'string' || fields.path.replace(/^\/+/, '') === '')
    yield { ...place, message: `The endpoint of ${name} has no path.`, hint };
  const methods = fields[key];
  const listHint = `Write "${key}": ["GET"].`;
  const misnamed = fields[key === 'methods' ? 'method' : 'methods'] !== undefined;
  if (methods === undefined ? !misnamed : Array.isArray(methods) && methods.length === 0)
    yield { ...place, message: `The endpoint of ${name} has no methods.`, hint: listHint };
  else if (methods !== undefined && !Array.isArray(methods)) {
    const list = [...place.at, key];
    yield {
      ...place,
      at: list,
      message: `"${key}" of ${name} must be a list.`,
      hint: listHint,
      ...(typeof methods === 'string' ? { fix: { kind: 'replace', at: list, value: [methods] } } : {}),
    };
  }
}
