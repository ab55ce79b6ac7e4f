import type { JsonContainer, JsonSource } from './json-scanner.ts';

/** How the entries of an object or array are separated. A line break includes the indentation after it. */
export interface EntryStyle {
  readonly kind: JsonContainer['kind'];
  /** From the opening bracket to the first entry. */
  readonly open: string;
  /** From one entry to the comma. */
  readonly beforeComma: string;
  /** From the comma to the next entry. */
  readonly afterComma: string;
  /** From the last entry to the closing bracket. */
  readonly close: string;
  /** From a key to its value. */
  readonly colon: string;
  /** Characters from a key's start to its value's, if values are aligned in a column; else undefined. */
  readonly valueOffset?: number | undefined;
  /** Indentation of the line on which the container starts. */
  readonly base: string;
}

/** The style of a file, for places without a style of their own. */
export interface JsonHabits {
  readonly lineBreak: string;
  readonly colon: string;
  /** One level of indentation. */
  readonly unit: string;
}

const comments = /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const longestLine = 1000;
const lastLine = /(\r\n|\r|\n)([ \t]*)(?:[^\r\n \t][^\r\n]*)?$/;

/** The style of a file, from its root. */
export function habitsOf(source: JsonSource, root: JsonContainer): JsonHabits {
  const lineBreak = /\r\n|\n|\r/.exec(source.text)?.[0] ?? '\n';
  const usual = { lineBreak, colon: ': ', unit: '  ' };
  const layout = styleOf(source, root, usual);
  return layout === undefined
    ? usual
    : { lineBreak, colon: layout.colon, unit: unitOf(layout) ?? usual.unit };
}

/** How a container is laid out, judged by its last entries, since new ones follow them; undefined if it is empty. */
export function styleOf(
  { text }: JsonSource,
  container: JsonContainer,
  habits: JsonHabits,
): EntryStyle | undefined {
  const { kind, start, end, entries, trailingComma } = container;
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const open = spaceIn(text.slice(start + 1, first.start));
  const valueOffset = kind === 'object' ? valueColumn(text, entries) : undefined;
  const colon = kind === 'object' ? colonOf(text, entries, valueOffset) : habits.colon;
  const previous = entries.at(-2);
  const [beforeComma, afterComma] =
    previous === undefined
      ? ['', hasLineBreak(open) ? open : inlineGap(colon)]
      : aroundComma(text.slice(previous.end, last.start));
  const close = spaceIn(text.slice(trailingComma < 0 ? last.end : trailingComma + 1, end - 1));
  return { kind, open, beforeComma, afterComma, close, colon, valueOffset, base: indentationAt(text, start) };
}

/** A key with what follows it up to its value. If values are aligned in a column, so is this one if the key leaves room. */
export function keyWithColon(key: string, { colon, valueOffset = 0 }: EntryStyle): string {
  const written = JSON.stringify(key);
  const room = valueOffset - written.length - 1;
  if (room < 1) return written + colon;
  return /^\s/.test(colon) ? `${written}${' '.repeat(room - 1)}: ` : `${written}:${' '.repeat(room)}`;
}

/** How many entries, counted from the last one, show whether values are aligned in a column. */
const columnCount = 50;

/** The distance from a key's start to its value's, if it is the same for keys of different lengths; else undefined. */
function valueColumn(text: string, entries: JsonContainer['entries']): number | undefined {
  const latest = entries.slice(-columnCount);
  const gaps = new Set(latest.map(({ keyEnd, valueStart }) => text.slice(keyEnd, valueStart)));
  const offsets = new Set(latest.map(({ start, valueStart }) => valueStart - start));
  return gaps.size > 1 && offsets.size === 1 ? [...offsets][0] : undefined;
}

/** The text between a key and its value. More than one blank is only copied if every entry has as many. */
function colonOf(text: string, entries: JsonContainer['entries'], valueOffset: number | undefined): string {
  const gaps = entries
    .slice(-columnCount)
    .map(({ keyEnd, valueStart }) => colonIn(text.slice(keyEnd, valueStart)));
  const last = gaps.at(-1) ?? ': ';
  const isHabit = gaps.every((gap) => gap === last);
  if (valueOffset !== undefined)
    return /^\s/.test(last) || gaps.some((gap) => /^\s/.test(gap)) ? ' : ' : ': ';
  return isHabit || last.trimEnd().length + 1 >= last.length ? last : ': ';
}

/** A container's layout for another place in the file, where lines are indented by `base`. */
export function movedStyle(layout: EntryStyle, base: string): EntryStyle {
  const move = (space: string) =>
    space.replace(/(?<![ \t])[ \t]*$/, (indentation) =>
      hasLineBreak(space) && indentation.startsWith(layout.base)
        ? base + indentation.slice(layout.base.length)
        : indentation,
    );
  return {
    ...layout,
    open: move(layout.open),
    beforeComma: move(layout.beforeComma),
    afterComma: move(layout.afterComma),
    close: move(layout.close),
    base,
  };
}

/**
 * A layout for a container without a model: like its parent's, but a list of plain values goes on one line.
 * @param plain true if it does not contain objects or lists
 */
export function styleWithin(
  parent: EntryStyle | undefined,
  kind: JsonContainer['kind'],
  plain: boolean,
  base: string,
  habits: JsonHabits,
): EntryStyle {
  const colon = parent?.colon ?? habits.colon;
  if ((kind === 'object' || !plain) && (parent === undefined || isMultiLine(parent))) {
    const unit = (parent && unitOf(parent)) ?? habits.unit;
    return multiLineStyle(kind, base, { ...habits, colon, unit });
  }
  const padding = kind === 'object' && parent?.kind === 'object' ? parent.open : '';
  return { kind, open: padding, beforeComma: '', afterComma: inlineGap(colon), close: padding, colon, base };
}

/** One entry per line. */
export function multiLineStyle(kind: JsonContainer['kind'], base: string, habits: JsonHabits): EntryStyle {
  const { lineBreak, colon, unit } = habits;
  const open = lineBreak + base + unit;
  return { kind, open, beforeComma: '', afterComma: open, close: lineBreak + base, colon, base };
}

export function isMultiLine(layout: EntryStyle): boolean {
  return hasLineBreak(layout.open + layout.beforeComma + layout.afterComma);
}

export function hasLineBreak(space: string): boolean {
  return /[\r\n]/.test(space);
}

/** Indentation of the lines on which entries of this layout start. */
export function entryBase(layout: EntryStyle): string {
  const line = [layout.afterComma, layout.beforeComma, layout.open].find(hasLineBreak);
  return line === undefined ? layout.base : (lastLine.exec(line)?.[2] ?? layout.base);
}

/** Indentation of the line of an offset; empty if the line is too long to have a layout. */
export function indentationAt(text: string, offset: number): string {
  const start = Math.max(0, offset - longestLine);
  const before = text.slice(start, offset);
  const lineBreak = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'));
  if (lineBreak < 0 && start > 0) return '';
  return /^[ \t]*/.exec(before.slice(lineBreak + 1))?.[0] ?? '';
}

/** How much entries are indented relative to their container; undefined if they are not. */
function unitOf(layout: EntryStyle): string | undefined {
  const indentation = entryBase(layout);
  const deeper = indentation.length > layout.base.length && indentation.startsWith(layout.base);
  return deeper ? indentation.slice(layout.base.length) : undefined;
}

/** The white space in a gap between tokens, without its comments and blank lines. */
function spaceIn(gap: string): string {
  const line = lastLine.exec(gap.replace(comments, '\0'));
  if (line !== null) return `${line[1]}${line[2]}`;
  return gap.trim() === '' ? gap : ' ';
}

/** The text between a key and its value, without comments; the usual one if the value is on a line of its own. */
function colonIn(gap: string): string {
  const bare = gap.replace(comments, '');
  return hasLineBreak(bare) ? ': ' : bare;
}

function aroundComma(gap: string): [string, string] {
  const bare = gap.replace(comments, '\0');
  const [before = '', after = ''] = bare.split(',');
  const commented = before.includes('\0') && !hasLineBreak(before);
  return [commented ? '' : spaceIn(before), spaceIn(after)];
}

function inlineGap(colon: string): string {
  return colon.endsWith(':') ? '' : ' ';
}
