import type { Facts, FunctionFacts, KeyPath } from '../check/facts.ts';
import { type JsonObject, objectOf } from '../project/json.ts';
import type { Found, Rule } from './rule.ts';

/** Keys that a component's file may have (`@hubspot/project-parsing-lib` 0.23.0). */
const componentKeys = new Set(['uid', 'type', 'config', 'dependencies', 'permissions']);
/** Keys of older generations, which platform version 2023.2 and later ignore. */
const removed = ['runtime', 'version'];

/** What people write, and what is meant, by layout. */
const functionKeys = {
  'serverless-json': {
    secretKeys: 'secrets',
    secretsKey: 'secrets',
    secretKey: 'secrets',
    secret: 'secrets',
    entrypoint: 'file',
    entryPoint: 'file',
    main: 'file',
    endpoints: 'endpoint',
  },
  hsmeta: {
    secrets: 'secretKeys',
    secretsKey: 'secretKeys',
    secretKey: 'secretKeys',
    secretkeys: 'secretKeys',
    secret: 'secretKeys',
    file: 'entrypoint',
    entryPoint: 'entrypoint',
    main: 'entrypoint',
    endpoints: 'endpoint',
  },
} as const satisfies Record<Facts['layout'], Readonly<Record<string, string>>>;

export const unknownKey: Rule = {
  id: 'unknown-key',
  severity: 'warning',
  finds: 'a key that HubSpot does not know',
  why: 'HubSpot ignores it or refuses the file. If the intended key is missing, this is an error.',
  source: "HubSpot's documentation; its parser (@hubspot/project-parsing-lib 0.23.0); public projects",
  fixable: true,
  warnsIn: ['invoke', 'add'],
  find(facts) {
    return [
      ...facts.functions.flatMap((one) => keysOfFunction(one, facts.layout)),
      ...(facts.layout === 'hsmeta' ? facts.components : []).flatMap(({ path, value }) =>
        Object.keys(objectOf(value) ?? {})
          .filter((key) => !componentKeys.has(key))
          .map(
            (key): Found => ({
              path,
              at: [key],
              severity: 'error',
              message: `HubSpot refuses the key "${key}" here: only uid, type, config, dependencies and permissions are allowed at the top level.`,
              hint: 'Move it into "config", or remove it.',
            }),
          ),
      ),
      ...facts.folders.flatMap(({ registry }) =>
        registry === undefined ? [] : keysOfRegistry(registry.path, registry.value),
      ),
    ];
  },
};

function keysOfRegistry(path: string, value: Parameters<typeof objectOf>[0]): Found[] {
  const fields = objectOf(value) ?? {};
  if (fields.appFunctions === undefined) return [];
  const extra = fields.endpoints === undefined ? removed : [...removed, 'endpoints'];
  return removedKeys(path, [], fields, extra);
}

function keysOfFunction({ name, config, configFile, at }: FunctionFacts, layout: Facts['layout']): Found[] {
  const { path } = configFile;
  const misnamed = Object.entries(functionKeys[layout]).flatMap(([key, meant]) =>
    renamed(path, at, config, key, meant, name),
  );
  const endpoint = objectOf(config.endpoint);
  const [wrong, right] = layout === 'hsmeta' ? ['method', 'methods'] : ['methods', 'method'];
  const swapped =
    endpoint === undefined ? [] : renamed(path, [...at, 'endpoint'], endpoint, wrong, right, name);
  const above = ['path', 'method', 'methods'].flatMap((key): Found[] => {
    if (config[key] === undefined) return [];
    const isMissing = endpoint?.[key] === undefined;
    return [
      {
        path,
        at: [...at, key],
        severity: isMissing ? 'error' : 'warning',
        message: `"${key}" of ${name} belongs in "endpoint"; HubSpot ignores it here.`,
        hint: `Move it there: "endpoint": {"path": …, "${right}": […]}.`,
      },
    ];
  });
  return [...misnamed, ...swapped, ...above, ...removedKeys(path, at, config, removed)];
}

/** A key under another name: renamed, unless the right one is there as well. */
function renamed(
  path: string,
  at: KeyPath,
  fields: JsonObject,
  key: string,
  meant: string,
  name: string,
): Found[] {
  if (fields[key] === undefined) return [];
  const place = [...at, key];
  const isMissing = fields[meant] === undefined;
  return [
    {
      path,
      at: place,
      severity: isMissing ? 'error' : 'warning',
      message: `HubSpot does not know the key "${key}" of ${name}; it is called "${meant}".`,
      hint: isMissing ? `Rename it to "${meant}".` : `Remove it: "${meant}" is set as well.`,
      ...(isMissing ? { fix: { kind: 'rename-key', at: place, to: meant } } : {}),
    },
  ];
}

function removedKeys(path: string, at: KeyPath, fields: JsonObject, keys: readonly string[]): Found[] {
  return keys
    .filter((key) => fields[key] !== undefined)
    .map((key) => ({
      path,
      at: [...at, key],
      message: `"${key}" belongs to an older generation of functions, and HubSpot ignores it.`,
      hint: 'Remove it.',
      ...(key === 'endpoints' ? {} : { fix: { kind: 'remove', at: [...at, key] } as const }),
    }));
}
