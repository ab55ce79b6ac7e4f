import type { AnyNode, Identifier, ObjectPattern, Pattern, Program } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { groupBy } from '../group-by.ts';
import { lastUpTo } from './positions.ts';

/** The nodes that the walker passes from the root of a syntax tree down to a node, including that node. */
export type Ancestors = readonly AnyNode[];

/** The name of a property; undefined if it is computed, or for a rest element. */
export type Key = string | undefined;

/** A function in a syntax tree. */
export type FunctionNode = Extract<
  AnyNode,
  { readonly type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** The value that an expression refers to: `process`, a function's parameter, or a value one or two keys inside these. */
export interface Reference {
  /** The node that declares the parameter, or `'process'`. */
  readonly root: AnyNode | 'process';
  readonly keys: readonly Key[];
}

/** The declaration of a name: it stands for a value, or for a part of the value at these keys. */
export interface Binding {
  /** The function's own parameter, or the initial value of the name; undefined if neither is certain. */
  readonly value: AnyNode | undefined;
  readonly isParameter: boolean;
  readonly keys: readonly Key[];
}

/** What a name refers to in the parts of a text: from each of these offsets on, in ascending order, to this binding. */
interface Meanings {
  readonly from: number[];
  readonly bindings: (Binding | undefined)[];
}

/**
 * The names of the most recent tree. This is a new map for each tree, because a `WeakMap` or a reused map would delay freeing
 * earlier trees: old objects keep their values alive when young objects are collected.
 */
let known: ReadonlyMap<string, Meanings> = new Map();
let root: AnyNode | undefined;

/**
 * What a name refers to where it starts; undefined for globals.
 * @param ancestors any that start with the root of the tree
 */
export function bindingOf(
  { name, start }: Pick<Identifier, 'name' | 'start'>,
  [program]: Ancestors,
): Binding | undefined {
  if (root !== program) known = meaningsIn(program as Program);
  root = program;
  const meanings = known.get(name);
  return meanings?.bindings[lastUpTo(meanings.from, start)];
}

export function isFunction(node: AnyNode | undefined): node is FunctionNode {
  const type = node?.type;
  return (
    type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
  );
}

/** Whether the last of the ancestors only runs when a function is called or a class is instantiated. */
export function isInsideFunction(ancestors: Ancestors): boolean {
  return ancestors.some((node) => isFunction(node) || (node.type === 'PropertyDefinition' && !node.static));
}

/** The members that a pattern takes from an object, and what each is assigned to. A rest element has no property. */
export function patternMembers({ properties }: ObjectPattern) {
  return properties.map((one) => {
    if (one.type !== 'Property') return { key: undefined, local: one.argument };
    const local = one.value.type === 'AssignmentPattern' ? one.value.left : one.value;
    return { property: one, key: keyOf(one.key, one.computed), local };
  });
}

/** The name of a property; undefined if it is computed. */
export function keyOf(key: AnyNode, computed: boolean): Key {
  if (!computed && key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}

/** A name, and the part of the tree in which it can be used. */
interface Declared {
  readonly name: string;
  readonly binding: Binding;
  readonly scope: AnyNode;
}

/** What each declared name of a tree refers to. */
function meaningsIn(program: Program): ReadonlyMap<string, Meanings> {
  const found: Declared[] = [];
  fullAncestor(program, (node, _, ancestors) => {
    for (const one of declaredBy(node as AnyNode, ancestors as AnyNode[])) found.push(one);
  });
  const byName = groupBy(found, ({ name }) => name);
  return new Map(Array.from(byName, ([name, all]) => [name, meaningsOf(all)]));
}

/** Scopes contain each other, or have nothing in common. */
function meaningsOf(all: readonly Declared[]): Meanings {
  const from: number[] = [];
  const bindings: Meanings['bindings'] = [];
  const add = (offset: number, binding: Binding | undefined) => {
    from.push(offset);
    bindings.push(binding);
  };
  const open: Declared[] = [];
  const closeUntil = (offset: number) => {
    for (let last = open.at(-1); last !== undefined && last.scope.end <= offset; last = open.at(-1)) {
      open.pop();
      add(last.scope.end, open.at(-1)?.binding);
    }
  };
  const inOrder = all.toSorted(
    ({ scope: one }, { scope: other }) => one.start - other.start || other.end - one.end,
  );
  for (const one of inOrder) {
    closeUntil(one.scope.start);
    open.push(one);
    add(one.scope.start, one.binding);
  }
  closeUntil(Number.POSITIVE_INFINITY);
  return { from, bindings };
}

const unknown: Binding = { value: undefined, isParameter: false, keys: [] };

/** The names declared by a pattern: `a`, `{ a, b: c }`, `[a, ...b]`, `a = 1`. */
function* patternNames(
  pattern: Pattern | null | undefined,
  scope: AnyNode,
  binding = unknown,
): Generator<Declared> {
  switch (pattern?.type) {
    case 'Identifier':
      yield { name: pattern.name, binding, scope };
      break;
    case 'ObjectPattern':
      for (const { key, local } of patternMembers(pattern)) {
        // More keys lead to nothing that is looked for.
        const keys = binding.keys.length > 2 ? binding.keys : [...binding.keys, key];
        yield* patternNames(local, scope, { ...binding, keys });
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) yield* patternNames(element, scope);
      break;
    case 'AssignmentPattern':
      yield* patternNames(pattern.left, scope, binding);
      break;
    case 'RestElement':
      yield* patternNames(pattern.argument, scope);
  }
}

/** The names that a node declares. */
function* declaredBy(node: AnyNode, ancestors: Ancestors): Generator<Declared> {
  switch (node.type) {
    case 'VariableDeclaration': {
      const scope = scopeOf(ancestors, node.kind === 'var');
      for (const { id, init } of node.declarations)
        yield* patternNames(id, scope, { ...unknown, value: init ?? undefined });
      break;
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      yield* patternNames(node.id, scopeOf(ancestors, false));
      break;
    case 'FunctionExpression':
      yield* patternNames(node.id, node);
      break;
    case 'CatchClause':
      yield* patternNames(node.param, node);
      break;
    case 'ImportDeclaration':
      for (const one of node.specifiers) {
        const key = one.type === 'ImportSpecifier' ? keyOf(one.imported, false) : 'default';
        const binding = { ...unknown, value: node, keys: key === 'default' ? [] : [key] };
        yield* patternNames(one.local, scopeOf(ancestors, false), binding);
      }
  }
  if (!isFunction(node)) return;
  for (const value of node.params) yield* patternNames(value, node, { value, isParameter: true, keys: [] });
}

/**
 * The scope of a declaration. `var` belongs to the function's body, however deeply it is nested: parameter defaults cannot
 * see it.
 */
function scopeOf(ancestors: Ancestors, isVar: boolean): AnyNode {
  const index = ancestors.findLastIndex(
    ({ type }, at) =>
      type === 'Program' ||
      type === 'StaticBlock' ||
      (type === 'BlockStatement' && (!isVar || isFunction(ancestors[at - 1]))) ||
      (!isVar && /^(?:For(?:In|Of)?|Switch)Statement$/.test(type)),
  );
  return ancestors[index] as AnyNode;
}
