import { withoutDevice } from '../answers/names.ts';
import { tokenName } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { inFolder } from '../project/files.ts';
import { objectOf, stringsOf } from '../project/json.ts';
import { environmentOf } from '../project/layouts/serverless-json.ts';
import { folded } from '../project/spelling.ts';
import { functionFile, methodsOf, strictObject, unlessRefused } from './legacy-app.ts';
import type { MigrationFiles } from './migration.ts';
import { coercedUid } from './uids.ts';

/** A design-manager function, as it becomes a function of a project. */
export interface OldEndpoint {
  readonly uid: string;
  /** Without a leading slash. */
  readonly path: string;
  readonly methods: readonly string[];
  /** The source, as the files that it was read from have it. */
  readonly file: string;
  readonly secrets: readonly string[];
  /** Values, by the name that the code reads. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that are renamed in the project, because another function has a different value for them. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * Reads a folder of design-manager functions: `serverless.json` with `endpoints`, and secrets and environment for all
 * of them and for each.
 *
 * @param takenUids what the project has already
 */
export function readEndpoints(
  files: MigrationFiles,
  folder: string,
  takenUids: ReadonlySet<string>,
): { readonly endpoints: readonly OldEndpoint[]; readonly refusals: readonly Problem[] } {
  const registry = inFolder(folder, 'serverless.json');
  const refusals: Problem[] = [];
  const fields = unlessRefused(() => strictObject(files, registry), refusals);
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
 * The new names of variables whose value differs from that of an earlier function, or of all functions: a HubSpot
 * account holds one value for each name.
 *
 * @param values the values so far; the new ones are added
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

/** @param taken as disks compare names that forgive letter case */
function freeUid(wanted: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const uid = count === 1 ? wanted : `${wanted.slice(0, 60)}-${count}`;
    if (!taken.has(folded(uid))) return uid;
  }
}

/** The values of all functions by the names that they have in the project. */
export function valuesOf(endpoints: readonly OldEndpoint[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    endpoints.flatMap(({ environment, renamed }) =>
      Object.entries(environment).map(([name, value]) => [renamed.get(name) ?? name, value]),
    ),
  );
}

/** What a function will declare: its secrets, then its former environment, without the token, whose name is reserved. */
export function secretKeysOf({ secrets, environment, renamed }: OldEndpoint): readonly string[] {
  const names = [...secrets, ...Object.keys(environment).map((name) => renamed.get(name) ?? name)];
  return [...new Set(names)].filter((name) => name !== tokenName);
}

/** A source of the project: several functions may share it, as long as they read the same variables. */
export interface SplitSource {
  /** Its old and its new place, relative to the functions folder. */
  readonly from: string;
  readonly file: string;
  readonly renamed: ReadonlyMap<string, string>;
  readonly endpoints: readonly OldEndpoint[];
}

/**
 * One source for each way in which a file's functions name their variables: those that read the plain names share the
 * file as it is, each of the others gets a copy of its own.
 *
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
    const folderOf = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
    const extension = /\.[^./]*$/.exec(from)?.[0] ?? '.js';
    return [
      ...(plain.length > 0
        ? [{ from, file: from, renamed: new Map<string, string>(), endpoints: plain }]
        : []),
      ...others.map((one) => ({
        from,
        file: keepsName ? from : folderOf + withoutDevice(one.uid + extension),
        renamed: one.renamed,
        endpoints: [one],
      })),
    ];
  });
}
