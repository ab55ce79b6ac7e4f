import type { AnyNode, CallExpression, Identifier, MemberExpression, Pattern } from 'acorn';
import { isDispensable, localName, type Read, readCollector, useOf } from './defaults.ts';
import type { Code, EnvironmentName } from './facts.ts';
import type { Parsed } from './parse.ts';
import { isProcessModule, isSameReference, referenceOf } from './references.ts';
import {
  type Ancestors,
  bindingOf,
  isInsideFunction,
  type Key,
  keyOf,
  patternMembers,
  type Reference,
} from './scope.ts';
import type { Visiting, Visitors } from './walk.ts';

type EnvironmentFacts = Pick<Code, 'reads' | 'readsUnknown' | 'typos' | 'logged' | 'environmentNames'>;

/** Members of `process` that do not lead to its `env`. */
const harmless = /^(?:cwd|exit|exitCode|pid|platform|stdout|uptime|versions?)$/;

interface Finds {
  readonly place: Parsed['place'];
  readonly reads: ReturnType<typeof readCollector>;
  readonly typos: EnvironmentFacts['typos'][number][];
  readonly environmentNames: EnvironmentName[];
  readsUnknown: boolean;
}

/**
 * Finds where code reads environment variables: `process.env.NAME`, `process.env['NAME']`, `const { NAME } = process.env`,
 * also through other names for `process` and `process.env`. Any other use of these two is not followed, so the code is
 * assumed to read any variable.
 */
export function environmentVisitors({ text, place }: Parsed): Visiting<EnvironmentFacts> {
  const reads = readCollector(text);
  const finds: Finds = { place, reads, typos: [], environmentNames: [], readsUnknown: false };
  const logged: EnvironmentFacts['logged'][number][] = [];
  // A backslash can be an escape that spells a letter of the name.
  const namesProcess = /\bprocess\b|\\/.test(text);
  const visit = (node: AnyNode, _: unknown, ancestors: Ancestors) => {
    const reference = namesProcess ? referenceOf(node, ancestors) : undefined;
    if (reference?.root === 'process') visitProcess(finds, node, reference, ancestors);
    else finds.readsUnknown ||= mayReachProcess(node, ancestors);
  };
  const visitors: Visitors = {
    Identifier(node, _, ancestors) {
      visit(node, _, ancestors);
      reads.use(node, ancestors);
    },
    MemberExpression: visit,
    VariablePattern: (node, _, ancestors) => reads.assign(node, ancestors),
    CallExpression(node, _, ancestors) {
      visit(node, _, ancestors);
      if (!isConsole(node)) return;
      if (logged.length > mostLogged) return;
      for (const name of valuesIn(node.arguments, ancestors)) logged.push({ ...place(node), name });
    },
    ...moduleVisitors(finds),
  };
  const result = () => {
    const { typos, environmentNames, readsUnknown } = finds;
    return { reads: reads.result(), readsUnknown, typos, logged, environmentNames };
  };
  return { visitors, result };
}

/** Handles an expression that stands for `process`, or for something inside it. */
function visitProcess(finds: Finds, node: AnyNode, { root, keys }: Reference, ancestors: Ancestors): void {
  const [member, name] = keys;
  if (keys.length === 0 || (member === 'env' && keys.length === 1)) {
    const { parent, isObject, target } = surroundings(ancestors);
    const isType = parent?.type === 'UnaryExpression' && parent.operator === 'typeof';
    if (!isObject && !isType) giveTo(finds, target, { root, keys }, ancestors);
  } else if (node.type !== 'MemberExpression') return;
  else if (member === 'env') visitVariable(finds, node, name, ancestors);
  else if (keys.length === 1 && /^env[A-Z][A-Z\d_]*$/.test(member ?? '') && !node.computed)
    finds.typos.push({ ...finds.place(node), name: member ?? '', offset: node.property.start });
  else finds.readsUnknown ||= !harmless.test(member ?? '');
}

/** Handles `process` or `process.env` being assigned to a pattern; undefined if it is used in some other way. */
function giveTo(finds: Finds, pattern: Pattern | undefined, given: Reference, ancestors: Ancestors): void {
  if (pattern?.type !== 'ObjectPattern') {
    finds.readsUnknown ||= !isNameFor(given, pattern, ancestors);
    return;
  }
  for (const { property, key, local } of patternMembers(pattern)) {
    if (property === undefined || key === undefined) finds.readsUnknown = true;
    else if (given.keys.length > 0) {
      const hasDefault = property.value.type === 'AssignmentPattern';
      const name = local.type === 'Identifier' ? local.name : undefined;
      addName(finds, property.key, key, property.shorthand);
      addRead(finds, { ...finds.place(property), name: key, hasDefault }, ancestors, name);
    } else if (key === 'env') giveTo(finds, local, { ...given, keys: [key] }, ancestors);
    else finds.readsUnknown ||= !harmless.test(key);
  }
}

/** Handles `process.env.NAME`. The name is undefined if it is computed. */
function visitVariable(
  finds: Finds,
  node: MemberExpression,
  name: string | undefined,
  ancestors: Ancestors,
): void {
  const use = useOf(node, ancestors.at(-2));
  const isSet = use === 'set' || use === 'delete';
  if (name === undefined) {
    finds.readsUnknown ||= !isSet;
    return;
  }
  addName(finds, node.property, name, false);
  if (use === 'set' || use === 'set-if-empty') finds.reads.setBySelf(name);
  if (isSet) return;
  const isRead = (other: AnyNode) => referenceOf(other, ancestors)?.keys[0] === 'env';
  const hasDefault = isDispensable(ancestors, finds.reads.mentions(name), isRead);
  addRead(finds, { ...finds.place(node), name, hasDefault }, ancestors, localName(ancestors));
}

function addName(
  { environmentNames }: Finds,
  { start, end }: AnyNode,
  name: string,
  isShorthand: boolean,
): void {
  environmentNames.push({ name, start, end, isShorthand });
}

function addRead(finds: Finds, read: Read, ancestors: Ancestors, local: string | undefined): void {
  // A method that every object has, such as hasOwnProperty. Which variable it accesses is unknown.
  if (read.name in Object.prototype) finds.readsUnknown = true;
  else finds.reads.add(read, ancestors, local);
}

/** Finds where `process` enters or leaves the file in a way that is not followed. */
function moduleVisitors(finds: Finds): Visitors {
  const isOther = (name: Key) => name !== 'env' && name !== 'default' && !harmless.test(name ?? '');
  return {
    ObjectPattern(node) {
      finds.readsUnknown ||= patternMembers(node).some(({ key, local }) => {
        const isNamed = key === 'process' && local.type === 'Identifier' && local.name === key;
        return openMembers.test(key ?? '') && !isNamed;
      });
    },
    ImportDeclaration({ source, specifiers }) {
      const names = specifiers.map((one) =>
        one.type === 'ImportSpecifier' ? keyOf(one.imported, false) : 'default',
      );
      finds.readsUnknown ||= isProcessModule(source) && names.some(isOther);
    },
    ExportNamedDeclaration({ source, specifiers }, _, ancestors) {
      const isPassedOn = specifiers.some(({ local }) => referenceOf(local, ancestors)?.root === 'process');
      finds.readsUnknown ||= isPassedOn || isProcessModule(source);
    },
    ExportAllDeclaration({ source }) {
      finds.readsUnknown ||= isProcessModule(source);
    },
    ImportExpression({ source }) {
      finds.readsUnknown ||= source.type !== 'Literal' || isProcessModule(source);
    },
  };
}

/** Whether the pattern is a variable private to this file that has this one meaning wherever it is used. */
function isNameFor(reference: Reference, pattern: Pattern | undefined, ancestors: Ancestors): boolean {
  const isExported = ancestors.some(({ type }) => type === 'ExportNamedDeclaration');
  return (
    pattern?.type === 'Identifier' &&
    !(isExported && !isInsideFunction(ancestors)) &&
    isSameReference(reference, referenceOf(pattern, ancestors))
  );
}

/** The context of an expression: whether a member of it is accessed, and what it is assigned to. */
function surroundings(ancestors: Ancestors) {
  const inner = ancestors.findLastIndex((_, index) => ancestors[index - 1]?.type !== 'ChainExpression');
  const [parent, node] = [ancestors[inner - 1], ancestors[inner]];
  const isObject = parent?.type === 'MemberExpression' && parent.object === node;
  if (parent?.type === 'VariableDeclarator') return { parent, isObject, target: parent.id };
  const isAssigned = parent?.type === 'AssignmentExpression' && parent.right === node;
  return { parent, isObject, target: isAssigned ? parent.left : undefined };
}

/** Globals that give access to every other global. Outside functions, `arguments` are those of the module wrapper. */
const openGlobals = /^(?:global|globalThis|eval|Function|require|module|arguments)$/;
const openMembers = /^(?:process|require|constructor)$/;

/**
 * Whether this might reach `process` in a way that is not followed: a global object, code generated at run time, or a module
 * with a computed name.
 */
function mayReachProcess(node: AnyNode, ancestors: Ancestors): boolean {
  const parent = ancestors.at(-2);
  if (node.type === 'MemberExpression') return isOpenMember(node, parent);
  if (node.type !== 'Identifier' || !openGlobals.test(node.name)) return false;
  if (bindingOf(node, ancestors) !== undefined) return false;
  if (node.name === 'arguments') return !ancestors.some(({ type }) => /^Function/.test(type));
  return isOpenUse(node, parent);
}

function isOpenMember(node: MemberExpression, parent: AnyNode | undefined): boolean {
  const key = keyOf(node.property, node.computed);
  if (key === undefined) return node.object.type === 'ThisExpression';
  const isCalled = parent?.type === 'CallExpression' && parent.callee === node;
  return openMembers.test(key) && !(key === 'process' && isCalled);
}

/** Anything but `require('a')`, `require.resolve`, `require.main`, a comparison, and named members such as `module.exports`. */
function isOpenUse(node: Identifier, parent: AnyNode | undefined): boolean {
  const { name } = node;
  if (parent?.type === 'CallExpression' && parent.callee === node)
    return name !== 'require' || parent.arguments[0]?.type !== 'Literal';
  if (parent?.type !== 'MemberExpression' || parent.object !== node)
    return parent?.type !== 'BinaryExpression';
  const key = keyOf(parent.property, parent.computed);
  if (name === 'require') return key !== 'resolve' && key !== 'main';
  return name === 'eval' || name === 'Function' || key === undefined || openGlobals.test(key);
}

/** How many logged variables are reported for a file. */
const mostLogged = 1000;
/** How many expressions are followed from one call. The same large object can be logged again and again. */
const mostValues = 200;

/** The environment variables whose values become part of the values of these expressions. */
function valuesIn(given: readonly AnyNode[], ancestors: Ancestors): ReadonlySet<string> {
  const names = new Set<string>();
  const nodes = new Set(given);
  // Names can refer back to themselves.
  const followed = new Set<AnyNode>();
  for (const node of nodes) {
    const { root, keys = [] } = referenceOf(node, ancestors) ?? {};
    if (root === 'process' && keys[0] === 'env' && keys[1] !== undefined) {
      names.add(keys[1]);
      continue;
    }
    const value = (node.type === 'Identifier' && bindingOf(node, ancestors)?.value) || node;
    if (followed.has(value)) continue;
    followed.add(value);
    for (const part of partsOf(value)) {
      if (nodes.size >= mostValues) break;
      if (part) nodes.add(part);
    }
  }
  return names;
}

/** The parts of an expression that become part of its value. */
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
      return node.properties
        .slice(0, mostValues)
        .flatMap((property) => (property.type === 'Property' ? [property.value] : []));
    case 'ArrayExpression':
      return node.elements;
    default:
      return [];
  }
}

function isConsole({ callee }: CallExpression): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'console' &&
    /^(?:log|info|warn|error|debug|dir|table|trace)$/.test(keyOf(callee.property, callee.computed) ?? '')
  );
}
