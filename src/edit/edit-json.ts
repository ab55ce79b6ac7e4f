import { isDeepStrictEqual } from 'node:util';
import { refusal } from '../messages/messages.ts';
import type { JsonConflict } from '../messages/plan.ts';
import type { Json, JsonItem, JsonMember } from '../types.ts';
import { insertEntries, type JsonSpot, type TextEdit } from './json-insert.ts';
import {
  type JsonContainer,
  type JsonSource,
  jsonSource,
  parseJson,
  placeOf,
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
  /** What was put where in the text before, from its start to its end. */
  readonly edits: readonly TextEdit[];
  readonly kept: readonly KeptMember[];
  /** There are comments or trailing commas, which HubSpot's tools refuse. */
  readonly comments: boolean;
}

/**
 * Adds members to objects and values to lists of a JSON text, and touches no other byte: new entries go after
 * the last one and are laid out like their neighbours. An equal member or an item that is there changes nothing. Of a
 * key that is there twice the last one is taken, as `JSON.parse` does. A byte order mark, comments and trailing commas
 * stay.
 *
 * @param path for messages
 * @throws Problem `invalid-json`, or `json-conflict` naming everything in the way: a member with another value (unless
 * it is to be kept), and a value that is not an object or a list where one is needed (both code 3)
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
  const comments = source.extras.length > 0;
  if (wanted.length === 0) return { text, edits: [], kept: [], comments };
  if (root === undefined) {
    const conflict = { fault: 'wrong-type', path, keys: [], line: 1, column: 1, needed: 'object' } as const;
    throw refusal('json-conflict', { path, conflicts: [conflict] }, { conflicts: [path] });
  }
  const { additions, kept, conflicts } = compare({ source, root }, wanted);
  if (conflicts.length > 0) throw refusal('json-conflict', { path, conflicts }, { conflicts: [path] });
  if (additions.size === 0) return { text, edits: [], kept, comments };
  const style = { source, habits: habitsOf(source, root) };
  const edits = Array.from(additions.values(), ({ spot, draft }) =>
    insertEntries(style, spot, draftEntries(draft)),
  );
  const inOrder = edits.flat().sort((one, other) => one.offset - other.offset);
  return { text: applyEdits(text, inOrder), edits: inOrder, kept, comments };
}

interface Addition {
  readonly spot: JsonSpot;
  readonly draft: JsonDraftObject | JsonDraftList;
}

interface Comparison {
  readonly additions: ReadonlyMap<JsonContainer, Addition>;
  readonly kept: readonly KeptMember[];
  readonly conflicts: readonly JsonConflict[];
}

function compare(document: JsonDocument, wanted: readonly (JsonMember | JsonItem)[]): Comparison {
  const additions = new Map<JsonContainer, Addition>();
  const kept: KeptMember[] = [];
  const conflicts: JsonConflict[] = [];
  for (const one of wanted) {
    const placement = placementOf(document, one);
    const outcome = placement.kind === 'missing' ? add(document, additions, placement, one) : placement;
    if (outcome.kind === 'different' && 'key' in one && one.ifDifferent === 'keep') {
      kept.push({ ...one, present: outcome.present });
    } else if (outcome.kind === 'different') conflicts.push(outcome.conflict());
    else if (outcome.kind === 'misfit') conflicts.push(outcome.conflict);
  }
  return { additions, kept, conflicts };
}

/** Adds what is missing to the draft of its object or list, where an earlier addition may conflict. */
function add(
  { source }: JsonDocument,
  additions: Map<JsonContainer, Addition>,
  { spot, keys: missing }: Placement<'missing'>,
  wanted: JsonMember | JsonItem,
): Placement<'present' | 'different'> {
  const { container } = spot;
  const draft = additions.get(container)?.draft ?? (container.kind === 'object' ? new Map() : new Set());
  additions.set(container, { spot, draft });
  const inTheWay = addToDraft(
    draft,
    missing,
    'item' in wanted ? { item: wanted.item } : { value: wanted.value },
  );
  if (inTheWay === undefined) return { kind: 'present' };
  const keys = 'key' in wanted ? [...wanted.at, wanted.key] : wanted.at;
  const conflict = () => ({ fault: 'added-twice', path: source.path, keys }) as const;
  return { kind: 'different', present: JSON.stringify(inTheWay.value), conflict };
}

type Placement<Kind> = Extract<JsonPlacement, { readonly kind: Kind }>;

/** A text with edits applied, which are in the order of their offsets and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let edited = '';
  let at = 0;
  for (const { offset, length, content } of edits) {
    edited += text.slice(at, offset) + content;
    at = offset + length;
  }
  return edited + text.slice(at);
}

/** Where a wanted member or item is in the file, or belongs. */
type JsonPlacement =
  | { readonly kind: 'present' }
  /** It belongs in this object or list; in an object these keys are missing, including the wanted member's own. */
  | { readonly kind: 'missing'; readonly spot: JsonSpot; readonly keys: readonly string[] }
  /** The member has another value: how that is written. */
  | { readonly kind: 'different'; readonly present: string; readonly conflict: () => JsonConflict }
  /** A value on the path is not the object or list that it must be. */
  | { readonly kind: 'misfit'; readonly conflict: JsonConflict };

/** A file that has been read. */
interface JsonDocument {
  readonly source: JsonSource;
  readonly root: JsonContainer;
}

/** Finds where a member or item is or belongs. */
function placementOf(document: JsonDocument, wanted: JsonMember | JsonItem): JsonPlacement {
  const { at } = wanted;
  const ownKey = 'key' in wanted ? [wanted.key] : [];
  let spot: JsonSpot = { container: document.root, parent: undefined };
  for (const [depth, key] of at.entries()) {
    if (spot.container.kind !== 'object')
      return misfit(document, spot.container.start, at.slice(0, depth), 'object');
    const entry = spot.container.named.get(key);
    if (entry === undefined) return { kind: 'missing', spot, keys: [...at.slice(depth), ...ownKey] };
    if (entry.container === undefined) {
      const needed = 'item' in wanted && depth === at.length - 1 ? 'list' : 'object';
      return misfit(document, entry.valueStart, at.slice(0, depth + 1), needed);
    }
    spot = { container: entry.container, parent: spot.container };
  }
  return 'item' in wanted ? itemPlacement(document, spot, wanted) : memberPlacement(document, spot, wanted);
}

function memberPlacement(
  document: JsonDocument,
  spot: JsonSpot,
  { at, key, value }: JsonMember,
): JsonPlacement {
  if (spot.container.kind !== 'object') return misfit(document, spot.container.start, at, 'object');
  const entry = spot.container.named.get(key);
  if (entry === undefined) return { kind: 'missing', spot, keys: [key] };
  const { source } = document;
  const present = source.text.slice(entry.valueStart, entry.end);
  if (isDeepStrictEqual(parseJson(source.path, present).value, value)) return { kind: 'present' };
  const place = () => ({ path: source.path, keys: [...at, key], ...placeOf(source.text, entry.start) });
  return { kind: 'different', present, conflict: () => ({ fault: 'other-value', ...place() }) };
}

function itemPlacement(document: JsonDocument, spot: JsonSpot, { at, item }: JsonItem): JsonPlacement {
  const { kind, start, entries, named } = spot.container;
  if (kind !== 'array') return misfit(document, start, at, 'list');
  const { path, text } = document.source;
  const isPresent =
    typeof item === 'string'
      ? named.has(item)
      : entries.some(({ valueStart, end }) =>
          isDeepStrictEqual(parseJson(path, text.slice(valueStart, end)).value, item),
        );
  return isPresent ? { kind: 'present' } : { kind: 'missing', spot, keys: [] };
}

function misfit(
  { source }: JsonDocument,
  offset: number,
  keys: readonly string[],
  needed: 'object' | 'list',
): JsonPlacement {
  const place = { path: source.path, keys, ...placeOf(source.text, offset) };
  return { kind: 'misfit', conflict: { fault: 'wrong-type', needed, ...place } };
}

/** What is to be added: members of an object, items of a list, or a whole value. */
type JsonDraft = JsonDraftObject | JsonDraftList | JsonLeaf;
type JsonDraftObject = Map<string, JsonDraft>;
type JsonDraftList = Set<Json>;

interface JsonLeaf {
  readonly value: Json;
}

/**
 * Adds a value or an item of a list to a draft, below a path of keys; the item's list has no key of its own.
 *
 * @returns what already exists and differs, or undefined if nothing is in the way
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
