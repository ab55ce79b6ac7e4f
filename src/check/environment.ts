import type {
  AnyNode,
  CallExpression,
  Identifier,
  MemberExpression,
  ObjectPattern,
  Pattern,
  Program,
} from 'acorn';
import { ancestor } from 'acorn-walk';
import type { Code, EnvironmentName, EnvironmentRead } from './facts.ts';
import type { Parsed } from './parse.ts';
import { type Ancestors, declaringScope, isInsideFunction } from './scope.ts';
import type { Visitors } from './walk.ts';

/** Visitors of a tree, and what they have found once the walk is over. */
export interface Visiting<Facts> {
  readonly visitors: Visitors;
  result(): Facts;
}

type EnvironmentFacts = Pick<Code, 'reads' | 'readsUnknown' | 'typos' | 'logged' | 'environmentNames'>;

const nothing: EnvironmentFacts = {
  reads: [],
  readsUnknown: false,
  typos: [],
  logged: [],
  environmentNames: [],
};

/**
 * Where code reads environment variables: `process.env.NAME`, `process.env['NAME']`, `const { NAME } = process.env`,
 * also through another name for `process.env`.
 */
export function environmentVisitors(parsed: Parsed): Visiting<EnvironmentFacts> {
  if (!/\bprocess\b/.test(parsed.text)) {
    return { visitors: {}, result: () => nothing };
  }
  const names = namesFor(parsed);
  const reads: EnvironmentRead[] = [];
  const typos: EnvironmentFacts['typos'][number][] = [];
  const logged: EnvironmentFacts['logged'][number][] = [];
  const environmentNames: EnvironmentName[] = [];
  let readsUnknown = false;
  const add = (node: AnyNode, name: string, ancestors: Ancestors, hasDefault: boolean) => {
    // A method of every object, such as hasOwnProperty: the variable that it is about is not known.
    if (name in Object.prototype) readsUnknown = true;
    else reads.push({ ...parsed.place(node), name, topLevel: !isInsideFunction(ancestors), hasDefault });
  };
  const addPattern = (pattern: AnyNode, ancestors: Ancestors) => {
    if (pattern.type === 'Identifier') return;
    if (pattern.type !== 'ObjectPattern') readsUnknown = true;
    else
      for (const { property, key } of membersOf(pattern)) {
        if (property === undefined || key === undefined) readsUnknown = true;
        else {
          environmentNames.push(namedBy(property.key, key, property.shorthand));
          add(property, key, ancestors, property.value.type === 'AssignmentPattern');
        }
      }
  };
  const visitWhole = (node: AnyNode, ancestors: Ancestors) => {
    if (!names.isEnvironment(node, ancestors)) return;
    const parent = ancestors.at(-2);
    if (parent?.type === 'MemberExpression' && parent.object === node) return;
    if (parent?.type === 'VariableDeclarator') addPattern(parent.id, ancestors);
    else if (parent?.type === 'AssignmentExpression' && parent.right === node)
      addPattern(parent.left, ancestors);
    else readsUnknown = true;
  };
  const visitors: Visitors = {
    Identifier: (node, _, ancestors) => visitWhole(node, ancestors),
    MemberExpression(node, _, ancestors) {
      visitWhole(node, ancestors);
      if (isTypo(node)) {
        const { name } = node.property as Identifier;
        typos.push({ ...parsed.place(node), name, offset: node.property.start });
      }
      if (!names.isEnvironment(node.object, ancestors)) return;
      const name = keyOf(node.property, node.computed);
      if (name !== undefined) environmentNames.push(namedBy(node.property, name, false));
      if (isTarget(node, ancestors.at(-2))) return;
      if (name === undefined) readsUnknown = true;
      else add(node, name, ancestors, hasDefault(ancestors, names));
    },
    CallExpression(node, _, ancestors) {
      if (!isConsole(node)) return;
      for (const name of node.arguments.flatMap((argument) => names.valuesIn(argument, ancestors)))
        logged.push({ ...parsed.place(node), name });
    },
  };
  return { visitors, result: () => ({ reads, readsUnknown, typos, logged, environmentNames }) };
}

/** What a pattern takes of an object: undefined where it is the rest; a key is undefined if it is computed. */
function membersOf({ properties }: ObjectPattern) {
  return properties.map((one) => {
    if (one.type !== 'Property') return {};
    const local = one.value.type === 'AssignmentPattern' ? one.value.left : one.value;
    return { property: one, key: keyOf(one.key, one.computed), local };
  });
}

function namedBy({ start, end }: AnyNode, name: string, isShorthand: boolean): EnvironmentName {
  return { name, start, end, isShorthand };
}

/** Is `process` or `process.env` used as a whole, or is anything logged? Only then do other names matter. */
const mayRename = /\bconsole\b|\benv\s*(?![\w$\s.?[])|\bprocess\s*(?![\w$\s.?[])/;

/** What names in a file refer to: `process.env` itself, or the value of a variable in it. */
function namesFor({ program, text }: Parsed) {
  const environments = new Map<string, AnyNode | undefined>();
  const values = new Map<string, { readonly variable: string; readonly scope: AnyNode | undefined }>();

  const isEnvironment = (node: AnyNode, ancestors: Ancestors): boolean => {
    if (node.type === 'ChainExpression') return isEnvironment(node.expression, ancestors);
    if (node.type === 'MemberExpression')
      return keyOf(node.property, node.computed) === 'env' && isProcess(node.object, ancestors);
    if (node.type !== 'Identifier' || !environments.has(node.name)) return false;
    return declaringScope(node.name, ancestors) === environments.get(node.name);
  };
  /** Names of the variables whose values become part of an expression's value. */
  const valuesIn = (node: AnyNode, ancestors: Ancestors): readonly string[] => {
    if (node.type === 'MemberExpression') {
      const name = keyOf(node.property, node.computed);
      return name !== undefined && isEnvironment(node.object, ancestors) ? [name] : [];
    }
    if (node.type !== 'Identifier')
      return partsOf(node).flatMap((part) => (part ? valuesIn(part, ancestors) : []));
    const value = values.get(node.name);
    if (value === undefined || value.scope !== declaringScope(node.name, ancestors)) return [];
    return [value.variable];
  };
  const declare = (target: Pattern, source: AnyNode, ancestors: Ancestors) => {
    const scopeOf = (name: string) => declaringScope(name, ancestors);
    if (target.type === 'Identifier') {
      if (isEnvironment(source, ancestors)) environments.set(target.name, scopeOf(target.name));
      const [variable] = valuesIn(source, ancestors);
      if (variable !== undefined) values.set(target.name, { variable, scope: scopeOf(target.name) });
      return;
    }
    if (target.type !== 'ObjectPattern') return;
    for (const { key, local } of membersOf(target)) {
      if (key === undefined || local?.type !== 'Identifier') continue;
      if (key === 'env' && isProcess(source, ancestors)) environments.set(local.name, scopeOf(local.name));
      if (isEnvironment(source, ancestors))
        values.set(local.name, { variable: key, scope: scopeOf(local.name) });
    }
  };
  for (const name of importedNames(program, text)) environments.set(name, program);
  if (mayRename.test(text))
    ancestor(program, {
      VariableDeclarator(node, _, ancestors) {
        if (node.init) declare(node.id, node.init, ancestors);
      },
    });
  return { isEnvironment, valuesIn };
}

/** What an expression that is not a name passes on of its parts. */
function partsOf(node: AnyNode): readonly (AnyNode | null)[] {
  switch (node.type) {
    case 'TemplateLiteral':
      return node.expressions;
    case 'BinaryExpression':
      return node.operator === '+' ? [node.left, node.right] : [];
    case 'LogicalExpression':
      return node.operator === '&&' ? [node.right] : [node.left, node.right];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'ObjectExpression':
      return node.properties.flatMap((property) => (property.type === 'Property' ? [property.value] : []));
    case 'ArrayExpression':
      return node.elements;
    default:
      return [];
  }
}

/** Names under which a module imports `env` of `process`. */
function importedNames(program: Program, text: string): readonly string[] {
  if (!/\bfrom\s*['"](?:node:)?process['"]/.test(text)) return [];
  return program.body.flatMap((node) =>
    node.type === 'ImportDeclaration' && /^(?:node:)?process$/.test(String(node.source.value))
      ? node.specifiers.flatMap((one) =>
          one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' && one.imported.name === 'env'
            ? [one.local.name]
            : [],
        )
      : [],
  );
}

/** `process`, `globalThis.process`, `require('process')`; a variable named `process` counts too. */
function isProcess(node: AnyNode, ancestors: Ancestors): boolean {
  if (node.type === 'Identifier') return node.name === 'process';
  if (node.type === 'CallExpression') {
    const [argument] = node.arguments;
    const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
    return isRequire && argument?.type === 'Literal' && /^(?:node:)?process$/.test(String(argument.value));
  }
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return false;
  const isGlobal = /^(?:globalThis|global)$/.test(node.object.name);
  return (
    isGlobal &&
    keyOf(node.property, node.computed) === 'process' &&
    declaringScope(node.object.name, ancestors) === undefined
  );
}

/** The name of a property; undefined if it is computed. */
export function keyOf(key: AnyNode, computed: boolean): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}

function isTypo({ object, property, computed }: MemberExpression): boolean {
  const isOfProcess = object.type === 'Identifier' && object.name === 'process';
  return isOfProcess && !computed && property.type === 'Identifier' && /^env[A-Z]/.test(property.name);
}

/** Is it written to or removed? */
function isTarget(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === 'AssignmentExpression') return parent.left === node && parent.operator === '=';
  return parent?.type === 'UnaryExpression' && parent.operator === 'delete';
}

/**
 * Is there a default for the variable? `Number(process.env.SIZE ?? 5)`, `process.env.LIST?.trim() || ''`,
 * and the second of `process.env.A || process.env.B`.
 */
function hasDefault(
  ancestors: Ancestors,
  { isEnvironment }: Pick<ReturnType<typeof namesFor>, 'isEnvironment'>,
): boolean {
  for (let index = ancestors.length - 1; index > 0; index--) {
    const node = ancestors[index] as AnyNode;
    const parent = ancestors[index - 1] as AnyNode;
    if (parent.type === 'LogicalExpression') {
      if (parent.left === node) return true;
      return parent.left.type === 'MemberExpression' && isEnvironment(parent.left.object, ancestors);
    }
    if (parent.type === 'ConditionalExpression') return parent.test === node;
    if (parent.type === 'AssignmentExpression')
      return /^(?:\|\|=|\?\?=)$/.test(parent.operator) && parent.left === node;
    const goesOn =
      parent.type === 'ChainExpression' ||
      (parent.type === 'MemberExpression' && parent.object === node) ||
      parent.type === 'CallExpression' ||
      parent.type === 'UnaryExpression';
    if (!goesOn) return false;
  }
  return false;
}

function isConsole({ callee }: CallExpression): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'console' &&
    /^(?:log|info|warn|error|debug|dir|table|trace)$/.test(keyOf(callee.property, callee.computed) ?? '')
  );
}
