import type { AnyNode, Pattern } from 'acorn';
import { base, recursive } from 'acorn-walk';

/** Functions, blocks and other nodes from the root of a syntax tree down to a node. */
export type Ancestors = readonly AnyNode[];

const known = new WeakMap<AnyNode, ReadonlySet<string>>();

/** The innermost scope around the last of the ancestors that declares a name; undefined for globals. */
export function declaringScope(name: string, ancestors: Ancestors): AnyNode | undefined {
  return ancestors.findLast((node) => namesOf(node).has(name));
}

export function isFunction(node: AnyNode | undefined): boolean {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node?.type ?? '');
}

/** Does the last of the ancestors run only when something is called? Fields of a class count as such. */
export function isInsideFunction(ancestors: Ancestors): boolean {
  return ancestors.some((node) => isFunction(node) || node.type === 'PropertyDefinition');
}

/** Names that a pattern declares: `a`, `{ a, b: c }`, `[a, ...b]`, `a = 1`. */
function patternNames(pattern: Pattern | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap(patternNames);
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'RestElement':
      return patternNames(pattern.argument);
    default:
      return [];
  }
}

function namesOf(node: AnyNode): ReadonlySet<string> {
  const present = known.get(node);
  if (present !== undefined) return present;
  const names = new Set(declared(node));
  known.set(node, names);
  return names;
}

/** Names that a node declares as a scope of its own; none for nodes that are not a scope. */
function declared(node: AnyNode): string[] {
  switch (node.type) {
    case 'Program':
      return [...blockNames(node.body), ...hoistedNames(node)];
    case 'BlockStatement':
    case 'StaticBlock':
      return blockNames(node.body);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const own = node.type === 'FunctionExpression' && node.id ? [node.id.name] : [];
      return [...own, ...node.params.flatMap(patternNames), ...hoistedNames(node.body)];
    }
    case 'ForStatement':
      return blockNames([node.init]);
    case 'ForInStatement':
    case 'ForOfStatement':
      return blockNames([node.left]);
    case 'SwitchStatement':
      return node.cases.flatMap(({ consequent }) => blockNames(consequent));
    case 'CatchClause':
      return patternNames(node.param ?? null);
    default:
      return [];
  }
}

function blockNames(nodes: readonly (AnyNode | null | undefined)[]): string[] {
  return nodes.flatMap((node): string[] => {
    switch (node?.type) {
      case 'VariableDeclaration':
        return node.declarations.flatMap(({ id }) => patternNames(id));
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return node.id ? [node.id.name] : [];
      case 'ImportDeclaration':
        return node.specifiers.map(({ local }) => local.name);
      case 'ExportNamedDeclaration':
        return blockNames([node.declaration]);
      case 'ExportDefaultDeclaration':
        return blockNames([node.declaration]);
      default:
        return [];
    }
  });
}

/** `var` is declared in the function around it, however deep it is. */
function hoistedNames(body: AnyNode): string[] {
  const names: string[] = [];
  const skip = () => {};
  recursive(body, undefined, {
    FunctionDeclaration: skip,
    FunctionExpression: skip,
    ArrowFunctionExpression: skip,
    Class: skip,
    VariableDeclaration(node, state, visit) {
      if (node.kind === 'var') names.push(...node.declarations.flatMap(({ id }) => patternNames(id)));
      base.VariableDeclaration?.(node, state, visit);
    },
  });
  return names;
}
