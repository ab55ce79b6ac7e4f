import { withoutDevice } from '../answers/names.ts';
import type { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { inFolder } from '../project/files.ts';
import { objectOf, stringsOf } from '../project/json.ts';
import { environmentOf } from '../project/layouts/serverless-json.ts';
import { folded } from '../project/spelling.ts';
import { collectRefusal, functionFile, methodsOf, strictObject } from './legacy-app.ts';
import type { MigrationFiles } from './migration.ts';
import { coercedUid } from './uids.ts';

/** A design-manager function that becomes a function of a project. */
export interface OldEndpoint {
  readonly uid: string;
  /** Without a leading slash. */
  readonly path: string;
  readonly methods: readonly string[];
  /** The path of the source file, before the move. */
  readonly file: string;
  readonly secrets: readonly string[];
  /** Values by the name that the code reads. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Variables that are renamed because another function uses the same name with a different value; new names by old ones.
   */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * Reads a folder of design-manager functions: a `serverless.json` with `endpoints`, and with secrets and environment
 * variables for all endpoints and for each one.
 * @param takenUids uids that the project already uses
 */
export function readEndpoints(
  files: MigrationFiles,
  folder: string,
  takenUids: ReadonlySet<string>,
): { readonly endpoints: readonly OldEndpoint[]; readonly refusals: readonly Problem[] } {
  const registry = inFolder(folder, 'serverless.json');
  const refusals: Problem[] = [];
  const fields = collectRefusal(() => strictObject(files, registry), refusals);
  const shared = environmentOf(fields?.environment);
  const uids = new Set([...takenUids].map(folded));
  const values = new Map<string, string>(Object.entries(shared));
  const endpoints = Object.entries(objectOf(fields?.endpoints) ?? {}).flatMap(([name, value]) => {
    const entry = objectOf(value) ?? {};
    const path = name.replace(/^\/+|(?<!\/)\/+$/g, '');
    const uid = freeUid(coercedUid(path.replaceAll('/', '-')) || 'function', uids);
    uids.add(folded(uid));
    const file = functionFile({ files, refusals }, folder, name, entry);
    if (file === undefined) return [];
    const methods = methodsOf(entry.method);
    if (methods.length === 0)
      refusals.push(refusal('endpoint', { registry, uid: name }, { conflicts: [registry] }));
    const secrets = [...new Set([...stringsOf(fields?.secrets), ...stringsOf(entry.secrets)])];
    const environment = { ...shared, ...environmentOf(entry.environment) };
    return [{ uid, path, methods, file, secrets, environment, renamed: renamedIn(uid, environment, values) }];
  });
  if (endpoints.length === 0 && refusals.length === 0)
    refusals.push(refusal('no-endpoints', { file: registry }, { conflicts: [registry] }));
  return { endpoints, refusals };
}

/**
 * New names for variables whose value differs from that of an earlier function or from the shared value. A HubSpot account
 * stores only one value for each name.
 * @param values the values so far; new ones are added
 */
function renamedIn(
  uid: string,
  environment: Readonly<Record<string, string>>,
  values: Map<string, string>,
): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    const known = values.get(name);
    if (known === undefined) values.set(name, value);
    else if (known !== value) {
      const ending = uid.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
      renamed.set(name, `${name}_${ending}`);
      values.set(`${name}_${ending}`, value);
    }
  }
  return renamed;
}

/** @param taken folded for comparison as on case-insensitive disks */
function freeUid(wanted: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const uid = count === 1 ? wanted : `${wanted.slice(0, 60)}-${count}`;
    if (!taken.has(folded(uid))) return uid;
  }
}

/** The values of all functions, by their names in the project. */
export function valuesOf(endpoints: readonly OldEndpoint[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    endpoints.flatMap(({ environment, renamed }) =>
      Object.entries(environment).map(([name, value]) => [renamed.get(name) ?? name, value]),
    ),
  );
}

/** A source file in the project. Functions can share it if they read the same variable names. */
export interface SplitSource {
  /** Its old and new path, relative to the functions folder. */
  readonly from: string;
  readonly file: string;
  readonly renamed: ReadonlyMap<string, string>;
  readonly endpoints: readonly OldEndpoint[];
}

/**
 * Splits source files by how their functions name their variables. Functions that read the original names share the
 * unchanged file; each of the others gets its own copy.
 * @param folder the folder of design-manager functions
 */
export function splitSources(endpoints: readonly OldEndpoint[], folder: string): readonly SplitSource[] {
  const files = [...new Set(endpoints.map(({ file }) => file))];
  return files.flatMap((file) => {
    const from = file.slice(folder.length + 1);
    const ofFile = endpoints.filter((one) => one.file === file);
    const plain = ofFile.filter(({ renamed }) => renamed.size === 0);
    const others = ofFile.filter(({ renamed }) => renamed.size > 0);
    const keepsName = plain.length === 0 && others.length === 1;
    const folderPrefix = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
    const extension = /\.[^./]*$/.exec(from)?.[0] ?? '.js';
    return [
      ...(plain.length > 0
        ? [{ from, file: from, renamed: new Map<string, string>(), endpoints: plain }]
        : []),
      ...others.map((one) => ({
        from,
        file: keepsName ? from : folderPrefix + withoutDevice(one.uid + extension),
        renamed: one.renamed,
        endpoints: [one],
      })),
    ];
  });
}
