import {
  hasLineBreak,
  indentationAt,
  type JsonHabits,
  type JsonLayout,
  layoutOf,
  layoutWithin,
  multiLineLayout,
} from './json-layout.ts';
import type { JsonContainer } from './json-scan.ts';
import { type JsonSource, skipComment } from './json-tokens.ts';
import {
  entriesText,
  type JsonEntries,
  type JsonFileStyle,
  lastContainers,
  modelLayout,
} from './json-write.ts';

/** Characters to put in the place of `length` others. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** A container that something is put into, and the one it stands in. */
export interface JsonSpot {
  readonly container: JsonContainer;
  readonly parent: JsonContainer | undefined;
}

/**
 * The edits that put new entries after the last one of an object or array, laid out as the entries before them.
 * Comments stay where they are: those on the last entry's line stay on it. A trailing comma stays one.
 */
export function insertEntries(style: JsonFileStyle, spot: JsonSpot, added: JsonEntries): readonly TextEdit[] {
  const { source, habits } = style;
  const { container } = spot;
  const last = container.entries.at(-1);
  const layout = layoutOf(source, container, habits);
  if (last === undefined || layout === undefined) return fillEmpty(style, spot, added);
  const { trailingComma } = container;
  const place = afterComments(source, trailingComma < 0 ? last.end : trailingComma + 1);
  const written = place.inLine && !hasLineBreak(layout.afterComma) ? onNewLines(layout, habits) : layout;
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

/** An empty container takes the layout of its siblings; one that is spread over lines stays so. */
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
  const siblings = parent === undefined ? [] : lastContainers(style, parent, kind);
  const outer = parent && layoutOf(source, parent, habits);
  const usual = modelLayout(style, siblings, base) ?? layoutWithin(outer, kind, base, habits);
  const layout =
    hasLineBreak(rest) && !hasLineBreak(usual.open) ? multiLineLayout(kind, base, habits) : usual;
  const entries = layout.open + entriesText(style, added, siblings, layout);
  return hasLineBreak(rest)
    ? [{ offset, length: 0, content: entries }]
    : [{ offset, length: rest.length, content: entries + layout.close }];
}

/** Where the comments that follow on the same line end, and whether the last of them takes the rest of the line. */
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

/** The layout after a comment that takes the rest of its line. */
function onNewLines(layout: JsonLayout, habits: JsonHabits): JsonLayout {
  const { afterComma } = multiLineLayout(layout.kind, layout.base, habits);
  return { ...layout, afterComma };
}
