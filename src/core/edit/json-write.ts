import type { Json } from '../../types.ts';
import {
  entryBase,
  isMultiLine,
  type JsonHabits,
  type JsonLayout,
  layoutOf,
  layoutWithin,
  movedLayout,
} from './json-layout.ts';
import { type JsonContainer, scanContainer } from './json-scan.ts';
import type { JsonSource } from './json-tokens.ts';

/** The file that is written to. */
export interface JsonFileStyle {
  readonly source: JsonSource;
  readonly habits: JsonHabits;
}

/** Values with their keys; in an array the keys do not count. */
export type JsonEntries = Iterable<readonly [string, Json]>;

/** How many entries of a container are looked at for its habits, from the last one back. */
const modelCount = 8;

/**
 * New entries as text, from the first one's start to the last one's end.
 *
 * @param models containers whose entries show how such entries are written, the best model first
 */
export function entriesText(
  style: JsonFileStyle,
  entries: JsonEntries,
  models: readonly JsonContainer[],
  layout: JsonLayout,
): string {
  const texts = Array.from(entries, ([key, value]) => {
    const text = valueText(style, value, modelsFor(style, models, key, kindOf(value)), layout);
    return layout.kind === 'object' ? JSON.stringify(key) + layout.colon + text : text;
  });
  return texts.join(`${layout.beforeComma},${layout.afterComma}`);
}

/** The layout of most of the models, for a place where lines are indented by `base`; undefined if all are empty. */
export function modelLayout(
  { source, habits }: JsonFileStyle,
  models: readonly JsonContainer[],
  base: string,
): JsonLayout | undefined {
  const layouts = models.flatMap((model) => layoutOf(source, model, habits) ?? []);
  const multiLine = layouts.filter(isMultiLine);
  const inline = layouts.filter((layout) => !isMultiLine(layout));
  const layout = multiLine.length >= inline.length ? multiLine[0] : inline[0];
  return layout && movedLayout(layout, base);
}

/** Objects or arrays among the last entries of a container, the last one first. */
export function lastContainers(
  { source }: JsonFileStyle,
  { entries }: JsonContainer,
  kind: JsonContainer['kind'],
): readonly JsonContainer[] {
  const opening = kind === 'object' ? '{' : '[';
  return entries
    .slice(-modelCount)
    .filter(({ valueStart }) => source.text.startsWith(opening, valueStart))
    .map(({ valueStart }) => scanContainer(source, valueStart))
    .reverse();
}

/** Values under the same key, else any of the kind. */
function modelsFor(
  style: JsonFileStyle,
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
    containers.flatMap((container) => lastContainers(style, container, kind)).filter(isFilled);
  const sameKey = ofKind(named);
  return (sameKey.length > 0 ? sameKey : ofKind(models)).slice(0, modelCount);
}

function valueText(
  style: JsonFileStyle,
  value: Json,
  models: readonly JsonContainer[],
  outer: JsonLayout,
): string {
  const kind = kindOf(value);
  if (kind === undefined) return JSON.stringify(value);
  const entries = Object.entries(value as object) as [string, Json][];
  const [opening, closing] = kind === 'object' ? '{}' : '[]';
  if (entries.length === 0) return `${opening}${closing}`;
  const base = entryBase(outer);
  const layout = modelLayout(style, models, base) ?? layoutWithin(outer, kind, base, style.habits);
  return opening + layout.open + entriesText(style, entries, models, layout) + layout.close + closing;
}

function isFilled(container: JsonContainer): boolean {
  return container.entries.length > 0;
}

function kindOf(value: Json): JsonContainer['kind'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? 'array' : 'object';
}
