import type { Json } from '../types.ts';
import { type JsonContainer, type JsonSource, skipComment } from './json-scanner.ts';
import {
  type EntryStyle,
  entryBase,
  hasLineBreak,
  indentationAt,
  isMultiLine,
  type JsonHabits,
  keyWithColon,
  movedStyle,
  multiLineStyle,
  styleOf,
  styleWithin,
} from './json-style.ts';

/** Replaces `length` characters at an offset by others. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** A container to add to, and its parent. */
export interface JsonSpot {
  readonly container: JsonContainer;
  readonly parent: JsonContainer | undefined;
}

/**
 * The edits that add new entries after the last one of an object or array, laid out like the entries before them. Comments
 * on the last entry's line stay there. If there was a trailing comma, there is one afterwards.
 */
export function insertEntries(style: JsonFileStyle, spot: JsonSpot, added: JsonEntries): readonly TextEdit[] {
  const { source, habits } = style;
  const { container } = spot;
  const last = container.entries.at(-1);
  const layout = styleOf(source, container, habits);
  if (last === undefined || layout === undefined) return fillEmpty(style, spot, added);
  const { trailingComma } = container;
  const place = afterComments(source, trailingComma < 0 ? last.end : trailingComma + 1);
  // A comment may take the rest of its line.
  const { afterComma } =
    place.inLine && !hasLineBreak(layout.afterComma)
      ? multiLineStyle(layout.kind, layout.base, habits)
      : layout;
  const written = { ...layout, afterComma };
  const entries = written.afterComma + entriesText(style, added, [container], written);
  if (trailingComma >= 0) return [{ offset: place.offset, length: 0, content: `${entries},` }];
  const comma = `${layout.beforeComma},`;
  if (place.offset === last.end || hasLineBreak(layout.beforeComma)) {
    return [{ offset: place.offset, length: 0, content: comma + entries }];
  }
  return [
    { offset: last.end, length: 0, content: comma },
    { offset: place.offset, length: 0, content: entries },
  ];
}

/** Fills an empty container, laid out like its siblings; if it spans several lines, it still does. */
function fillEmpty(
  style: JsonFileStyle,
  { container, parent }: JsonSpot,
  added: JsonEntries,
): readonly TextEdit[] {
  const { source, habits } = style;
  const { kind, start, end } = container;
  const { offset } = afterComments(source, start + 1);
  const rest = source.text.slice(offset, end - 1);
  const base = indentationAt(source.text, start);
  const siblings = parent === undefined ? [] : lastContainers(parent, kind);
  const outer = parent && styleOf(source, parent, habits);
  const usual = modelLayout(style, siblings, base) ?? styleWithin(outer, kind, isPlain(added), base, habits);
  const layout = hasLineBreak(rest) && !hasLineBreak(usual.open) ? multiLineStyle(kind, base, habits) : usual;
  const entries = layout.open + entriesText(style, added, siblings, layout);
  return hasLineBreak(rest)
    ? [{ offset, length: 0, content: entries }]
    : [{ offset, length: rest.length, content: entries + layout.close }];
}

/** Where comments on the same line end; `inLine` if the last one takes the rest of the line. */
function afterComments(
  source: JsonSource,
  start: number,
): { readonly offset: number; readonly inLine: boolean } {
  const { text } = source;
  let offset = start;
  let inLine = false;
  for (let at = start; ; ) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    if (text[at] !== '/') return { offset, inLine };
    inLine = text[at + 1] === '/';
    at = skipComment(source, at);
    offset = at;
  }
}

interface JsonFileStyle {
  readonly source: JsonSource;
  readonly habits: JsonHabits;
}

/** Keys with their values; in an array, the keys are ignored. */
type JsonEntries = readonly (readonly [string, Json])[];

/** How many entries of a container, counted from the last one, are examined for its style. */
const modelCount = 8;

/**
 * New entries as text, from the start of the first to the end of the last.
 * @param models containers whose entries show how such entries are written, the best one first
 */
function entriesText(
  style: JsonFileStyle,
  entries: JsonEntries,
  models: readonly JsonContainer[],
  layout: EntryStyle,
): string {
  const texts = entries.map(([key, value]) => {
    const text = valueText(style, value, modelsFor(models, key, kindOf(value)), layout);
    return layout.kind === 'object' ? keyWithColon(key, layout) + text : text;
  });
  return texts.join(`${layout.beforeComma},${layout.afterComma}`);
}

/** The layout of most of the models, for a place where lines are indented by `base`; undefined if all are empty. */
function modelLayout(
  { source, habits }: JsonFileStyle,
  models: readonly JsonContainer[],
  base: string,
): EntryStyle | undefined {
  const layouts = models.flatMap((model) => styleOf(source, model, habits) ?? []);
  const multiLine = layouts.filter(isMultiLine);
  const inline = layouts.filter((layout) => !isMultiLine(layout));
  const layout = multiLine.length >= inline.length ? multiLine[0] : inline[0];
  return layout && movedStyle(layout, base);
}

/** Objects or arrays among the last entries of a container, the last one first. */
function lastContainers({ entries }: JsonContainer, kind: JsonContainer['kind']): readonly JsonContainer[] {
  const latest = entries.slice(-modelCount).flatMap(({ container }) => container ?? []);
  return latest.filter((container) => container.kind === kind).reverse();
}

/** Containers that show how to write a value: those under the same key, or else any of the same kind. */
function modelsFor(
  models: readonly JsonContainer[],
  key: string,
  kind: JsonContainer['kind'] | undefined,
): readonly JsonContainer[] {
  if (kind === undefined) return [];
  const named = models.map((model) => ({
    ...model,
    entries: model.entries.filter((entry) => entry.key === key),
  }));
  const ofKind = (containers: readonly JsonContainer[]) =>
    containers
      .flatMap((container) => lastContainers(container, kind))
      .filter(({ entries }) => entries.length > 0);
  const sameKey = ofKind(named);
  return (sameKey.length > 0 ? sameKey : ofKind(models)).slice(0, modelCount);
}

function valueText(
  style: JsonFileStyle,
  value: Json,
  models: readonly JsonContainer[],
  outer: EntryStyle,
): string {
  const kind = kindOf(value);
  if (kind === undefined) return JSON.stringify(value);
  const entries = Object.entries(value as object) as [string, Json][];
  const [opening, closing] = kind === 'object' ? '{}' : '[]';
  if (entries.length === 0) return `${opening}${closing}`;
  const base = entryBase(outer);
  const layout =
    modelLayout(style, models, base) ?? styleWithin(outer, kind, isPlain(entries), base, style.habits);
  return opening + layout.open + entriesText(style, entries, models, layout) + layout.close + closing;
}

function isPlain(entries: JsonEntries): boolean {
  return entries.every(([, value]) => kindOf(value) === undefined);
}

function kindOf(value: Json): JsonContainer['kind'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? 'array' : 'object';
}
