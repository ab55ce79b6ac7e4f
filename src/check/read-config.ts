import {
  createScanner,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  visit,
} from 'jsonc-parser';
import { deepestNesting } from '../data/limits.ts';
import type { ProjectFiles } from '../project/files.ts';
import type { Json } from '../types.ts';
import type { ConfigFile, KeyPath, Position } from './facts.ts';
import { positions } from './positions.ts';

const reasons: Readonly<Record<string, string>> = {
  InvalidSymbol: 'an unexpected word',
  InvalidNumberFormat: 'a malformed number',
  PropertyNameExpected: 'a key in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace } is expected',
  CloseBracketExpected: 'a closing bracket ] is expected',
  EndOfFileExpected: 'the end of the file is expected',
  UnexpectedEndOfComment: 'a comment without an end',
  UnexpectedEndOfString: 'a text without a closing quote',
  InvalidEscapeCharacter: 'an escape sequence that JSON does not have',
  InvalidCharacter: 'an unexpected character',
};

const byteOrderMark = /^\ufeff/;

/**
 * Reads a JSON file of the project. Comments, trailing commas and a byte order mark are read all the same; what is no
 * JSON at all is told, and its value is null.
 */
export function configOf(path: string, text: string): ConfigFile {
  if (isTooDeep(text)) {
    const broken = { line: 1, column: 1, reason: 'it is nested too deep' };
    return { path, text, value: null, loose: false, duplicates: [], broken };
  }
  try {
    return { path, text, value: JSON.parse(text) as Json, loose: false, duplicates: duplicateKeys(text) };
  } catch {
    return looseConfig(path, text);
  }
}

/** The parser calls itself for each level. */
function isTooDeep(text: string): boolean {
  if ((text.match(/[[{]/g) ?? []).length <= deepestNesting) return false;
  const scanner = createScanner(text, true);
  let depth = 0;
  // Only the end of the text has no length.
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const first = text.charAt(scanner.getTokenOffset());
    if (first === '{' || first === '[') depth += 1;
    if (first === '}' || first === ']') depth -= 1;
    if (depth > deepestNesting) return true;
  }
  return false;
}

function looseConfig(path: string, text: string): ConfigFile {
  const bare = text.replace(byteOrderMark, '');
  const errors: ParseError[] = [];
  const tree = parseTree(bare, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error === undefined && tree !== undefined) {
    return { path, text, value: getNodeValue(tree) as Json, loose: true, duplicates: duplicateKeys(bare) };
  }
  const named = error === undefined ? undefined : reasons[printParseErrorCode(error.error)];
  const reason = bare.trim() === '' ? 'it is empty' : (named ?? 'it is malformed');
  const broken = { ...positions(bare)(error?.offset ?? 0), reason };
  return { path, text, value: null, loose: false, duplicates: [], broken };
}

/** Keys that appear twice in an object, at the second one. Most files need no second reading to rule them out. */
function duplicateKeys(text: string): ConfigFile['duplicates'] {
  if (!mayRepeat(text)) return [];
  const place = positions(text);
  const found: ConfigFile['duplicates'][number][] = [];
  const objects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      objects.push(new Set());
    },
    onObjectEnd: () => {
      objects.pop();
    },
    onObjectProperty(key, offset) {
      if (objects.at(-1)?.has(key)) found.push({ ...place(offset), key });
      objects.at(-1)?.add(key);
    },
  });
  return found;
}

/** Does a key appear twice, in any objects? */
function mayRepeat(text: string): boolean {
  if (text.includes('\\')) return true;
  const keys = text.match(/"[^"]*"(?=\s*:)/g) ?? [];
  return new Set(keys).size < keys.length;
}

/**
 * Line and column of values in a JSON text, which is read once: at the key of a value that has one, and at the nearest
 * object or list around a value that does not exist.
 */
export function placesInJson(text: string): (at: KeyPath) => Position {
  const bare = text.replace(byteOrderMark, '');
  const tree = isTooDeep(bare) ? undefined : parseTree(bare, [], { allowTrailingComma: true });
  const place = positions(bare);
  const valuesAt = pathsIn(tree);
  return (at) => place(keyOf(valuesAt(at).at(-1))?.offset ?? 0);
}

/** Follows keys and indexes: the values on the way, from the root as far as there are any. Each object is read once. */
export function pathsIn(tree: Node | undefined): (at: KeyPath) => readonly Node[] {
  const known = new Map<Node, ReturnType<typeof valuesIn>>();
  return (at) => {
    const values = tree === undefined ? [] : [tree];
    for (const key of at) {
      const inner = values.at(-1);
      if (inner && !known.has(inner)) known.set(inner, valuesIn(inner));
      const next = inner && known.get(inner)?.get(key);
      if (next === undefined) break;
      values.push(next);
    }
    return values;
  };
}

/** The values of an object or list by key or index; of a key that stands twice, the first. */
function valuesIn({ type, children = [] }: Node): ReadonlyMap<string | number, Node> {
  if (type === 'array') return new Map(children.entries());
  const members = children.flatMap(({ children: [key, value] = [] }) =>
    value ? [[key?.value, value] as const] : [],
  );
  return new Map(members.reverse());
}

function keyOf(node: Node | undefined): Node | undefined {
  return node?.parent?.type === 'property' ? node.parent.children?.[0] : node;
}

/** Reads JSON files, each once; undefined if there is none. */
export interface ConfigReader {
  (path: string): ConfigFile | undefined;
  all(): readonly ConfigFile[];
}

/** Reads the configuration of a project; each file once. */
export function configReader(files: ProjectFiles): ConfigReader {
  const known = new Map<string, ConfigFile | undefined>();
  const read = (path: string): ConfigFile | undefined => {
    if (known.has(path)) return known.get(path);
    const text = files.readSmall(path);
    const config = text === undefined ? undefined : configOf(path, text);
    known.set(path, config);
    return config;
  };
  return Object.assign(read, { all: () => [...known.values()].filter((config) => config !== undefined) });
}
