import {
  type JsonContainer,
  type JsonEntry,
  type JsonSource,
  jsonSource,
  looseIn,
  scanJson,
  scannedValue,
} from '../edit/json-scanner.ts';
import { Problem, unlessProblem } from '../errors.ts';
import { type JsonFault, jsonFaultText } from '../messages/json-faults.ts';
import type { ProjectFiles } from '../project/files.ts';
import type { ConfigFile, KeyPath, Position } from './facts.ts';
import { positions } from './positions.ts';

/**
 * Reads a JSON file of the project. Comments, trailing commas and a byte order mark are accepted. If the text cannot be
 * parsed, `broken` says why and the value is null.
 */
export function configOf(path: string, text: string): ConfigFile {
  const source = jsonSource(path, text);
  try {
    const root = scanJson(source);
    const value = scannedValue(source);
    return { path, text, value, loose: looseIn(source), duplicates: duplicateKeys(text, root) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { line, column, problem } = error.values as Position & { readonly problem: JsonFault };
    const broken = {
      line,
      column,
      reason: text.trim() === '' ? 'not valid JSON: it is empty' : jsonFaultText(problem),
    };
    return { path, text, value: null, duplicates: [], broken };
  }
}

function duplicateKeys(text: string, root: JsonContainer | undefined): ConfigFile['duplicates'] {
  const place = positions(text);
  const found: ConfigFile['duplicates'][number][] = [];
  const open = root === undefined ? [] : [root];
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    const keys = new Set<string>();
    for (const { key, start, container: inner } of container.entries) {
      if (container.kind === 'object' && keys.has(key)) found.push({ ...place(start), key });
      keys.add(key);
      if (inner) open.push(inner);
    }
  }
  return found;
}

/**
 * Returns a function that finds the line and column of a value in a JSON text, which is parsed only once. For an object
 * member, this is the position of its key. For a value that does not exist, it is the position of the nearest existing
 * parent.
 */
export function placesInJson(text: string): (at: KeyPath) => Position {
  const entriesAt = unlessProblem(() => entriesIn(jsonSource('', text)));
  const place = positions(text);
  return (at) => place(entriesAt?.(at).at(-1)?.start ?? text.search(/\S|$/));
}

/** A member or item, with the object or list that contains it. */
interface Placed extends JsonEntry {
  readonly parent: JsonContainer;
}

/**
 * Returns a function that follows keys and indexes and returns the entries on the way, as far as they exist.
 * @throws Problem `invalid-json` (code 3)
 */
export function entriesIn(source: JsonSource): (at: KeyPath) => readonly Placed[] {
  const root = scanJson(source);
  return (at) => {
    const found: Placed[] = [];
    let parent = root;
    for (const key of at) {
      const entry = typeof key === 'number' ? parent?.entries[key] : parent?.named.get(key);
      if (parent === undefined || entry === undefined) break;
      found.push({ ...entry, parent });
      parent = entry.container;
    }
    return found;
  };
}

/** Reads each JSON file once. Returns undefined if the file does not exist. */
export interface ConfigReader {
  (path: string): ConfigFile | undefined;
  all(): readonly ConfigFile[];
}

/** Creates a reader for a project's configuration files. */
export function configReader(files: ProjectFiles): ConfigReader {
  const known = new Map<string, ConfigFile | undefined>();
  const read = (path: string): ConfigFile | undefined => {
    if (known.has(path)) return known.get(path);
    const text = files.read(path);
    const config = text === undefined ? undefined : configOf(path, text);
    known.set(path, config);
    return config;
  };
  return Object.assign(read, { all: () => [...known.values()].filter((config) => config !== undefined) });
}
