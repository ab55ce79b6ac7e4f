import type { AnyNode, ObjectPattern, Pattern, VariableDeclaration } from 'acorn';
import { base, recursive } from 'acorn-walk';

/** The nodes that the walker passes from the root of a syntax tree down to a node, including that node. */
export type Ancestors = readonly AnyNode[];

/** The name of a property; undefined if it is computed, or for a rest element. */
export type Key = string | undefined;

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
  /** The node that declares it. */
  readonly scope: AnyNode;
  /** The value that the name refers to. Set when it is first needed. */
  reference?: Reference | undefined;
}

type Names = ReadonlyMap<string, Binding>;

/**
 * The names in each scope of the most recent tree. This is a new map for each tree, because a `WeakMap` or a reused map
 * would delay freeing earlier trees: old objects keep their values alive when young objects are collected.
 */
let known = new Map<AnyNode, Names>();
let root: AnyNode | undefined;

/**
 * What a name refers to at the last of the ancestors; undefined for globals.
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

/** The names declared by a pattern: `a`, `{ a, b: c }`, `[a, ...b]`, `a = 1`. */
function patternNames(pattern: Pattern | null, binding: Declared[1] = unknown): Declared[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [[pattern.name, binding]];
    case 'ObjectPattern':
      return patternMembers(pattern).flatMap(({ key, local }) =>
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

/** The names that a node declares in its own scope; undefined for nodes that do not create a scope. */
function declared(node: AnyNode, parent: AnyNode | undefined): Declared[] | undefined {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock': {
      // Parameter defaults cannot see what the body declares.
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

/** The names declared in a block, without `var`. */
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

/** `var` declarations belong to the enclosing function, however deeply they are nested. */
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
