import { isDeepStrictEqual } from 'node:util';
import { refusal } from '../messages/messages.ts';
import type { JsonConflict } from '../messages/plan.ts';
import type { Json, JsonItem, JsonMember } from '../types.ts';
import { insertEntries, type JsonSpot, type TextEdit } from './json-insert.ts';
import {
  type JsonContainer,
  type JsonSource,
  jsonSource,
  lineAndColumn,
  parseJson,
  scanJson,
} from './json-scanner.ts';
import { habitsOf } from './json-style.ts';

/** A member that stays as it is, although another value was wanted. */
export interface KeptMember extends JsonMember {
  /** The value that stays, as JSON. */
  readonly present: string;
}

export interface JsonEdit {
  readonly text: string;
  /** The edits made to the text before, in the order of their offsets. */
  readonly edits: readonly TextEdit[];
  readonly kept: readonly KeptMember[];
}

/**
 * Adds members to objects and items to lists in a JSON text without touching any other byte: new entries go after the
 * last one and are laid out like their neighbours. An equal member or item that exists already changes nothing. If a key
 * appears twice, the last one counts, as for `JSON.parse`. A byte order mark, comments and trailing commas stay.
 * @param path for messages
 * @throws Problem `invalid-json`, or `json-conflict` naming all conflicts: members with another value (unless they are to
 *   be kept), and values that are not an object or a list where one is needed (both code 3)
 */
export function editJson(
  path: string,
  text: string,
  members: readonly JsonMember[],
  items: readonly JsonItem[],
): JsonEdit {
  const source = jsonSource(path, text);
  const wanted = [...members, ...items];
  const root = scanJson(source);
  if (wanted.length === 0) return { text, edits: [], kept: [] };
  if (root === undefined) {
    const conflict = { fault: 'wrong-type', path, keys: [], line: 1, column: 1, needed: 'object' } as const;
    throw refusal('json-conflict', { path, conflicts: [conflict] }, { conflicts: [path] });
  }
  const { additions, kept, conflicts } = compare({ source, root }, wanted);
  if (conflicts.length > 0) throw refusal('json-conflict', { path, conflicts }, { conflicts: [path] });
  if (additions.size === 0) return { text, edits: [], kept };
  const style = { source, habits: habitsOf(source, root) };
  const edits = Array.from(additions.values(), ({ spot, draft }) =>
    insertEntries(style, spot, draftEntries(draft)),
  );
  const inOrder = edits.flat().sort((one, other) => one.offset - other.offset);
  return { text: applyEdits(text, inOrder), edits: inOrder, kept };
}

interface Addition {
  readonly spot: JsonSpot;
  readonly draft: JsonDraftObject | JsonDraftList;
}

function compare(document: JsonDocument, wanted: readonly (JsonMember | JsonItem)[]) {
  const additions = new Map<JsonContainer, Addition>();
  const kept: KeptMember[] = [];
  const conflicts: JsonConflict[] = [];
  for (const one of wanted) {
    const placement = placementOf(document, one);
    const inTheWay =
      placement !== undefined && 'spot' in placement ? add(document, additions, placement, one) : placement;
    if (inTheWay === undefined) continue;
    const { present, conflict } = inTheWay;
    if (present !== undefined && 'key' in one && one.ifDifferent === 'keep') kept.push({ ...one, present });
    else conflicts.push(conflict());
  }
  return { additions, kept, conflicts };
}

/** Adds what is missing to the draft of its object or list; an earlier addition may be in the way. */
function add(
  { source }: JsonDocument,
  additions: Map<JsonContainer, Addition>,
  { spot, keys: missing }: Missing,
  wanted: JsonMember | JsonItem,
): InTheWay | undefined {
  const { container } = spot;
  const draft = additions.get(container)?.draft ?? (container.kind === 'object' ? new Map() : new Set());
  additions.set(container, { spot, draft });
  const added = 'item' in wanted ? { item: wanted.item } : { value: wanted.value };
  const other = addToDraft(draft, missing, added);
  if (other === undefined) return undefined;
  const keys = 'key' in wanted ? [...wanted.at, wanted.key] : wanted.at;
  const conflict = () => ({ fault: 'added-twice', path: source.path, keys }) as const;
  return { present: JSON.stringify(other.value), conflict };
}

/** A text with edits applied, which must be in the order of their offsets and not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let edited = '';
  let at = 0;
  for (const { offset, length, content } of edits) {
    edited += text.slice(at, offset) + content;
    at = offset + length;
  }
  return edited + text.slice(at);
}

/** Where something is missing: the object or list that exists, and the keys to add to it, including the wanted one. */
interface Missing {
  readonly spot: JsonSpot;
  readonly keys: readonly string[];
}

interface InTheWay {
  /** The member's value, as it is written; undefined if the conflict is that an object or list is needed. */
  readonly present?: string;
  readonly conflict: () => JsonConflict;
}

interface JsonDocument {
  readonly source: JsonSource;
  readonly root: JsonContainer;
}

/** Finds where a member or item belongs; undefined if it is there already. */
function placementOf(
  { source, root }: JsonDocument,
  wanted: JsonMember | JsonItem,
): Missing | InTheWay | undefined {
  const { path, text } = source;
  const { at } = wanted;
  const keys = 'key' in wanted ? [...at, wanted.key] : at;
  const misfit = (offset: number, depth: number, needed: 'object' | 'list'): InTheWay => {
    const place = () => ({ path, keys: keys.slice(0, depth), ...lineAndColumn(text, offset) });
    return { conflict: () => ({ fault: 'wrong-type', needed, ...place() }) };
  };
  const needed = 'item' in wanted ? 'list' : 'object';
  let spot: JsonSpot = { container: root, parent: undefined };
  for (const [depth, key] of at.entries()) {
    const { container } = spot;
    if (container.kind !== 'object') return misfit(container.start, depth, 'object');
    const entry = container.named.get(key);
    if (entry === undefined) return { spot, keys: keys.slice(depth) };
    if (entry.container === undefined)
      return misfit(entry.valueStart, depth + 1, depth === at.length - 1 ? needed : 'object');
    spot = { container: entry.container, parent: container };
  }
  const { kind, start, named } = spot.container;
  if ((kind === 'array') !== 'item' in wanted) return misfit(start, at.length, needed);
  if ('item' in wanted) return hasItem(source, spot.container, wanted.item) ? undefined : { spot, keys: [] };
  const entry = named.get(wanted.key);
  if (entry === undefined) return { spot, keys: [wanted.key] };
  const present = text.slice(entry.valueStart, entry.end);
  if (isDeepStrictEqual(parseJson(path, present).value, wanted.value)) return undefined;
  const place = () => ({ path, keys, ...lineAndColumn(text, entry.start) });
  return { present, conflict: () => ({ fault: 'other-value', ...place() }) };
}

function hasItem({ path, text }: JsonSource, { named, entries }: JsonContainer, item: Json): boolean {
  if (typeof item === 'string') return named.has(item);
  return entries.some(({ valueStart, end }) =>
    isDeepStrictEqual(parseJson(path, text.slice(valueStart, end)).value, item),
  );
}

/** An addition: members of an object, items of a list, or a whole value. */
type JsonDraft = JsonDraftObject | JsonDraftList | JsonLeaf;
type JsonDraftObject = Map<string, JsonDraft>;
type JsonDraftList = Set<Json>;

interface JsonLeaf {
  readonly value: Json;
}

/**
 * Adds a value or an item of a list to a draft, at a path of keys, which for an item leads to its list.
 * @returns a value that exists already and differs; undefined if nothing is in the way
 */
function addToDraft(
  draft: JsonDraft,
  path: readonly string[],
  added: JsonLeaf | { readonly item: Json },
): JsonLeaf | undefined {
  const [key, ...rest] = path;
  if (key !== undefined && draft instanceof Map) {
    const present = draft.get(key);
    if (present !== undefined) return addToDraft(present, rest, added);
    draft.set(key, newDraft(rest, added));
    return undefined;
  }
  if (key === undefined && 'item' in added && draft instanceof Set) {
    const { item } = added;
    if (typeof item === 'string' || ![...draft].some((one) => isDeepStrictEqual(one, item))) draft.add(item);
    return undefined;
  }
  const value = draftValue(draft);
  const isSame = key === undefined && 'value' in added && isDeepStrictEqual(value, added.value);
  return isSame ? undefined : { value };
}

function newDraft([key, ...rest]: readonly string[], added: JsonLeaf | { readonly item: Json }): JsonDraft {
  if (key !== undefined) return new Map([[key, newDraft(rest, added)]]);
  return 'item' in added ? new Set([added.item]) : added;
}

/** Keys and values of a draft; the items of a list have no keys. */
function draftEntries(draft: JsonDraftObject | JsonDraftList): readonly (readonly [string, Json])[] {
  if (draft instanceof Set) return Array.from(draft, (item) => ['', item]);
  return Array.from(draft, ([key, inner]) => [key, draftValue(inner)]);
}

/** Uses `Object.fromEntries` instead of assignment: a key may be `__proto__`. */
function draftValue(draft: JsonDraft): Json {
  if (draft instanceof Map) return Object.fromEntries(draftEntries(draft));
  return draft instanceof Set ? [...draft] : draft.value;
}
