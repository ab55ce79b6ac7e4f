import type { AnyNode, ObjectPattern, Pattern, VariableDeclaration } from 'acorn';
import { base, recursive } from 'acorn-walk';

/** Functions, blocks and other nodes from the root of a syntax tree down to a node. */
export type Ancestors = readonly AnyNode[];

/** The name of a property; undefined if it is computed, or the rest of an object. */
export type Key = string | undefined;

/** What a name is declared as: a value, or what is at these keys in it. */
export interface Binding {
  /** A function's own parameter, or what the name is first set to; undefined if neither is certain. */
  readonly value: AnyNode | undefined;
  readonly isParameter: boolean;
  readonly keys: readonly Key[];
  /** The node that declares it. */
  readonly scope: AnyNode;
}

type Names = ReadonlyMap<string, Binding>;

/**
 * The names of each scope of the last tree. With one `WeakMap`, or one map that is cleared, trees of earlier files would
 * be freed late: what is old keeps its values alive when young objects are collected.
 */
let known = new Map<AnyNode, Names>();
let root: AnyNode | undefined;

/**
 * What a name stands for at the last of the ancestors; undefined for globals.
 *
 * @param ancestors from the root of the tree
 */
export function bindingOf(name: string, ancestors: Ancestors): Binding | undefined {
  if (root !== ancestors[0]) known = new Map();
  root = ancestors[0];
  for (let index = ancestors.length - 1; index >= 0; index--) {
    const found = namesOf(ancestors[index] as AnyNode, ancestors[index - 1]).get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isFunction(node: AnyNode | undefined): boolean {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node?.type ?? '');
}

/** Does the last of the ancestors run only when something is called, or an object of a class is made? */
export function isInsideFunction(ancestors: Ancestors): boolean {
  return ancestors.some((node) => isFunction(node) || (node.type === 'PropertyDefinition' && !node.static));
}

/** What a pattern takes of an object, and what each is given to; without a property where that is the rest. */
export function membersOf({ properties }: ObjectPattern) {
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

const none: Names = new Map();

function namesOf(node: AnyNode, parent: AnyNode | undefined): Names {
  const present = known.get(node);
  if (present !== undefined) return present;
  const found = declared(node, parent);
  if (found === undefined) return none;
  const names = new Map(found.map(([name, one]) => [name, { ...one, scope: node }]));
  known.set(node, names);
  return names;
}

type Declared = readonly [string, Omit<Binding, 'scope'>];

const unknown = { value: undefined, isParameter: false, keys: [] };

/** Names that a pattern declares: `a`, `{ a, b: c }`, `[a, ...b]`, `a = 1`. */
function patternNames(pattern: Pattern | null, binding: Declared[1] = unknown): Declared[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [[pattern.name, binding]];
    case 'ObjectPattern':
      return membersOf(pattern).flatMap(({ key, local }) =>
        patternNames(local, { ...binding, keys: [...binding.keys, key] }),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => patternNames(element));
    case 'AssignmentPattern':
      return patternNames(pattern.left, binding);
    case 'RestElement':
      return patternNames(pattern.argument);
    default:
      return [];
  }
}

/** Names that a node declares as a scope of its own; undefined for nodes that are not a scope. */
function declared(node: AnyNode, parent: AnyNode | undefined): Declared[] | undefined {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock': {
      // Default values of parameters do not see what the body declares.
      const isBody = node.type !== 'BlockStatement' || isFunction(parent);
      return [...(isBody ? hoistedNames(node) : []), ...blockNames(node.body)];
    }
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const own = node.type === 'FunctionExpression' && node.id ? patternNames(node.id) : [];
      const ofParameters = node.params.flatMap((value) =>
        patternNames(value, { value, isParameter: true, keys: [] }),
      );
      return [...own, ...ofParameters];
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
      return undefined;
  }
}

function variables({ declarations }: VariableDeclaration): Declared[] {
  return declarations.flatMap(({ id, init }) => patternNames(id, { ...unknown, value: init ?? undefined }));
}

/** Names of a block; `var` is not one of them. */
function blockNames(nodes: readonly (AnyNode | null | undefined)[]): Declared[] {
  return nodes.flatMap((node): Declared[] => {
    switch (node?.type) {
      case 'VariableDeclaration':
        return node.kind === 'var' ? [] : variables(node);
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return patternNames(node.id);
      case 'ImportDeclaration':
        return node.specifiers.map((one) => {
          const name = one.type === 'ImportSpecifier' ? keyOf(one.imported, false) : 'default';
          return [one.local.name, { ...unknown, value: node, keys: name === 'default' ? [] : [name] }];
        });
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        return blockNames([node.declaration]);
      default:
        return [];
    }
  });
}

/** `var` is declared in the function around it, however deep it is. */
function hoistedNames(body: AnyNode): Declared[] {
  const names: Declared[] = [];
  const skip = () => {};
  recursive(body, undefined, {
    FunctionDeclaration: skip,
    FunctionExpression: skip,
    ArrowFunctionExpression: skip,
    Class: skip,
    VariableDeclaration(node, state, visit) {
      if (node.kind === 'var') names.push(...variables(node));
      base.VariableDeclaration?.(node, state, visit);
    },
  });
  return names;
}
