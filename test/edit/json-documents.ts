import fc from 'fast-check';
import { expect } from 'vitest';
import type { Json } from '../../src/types.ts';

/** A JSON value whose members keep their written order, whatever their names. */
export type Tree = string | number | boolean | null | readonly Tree[] | Members;
export type Members = ReadonlyMap<string, Tree>;

/** How a document is formatted. `decisions` are used one by one, starting over after the last. */
interface Format {
  readonly unit: string;
  readonly lineBreak: string;
  readonly colon: string;
  readonly shift: string;
  readonly finalBreaks: number;
  readonly comments: boolean;
  readonly decisions: readonly number[];
}

/** Keys from real files, and keys that careless programs mishandle. */
export const keys: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'hello',
    'get-contact',
    'sync_deal',
    '__proto__',
    'constructor',
    'toString',
    '',
    '0',
    '10',
    'a"b',
    'é\u2028',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

const scalars = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('// no comment', '/* nor this */', '{', '}', ',', '\\', '"'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('tree'), { maxLength: 3 }),
    members(tie('tree'), 3),
  ),
})).tree;

function members(values: fc.Arbitrary<Tree>, maxLength: number): fc.Arbitrary<Members> {
  const entries = fc.uniqueArray(fc.tuple(keys, values), { maxLength, selector: ([key]) => key });
  return entries.map((list) => new Map(list));
}

const functions = members(
  fc.record({ secrets: fc.array(fc.constantFrom('API_KEY', 'TOKEN'), { maxLength: 2 }), extra: trees }).map(
    ({ secrets, extra }): Tree =>
      new Map<string, Tree>([
        ['file', 'x.js'],
        ['secrets', secrets],
        ['extra', extra],
      ]),
  ),
  4,
);

const formats: fc.Arbitrary<Format> = fc.record({
  unit: fc.constantFrom('', ' ', '  ', '   ', '    ', '     ', '            ', '\t'),
  lineBreak: fc.constantFrom('\n', '\r\n'),
  colon: fc.constantFrom(':', ': ', ' : ', ':\t'),
  shift: fc.constantFrom('', '', '  ', '\t'),
  finalBreaks: fc.nat(3),
  comments: fc.boolean(),
  decisions: fc.array(fc.nat(99), { minLength: 1, maxLength: 60 }),
});

export interface Document {
  readonly text: string;
  /** The text is strict JSON. */
  readonly strict: boolean;
  readonly value: { readonly [key: string]: Json };
}

/**
 * Documents in many styles. `appFunctions` and `dependencies` are objects and `scopes` is a list of strings, if present;
 * everything else can be anything.
 */
export const documents: fc.Arbitrary<Document> = fc
  .record({
    before: members(trees, 2),
    appFunctions: fc.option(functions, { nil: undefined }),
    dependencies: fc.option(members(scalars, 3), { nil: undefined }),
    scopes: fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', '"', '\\'), { maxLength: 3 }), {
      nil: undefined,
    }),
    after: members(trees, 2),
    format: formats,
  })
  .map(({ before, appFunctions, dependencies, scopes, after, format }) => {
    const known = Object.entries({ appFunctions, dependencies, scopes }).filter(
      (entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== undefined,
    );
    const root = new Map<string, Tree>([...before, ...known, ...after]);
    for (const [key, value] of known) root.set(key, value);
    const text = written(root, format);
    return { text, strict: !format.comments, value: valueOfTree(root) as Document['value'] };
  });

function written(root: Members, format: Format): string {
  const { unit, lineBreak, shift, finalBreaks } = format;
  let taken = 0;
  const decide = (outOf: number) => {
    taken += 1;
    return (format.decisions[taken % format.decisions.length] ?? 0) % outOf;
  };
  /** White space, sometimes with a comment. */
  const gap = (space: string) => {
    if (!format.comments) return space;
    const choice = decide(8);
    if (choice === 0) return ` /* , } */${space}`;
    return choice === 1 && space.includes('\n') ? ` // " {${space}` : space;
  };
  const write = (tree: Tree, indentation: string): string => {
    if (!(tree instanceof Map) && !Array.isArray(tree)) return JSON.stringify(tree);
    const [opening, closing] = tree instanceof Map ? '{}' : '[]';
    const isInline = decide(3) === 0;
    const isTight = decide(2) === 0;
    const inner = decide(6) === 0 ? `${indentation}${unit} ` : indentation + unit;
    const between = isInline ? (isTight ? '' : ' ') : lineBreak + inner;
    const end = isInline ? between : lineBreak + indentation;
    const texts: string[] =
      tree instanceof Map
        ? Array.from(tree, ([key, value]) => JSON.stringify(key) + format.colon + write(value, inner))
        : tree.map((value) => write(value, inner));
    if (texts.length === 0) return opening + (decide(2) === 0 ? '' : gap(end)) + closing;
    const trailing = format.comments && decide(5) === 0 ? ',' : '';
    return `${opening}${gap(between)}${texts.join(`${gap('')},${gap(between)}`)}${trailing}${gap(end)}${closing}`;
  };
  return shift + write(root, shift) + lineBreak.repeat(finalBreaks);
}

function valueOfTree(tree: Tree): Json {
  if (tree instanceof Map)
    return Object.fromEntries(Array.from(tree, ([key, value]) => [key, valueOfTree(value)]));
  return Array.isArray(tree) ? tree.map(valueOfTree) : (tree as Json);
}

/**
 * Fails unless the new text is the old one with a single insertion. The comma before it can be in front of a comment, and
 * spaces inside an empty object or list can be gone.
 */
export function expectOneInsertion(before: string, after: string): void {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  const isEmptied =
    /^[ \t]*$/.test(removed) &&
    /[[{](?:[ \t]*\/\* , } \*\/)*[ \t]*$/.test(before.slice(0, start)) &&
    /^[ \t]*[\]}]/.test(before.slice(start));
  const isPastComment = added.startsWith(`,${removed}`) && /^[ \t]*\/[/*]/.test(removed);
  if (removed !== '' && !isEmptied && !isPastComment) expect(after).toBe(before);
}
