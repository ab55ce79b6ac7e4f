import type { AnyNode } from 'acorn';
import { type Ancestors, bindingOf, type Key, keyOf } from './scope.ts';

/** What an expression stands for: `process`, a function's parameter, or something one or two keys inside them. */
export interface Way {
  /** The node that declares the parameter, or `'process'`. */
  readonly root: AnyNode | 'process';
  readonly keys: readonly Key[];
}

const toProcess: Way = { root: 'process', keys: [] };
const ofNames = new WeakMap<object, Way | undefined>();

/**
 * Follows names back to their declarations: with `const { env: { A } } = process`, the name `A` stands for `process.env.A`.
 * @param ancestors of the node, with or without the node itself
 */
export function wayOf(node: AnyNode, ancestors: Ancestors): Way | undefined {
  switch (node.type) {
    case 'ChainExpression':
      return wayOf(node.expression, ancestors);
    case 'Identifier':
      // A local variable named `process` counts too.
      return node.name === 'process' ? toProcess : wayOfName(node.name, ancestors);
    case 'MemberExpression': {
      const key = keyOf(node.property, node.computed);
      return key === 'process' && isGlobal(node.object, ancestors)
        ? toProcess
        : within(wayOf(node.object, ancestors), key);
    }
    case 'CallExpression': {
      const { callee } = node;
      const isRequire = callee.type === 'Identifier' && callee.name === 'require';
      return isRequire && isProcessModule(node.arguments[0]) ? toProcess : undefined;
    }
    case 'ImportDeclaration':
      return isProcessModule(node.source) ? toProcess : undefined;
    default:
      return undefined;
  }
}

/** The way to a member; undefined if it is nested too deeply to be useful. */
export function within(way: Way | undefined, key: Key): Way | undefined {
  return way === undefined || way.keys.length > 1 ? undefined : { ...way, keys: [...way.keys, key] };
}

export function isSameWay(one: Way | undefined, other: Way | undefined): boolean {
  return one?.root === other?.root && String(one?.keys) === String(other?.keys);
}

/** Whether this is the specifier of Node's `process` module. */
export function isProcessModule(source: AnyNode | null | undefined): boolean {
  return source?.type === 'Literal' && /^(?:node:)?process$/.test(String(source.value));
}

function wayOfName(name: string, ancestors: Ancestors): Way | undefined {
  const binding = bindingOf(name, ancestors);
  if (binding?.value === undefined) return undefined;
  if (ofNames.has(binding)) return ofNames.get(binding);
  // A name can be declared in terms of itself.
  ofNames.set(binding, undefined);
  const { value, isParameter, keys, scope } = binding;
  const start = isParameter
    ? { root: value, keys: [] }
    : wayOf(value, ancestors.slice(0, ancestors.indexOf(scope) + 1));
  const way = keys.reduce(within, start);
  ofNames.set(binding, way);
  return way;
}

function isGlobal(node: AnyNode, ancestors: Ancestors): boolean {
  return (
    node.type === 'Identifier' &&
    /^(?:globalThis|global)$/.test(node.name) &&
    bindingOf(node.name, ancestors) === undefined
  );
}
