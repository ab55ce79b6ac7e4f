import { conflictProblem, type Problem } from '../../errors.ts';
import type { JsonItem, JsonMember } from '../../types.ts';
import { printable } from '../report/printable.ts';
import { addToDraft, draftEntries, type JsonDraftList, type JsonDraftObject } from './json-draft.ts';
import { insertEntries, type JsonSpot, type TextEdit } from './json-insert.ts';
import { habitsOf } from './json-layout.ts';
import { type JsonDocument, type JsonPlacement, memberName, placementOf } from './json-placement.ts';
import { type JsonContainer, type JsonWants, scanJson } from './json-scan.ts';
import { jsonSource } from './json-tokens.ts';

export { parseJson } from './json-parse.ts';

/** A member that stays as it is, though another value was wanted. */
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
 * Puts members into objects and strings into lists of a JSON text, and touches no other byte: new entries stand after
 * the last one and are laid out like their neighbours. An equal member or an item that is there changes nothing. Of a
 * key that is there twice the last one is taken, as `JSON.parse` does. A byte order mark, comments and trailing commas
 * stay.
 *
 * @param path for messages
 * @throws Problem `invalid-json`, or `json-conflict` naming everything in the way: a member with another value (unless
 * it is to be kept), and a value that is no object or list where one is needed (both code 3)
 */
export function editJson(
  path: string,
  text: string,
  members: readonly JsonMember[],
  items: readonly JsonItem[],
): JsonEdit {
  const source = jsonSource(path, text);
  const wanted = [...members, ...items];
  const root = scanJson(source, wantsOf(wanted));
  const comments = source.extras.length > 0;
  if (wanted.length === 0) return { text, edits: [], kept: [], comments };
  if (root === undefined) throw inTheWay(path, [`${printable(path)} has to hold an object, such as {}.`]);
  const { additions, kept, conflicts } = compare({ source, root }, wanted);
  if (conflicts.length > 0) throw inTheWay(path, conflicts);
  if (additions.size === 0) return { text, edits: [], kept, comments };
  const style = { source, habits: habitsOf(source, root) };
  const edits = Array.from(additions.values(), ({ spot, draft }) =>
    insertEntries(style, spot, draftEntries(draft)),
  );
  const inOrder = edits.flat().sort((one, other) => one.offset - other.offset);
  return { text: applyEdits(text, inOrder), edits: inOrder, kept, comments };
}

/** What is to be added to one object or list. */
interface Addition {
  readonly spot: JsonSpot;
  readonly draft: JsonDraftObject | JsonDraftList;
}

interface Comparison {
  readonly additions: ReadonlyMap<JsonContainer, Addition>;
  readonly kept: readonly KeptMember[];
  readonly conflicts: readonly string[];
}

function compare(document: JsonDocument, wanted: readonly (JsonMember | JsonItem)[]): Comparison {
  const additions = new Map<JsonContainer, Addition>();
  const kept: KeptMember[] = [];
  const conflicts: string[] = [];
  for (const one of wanted) {
    const placement = placementOf(document, one);
    const outcome = placement.kind === 'missing' ? add(document, additions, placement, one) : placement;
    if (outcome.kind === 'different' && 'key' in one && one.ifDifferent === 'keep') {
      kept.push({ ...one, present: outcome.present });
    } else if (outcome.kind !== 'present') conflicts.push(outcome.conflict);
  }
  return { additions, kept, conflicts };
}

/** Adds what is missing to the draft of its object or list, where an earlier wish may be in the way. */
function add(
  { source }: JsonDocument,
  additions: Map<JsonContainer, Addition>,
  { spot, keys }: Placement<'missing'>,
  wanted: JsonMember | JsonItem,
): Placement<'present' | 'different'> {
  const { container } = spot;
  const draft = additions.get(container)?.draft ?? (container.kind === 'object' ? new Map() : new Set());
  additions.set(container, { spot, draft });
  const inTheWay = addToDraft(
    draft,
    keys,
    'item' in wanted ? { item: wanted.item } : { value: wanted.value },
  );
  if (inTheWay === undefined) return { kind: 'present' };
  const name = memberName('key' in wanted ? [...wanted.at, wanted.key] : wanted.at);
  const conflict = `${printable(source.path)} would get ${name} twice, with different values.`;
  return { kind: 'different', present: JSON.stringify(inTheWay.value), conflict };
}

type Placement<Kind> = Extract<JsonPlacement, { readonly kind: Kind }>;

function inTheWay(path: string, conflicts: readonly string[]): Problem {
  return conflictProblem('json-conflict', [...new Set(conflicts)].join('\n'), {
    hint: `Choose other names or change ${printable(path)} by hand, then run the same command again.`,
    conflicts: [path],
  });
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let edited = '';
  let at = 0;
  for (const { offset, length, content } of edits) {
    edited += text.slice(at, offset) + content;
    at = offset + length;
  }
  return edited + text.slice(at);
}

function wantsOf(wanted: readonly (JsonMember | JsonItem)[]): JsonWants {
  const root: Wants = new Map();
  for (const one of wanted) {
    let wants = root;
    for (const key of one.at) {
      const next: Wants = wants.get(key) ?? new Map();
      wants.set(key, next);
      wants = next;
    }
    if ('key' in one && !wants.has(one.key)) wants.set(one.key, undefined);
  }
  return root;
}

/** `JsonWants` while it is made. */
type Wants = Map<string, Wants | undefined>;
