import type { Facts, FunctionFacts, KeyPath } from '../check/facts.ts';
import { type JsonObject, objectOf } from '../project/json.ts';
import { type FoundThere, inSettings, type Rule, settingKeys } from './rule.ts';

/** Top-level keys that a `*-hsmeta.json` may have (`@hubspot/project-parsing-lib` 0.23.0). */
const componentKeys = new Set(['uid', 'type', 'config', 'dependencies', 'permissions']);
/** Keys of older generations, which platform version 2023.2 and later ignore. */
const removed = ['runtime', 'version'];

/** The correct keys of a function's settings by layout, each with the wrong keys that people write instead. */
export const functionKeys = {
  'serverless-json': {
    secrets: ['secretKeys', 'secretsKey', 'secretKey', 'secret'],
    file: ['entrypoint', 'entryPoint', 'main'],
    endpoint: ['endpoints'],
  },
  hsmeta: {
    secretKeys: ['secrets', 'secretsKey', 'secretKey', 'secretkeys', 'secret'],
    entrypoint: ['file', 'entryPoint', 'main'],
    endpoint: ['endpoints'],
  },
} as const satisfies Record<Facts['layout'], Readonly<Record<string, readonly string[]>>>;

export const unknownKey: Rule = {
  id: 'unknown-key',
  severity: 'warning',
  finds: 'a key that HubSpot does not know',
  why: 'HubSpot ignores it or refuses the file. If the intended key is missing, this is an error.',
  source: "HubSpot's documentation; its parser (@hubspot/project-parsing-lib 0.23.0); public projects",
  fixable: true,
  warnsIn: ['invoke'],
  *find(facts) {
    yield* inSettings(keysOfFunction)(facts);
    for (const { path, value } of facts.layout === 'hsmeta' ? facts.components : [])
      for (const key of Object.keys(objectOf(value) ?? {}).filter((one) => !componentKeys.has(one)))
        yield {
          path,
          at: [key],
          severity: 'error',
          message: `HubSpot refuses the key "${key}" here: only uid, type, config, dependencies and permissions are allowed at the top level.`,
          hint: 'Move it into "config", or remove it.',
        };
    for (const { registry } of facts.folders) {
      const fields = objectOf(registry?.value);
      if (registry === undefined || fields?.appFunctions === undefined) continue;
      for (const found of removedKeys([], fields, [...removed, 'endpoints']))
        yield { path: registry.path, ...found };
    }
  },
};

function* keysOfFunction({ name, config, at }: FunctionFacts, { layout }: Facts): Generator<FoundThere> {
  for (const [meant, keys] of Object.entries(functionKeys[layout]))
    for (const key of keys) yield* renamed(at, config, key, meant, name);
  const endpoint = objectOf(config.endpoint);
  const [right, wrong] = settingKeys[layout].methods;
  if (endpoint !== undefined) yield* renamed([...at, 'endpoint'], endpoint, wrong, right, name);
  for (const key of ['path', 'method', 'methods'].filter((one) => config[one] !== undefined))
    yield {
      at: [...at, key],
      severity: endpoint?.[key] === undefined ? 'error' : 'warning',
      message: `"${key}" of ${name} belongs in "endpoint"; HubSpot ignores it here.`,
      hint: `Move it there: "endpoint": {"path": …, "${right}": […]}.`,
    };
  yield* removedKeys(at, config, removed);
}

/** Finds a wrong key (`key`) and renames it to the right one (`meant`), unless that is set as well. */
function renamed(at: KeyPath, fields: JsonObject, key: string, meant: string, name: string): FoundThere[] {
  if (fields[key] === undefined) return [];
  const place = [...at, key];
  const message = `HubSpot does not know the key "${key}" of ${name}; it is called "${meant}".`;
  if (fields[meant] !== undefined)
    return [{ at: place, message, hint: `Remove it: "${meant}" is set as well.` }];
  const fix = { kind: 'rename-key', at: place, to: meant } as const;
  return [{ at: place, severity: 'error', message, hint: `Rename it to "${meant}".`, fix }];
}

function removedKeys(at: KeyPath, fields: JsonObject, keys: readonly string[]): FoundThere[] {
  return keys
    .filter((key) => fields[key] !== undefined)
    .map((key) => ({
      at: [...at, key],
      message: `"${key}" belongs to an older generation of functions, and HubSpot ignores it.`,
      hint: 'Remove it.',
      ...(key === 'endpoints' ? {} : { fix: { kind: 'remove', at: [...at, key] } as const }),
    }));
}
