import type { AnyNode } from 'acorn';
import { type Ancestors, bindingOf, type Key, keyOf, type Reference } from './scope.ts';

const toProcess: Reference = { root: 'process', keys: [] };

/**
 * Follows names back to their declarations: with `const { env: { A } } = process`, the name `A` stands for `process.env.A`.
 * @param ancestors of the node, with or without the node itself
 */
export function referenceOf(node: AnyNode, ancestors: Ancestors): Reference | undefined {
  switch (node.type) {
    case 'ChainExpression':
      return referenceOf(node.expression, ancestors);
    case 'Identifier':
      // A local variable named `process` counts too.
      return node.name === 'process' ? toProcess : referenceOfName(node.name, ancestors);
    case 'MemberExpression': {
      const key = keyOf(node.property, node.computed);
      return key === 'process' && isGlobal(node.object, ancestors)
        ? toProcess
        : within(referenceOf(node.object, ancestors), key);
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

function referenceOfName(name: string, ancestors: Ancestors): Reference | undefined {
  const binding = bindingOf(name, ancestors);
  if (binding?.value === undefined) return undefined;
  if ('reference' in binding) return binding.reference;
  // A name can be declared in terms of itself.
  binding.reference = undefined;
  const { value, isParameter, keys, scope } = binding;
  const start = isParameter
    ? { root: value, keys: [] }
    : referenceOf(value, ancestors.slice(0, ancestors.indexOf(scope) + 1));
  binding.reference = keys.reduce(within, start);
  return binding.reference;
}

function isGlobal(node: AnyNode, ancestors: Ancestors): boolean {
  return (
    node.type === 'Identifier' &&
    /^(?:globalThis|global)$/.test(node.name) &&
    bindingOf(node.name, ancestors) === undefined
  );
}
