import type { Facts, FunctionFacts } from '../check/facts.ts';
import { groupBy } from '../group-by.ts';
import type { Found, Rule } from './rule.ts';

export const endpointClash: Rule = {
  id: 'endpoint-clash',
  severity: 'error',
  finds: 'an endpoint path that two functions share',
  why: 'Paths are shared across the account, and the latest deploy wins. Across projects of one repository this is a warning, since they may go to different accounts.',
  source: "HubSpot's documentation of endpoints",
  warnsIn: ['migrate'],
  warningCode: 'endpoint-in-sibling',
  *find({ functions, siblings }) {
    const owners = new Map<string, FunctionFacts>();
    const siblingsAt = groupBy(siblings, ({ path }) => path);
    for (const one of functions) {
      const path = one.endpoint?.path;
      if (path === undefined) continue;
      const place = { path: one.configFile.path, at: [...one.at, 'endpoint', 'path'] };
      const owner = owners.get(path);
      owners.set(path, owner ?? one);
      if (owner !== undefined) {
        yield {
          ...place,
          message: `${one.name} and ${owner.name} have the same endpoint path, ${path}: only one of them is called.`,
          hint: 'Give one of them another path.',
        };
      }
      for (const sibling of siblingsAt.get(path) ?? [])
        yield { ...siblingClash(one.name, sibling, place.path), ...place, severity: 'warning' };
    }
  },
};

export function siblingClash(name: string, sibling: Facts['siblings'][number], path: string): Found {
  return {
    path,
    message: `The endpoint path ${sibling.path} of ${name} is also used by ${sibling.function} in ${sibling.project}: in one account the latest deploy wins.`,
    hint: 'Give one of them another path, or deploy them to different accounts.',
  };
}
