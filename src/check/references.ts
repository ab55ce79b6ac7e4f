import type { AnyNode, Identifier } from 'acorn';
import { type Ancestors, bindingOf, type Key, keyOf, type Reference } from './scope.ts';

const toProcess: Reference = { root: 'process', keys: [] };
/** How many names and members are followed. Names can be declared in terms of each other, and chains can be long. */
const mostSteps = 20;

/**
 * Follows names back to their declarations: with `const { env: { A } } = process`, the name `A` stands for `process.env.A`.
 * @param ancestors any that start with the root of the node's tree
 */
export function referenceOf(node: AnyNode, ancestors: Ancestors, steps = mostSteps): Reference | undefined {
  if (steps === 0) return undefined;
  switch (node.type) {
    case 'ChainExpression':
      return referenceOf(node.expression, ancestors, steps - 1);
    case 'Identifier':
      // A local variable named `process` counts too.
      return node.name === 'process' ? toProcess : referenceOfName(node, ancestors, steps - 1);
    case 'MemberExpression': {
      const key = keyOf(node.property, node.computed);
      return key === 'process' && isGlobal(node.object, ancestors)
        ? toProcess
        : within(referenceOf(node.object, ancestors, steps - 1), key);
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

/** The reference to a member; undefined if it is nested too deeply to be useful. */
export function within(outer: Reference | undefined, key: Key): Reference | undefined {
  return outer === undefined || outer.keys.length > 1 ? undefined : { ...outer, keys: [...outer.keys, key] };
}

export function isSameReference(one: Reference | undefined, other: Reference | undefined): boolean {
  return one?.root === other?.root && String(one?.keys) === String(other?.keys);
}

/** Whether this is the specifier of Node's `process` module. */
export function isProcessModule(source: AnyNode | null | undefined): boolean {
  return source?.type === 'Literal' && /^(?:node:)?process$/.test(String(source.value));
}

function referenceOfName(name: Identifier, ancestors: Ancestors, steps: number): Reference | undefined {
  const binding = bindingOf(name, ancestors);
  if (binding?.value === undefined) return undefined;
  const { value, isParameter, keys } = binding;
  const start = isParameter ? { root: value, keys: [] } : referenceOf(value, ancestors, steps);
  return keys.reduce(within, start);
}

function isGlobal(node: AnyNode, ancestors: Ancestors): boolean {
  return (
    node.type === 'Identifier' &&
    /^(?:globalThis|global)$/.test(node.name) &&
    bindingOf(node, ancestors) === undefined
  );
}
