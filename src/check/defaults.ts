import type { AnyNode, Identifier } from 'acorn';
import type { EnvironmentRead, Position } from './facts.ts';
import { lastUpTo } from './positions.ts';
import { type Ancestors, type Binding, bindingOf, isInsideFunction } from './scope.ts';

/** Whether a piece of code contains a variable's name anywhere. */
type Mentions = (node: AnyNode) => boolean;

export type Read = Position & Pick<EnvironmentRead, 'name' | 'hasDefault'>;

/**
 * Collects reads of environment variables and the local variables that hold their values, to tell whether the code works
 * without them.
 */
export function readCollector(text: string) {
  const reads: { readonly read: EnvironmentRead; readonly local: Local | undefined }[] = [];
  const locals = new Map<Binding | undefined, Local>();
  const assignedNames = new Set<string>();
  const localOf = (name: Identifier, ancestors: Ancestors) =>
    locals.size === 0 ? undefined : locals.get(bindingOf(name, ancestors));
  let words: ReadonlyMap<string, readonly number[]> | undefined;
  const mentions = (name: string): Mentions => {
    let offsets: readonly number[] | undefined;
    return ({ start, end }) => {
      words ??= offsetsOfWords(text);
      offsets ??= words.get(name) ?? [];
      return (offsets[lastUpTo(offsets, end - 1)] ?? -1) >= start;
    };
  };
  return {
    mentions,
    /** @param name the local variable that gets the value */
    add(read: Read, ancestors: Ancestors, name: string | undefined) {
      const { start } = ancestors.at(-1) as AnyNode;
      const binding = name === undefined ? undefined : bindingOf({ name, start }, ancestors);
      const local = binding && { isUsed: false, isNeeded: false, isDefaulted: false };
      if (local) locals.set(binding, local);
      reads.push({ read: { ...read, topLevel: !isInsideFunction(ancestors) }, local });
    },
    use(node: Identifier, ancestors: Ancestors) {
      const local = localOf(node, ancestors);
      if (local === undefined) return;
      local.isUsed = true;
      local.isNeeded ||= !isDispensable(ancestors, mentions(node.name), () => false);
    },
    assign(node: Identifier, ancestors: Ancestors) {
      const local = localOf(node, ancestors);
      if (local) local.isDefaulted ||= assignsDefault(ancestors, mentions(node.name));
    },
    setBySelf: (name: string) => assignedNames.add(name),
    result: (): EnvironmentRead[] =>
      reads.map(({ read, local }) => {
        const isDispensable = local !== undefined && (local.isDefaulted || (local.isUsed && !local.isNeeded));
        return { ...read, hasDefault: read.hasDefault || assignedNames.has(read.name) || isDispensable };
      }),
  };
}

/** Where each word of a text starts, in order. */
function offsetsOfWords(text: string): ReadonlyMap<string, readonly number[]> {
  const words = new Map<string, number[]>();
  for (const { index, 0: word } of text.matchAll(/[\w$]+/g)) {
    const offsets = words.get(word);
    if (offsets === undefined) words.set(word, [index]);
    else offsets.push(index);
  }
  return words;
}

/** How the code uses a local variable that holds the value of an environment variable. */
interface Local {
  isUsed: boolean;
  isNeeded: boolean;
  isDefaulted: boolean;
}

/** The ways in which the code uses a variable. */
export function useOf(
  node: AnyNode,
  parent: AnyNode | undefined,
): 'read' | 'set' | 'set-if-empty' | 'delete' {
  if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return 'delete';
  if (parent?.type !== 'AssignmentExpression' || parent.left !== node) return 'read';
  if (parent.operator === '=') return 'set';
  return isDefaulting(parent.operator) ? 'set-if-empty' : 'read';
}

/**
 * Whether the code works without the value read here. Either it has a default, or it only checks whether the value exists:
 * `Number(process.env.SIZE ?? 5)`, `process.env.LIST?.trim() || ''`, `if (process.env.DEBUG)`, code that depends on such a
 * check, and `process.env.B` in `process.env.A || process.env.B`.
 * @param ancestors of the read, including itself
 * @param mentions whether a condition mentions the variable
 * @param isRead whether a node reads any other environment variable
 */
export function isDispensable(ancestors: Ancestors, mentions: Mentions, isRead: Mentions): boolean {
  return isTestedHere(ancestors, isRead) || isGuarded(ancestors, mentions);
}

function isTestedHere(ancestors: Ancestors, isRead: Mentions): boolean {
  /** The kind of value that is tested: the variable's own, a part that is undefined if the variable is, or another value. */
  let tested: 'variable' | 'optional-part' | 'other' = 'variable';
  for (let index = ancestors.length - 1; index > 0; index--) {
    const node = ancestors[index] as AnyNode;
    const parent = ancestors[index - 1] as AnyNode;
    const isDirect: boolean = tested !== 'other';
    switch (parent.type) {
      case 'LogicalExpression':
        return parent.left === node || isRead(parent.left);
      case 'ConditionalExpression':
        return parent.test === node;
      case 'IfStatement':
        return isDirect && parent.test === node;
      case 'SwitchStatement':
        return isDirect && parent.discriminant === node;
      case 'AssignmentExpression':
        return isDefaulting(parent.operator) && parent.left === node;
      case 'BinaryExpression':
        return isDirect && /^[!=]==?$/.test(parent.operator) && [parent.left, parent.right].some(isConstant);
      case 'UnaryExpression':
        if (parent.operator === '!' && isDirect) return true;
        break;
      case 'CallExpression':
        if (parent.callee === node) break;
        if (isDirect && (calls(parent.callee, /^Boolean$/) || isChoice(parent.callee))) return true;
        if (!calls(parent.callee, /^(?:Number|String)$/)) tested = 'other';
        break;
      case 'MemberExpression':
        if (parent.object !== node) return false;
        if (tested === 'variable') tested = parent.optional ? 'optional-part' : 'other';
        break;
      case 'ChainExpression':
        break;
      default:
        return false;
    }
  }
  return false;
}

/** Whether the code only runs after a check of the variable: `X ? X : 'a'`, `if (X) use(X)`, `X && use(X)`. */
function isGuarded(ancestors: Ancestors, mentions: Mentions): boolean {
  return ancestors.some((node, index) => {
    const part = ancestors[index + 1];
    if (part === undefined) return false;
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression')
      return part !== node.test && mentions(node.test);
    return (
      node.type === 'LogicalExpression' &&
      node.operator === '&&' &&
      part === node.right &&
      mentions(node.left)
    );
  });
}

/** Whether this assigns a default: `url ??= 'a'`, `url = url || 'a'`, `if (!url) url = 'a'`. */
function assignsDefault(ancestors: Ancestors, mentions: Mentions): boolean {
  const assignment = ancestors.at(-2);
  if (assignment?.type !== 'AssignmentExpression') return false;
  const { operator, right } = assignment;
  if (isDefaulting(operator)) return true;
  const isChosen =
    (right.type === 'LogicalExpression' && mentions(right.left)) ||
    (right.type === 'ConditionalExpression' && mentions(right.test));
  return isChosen || isGuarded(ancestors, mentions);
}

/** The name of the local variable that receives a value: `url` in `const url = process.env.URL?.trim()`. */
export function localName(ancestors: Ancestors): string | undefined {
  for (let index = ancestors.length - 1; index > 0; index--) {
    const node = ancestors[index] as AnyNode;
    const parent = ancestors[index - 1] as AnyNode;
    if (parent.type === 'VariableDeclarator')
      return parent.id.type === 'Identifier' ? parent.id.name : undefined;
    const goesOn =
      parent.type === 'ChainExpression' ||
      (parent.type === 'MemberExpression' && parent.object === node) ||
      (parent.type === 'CallExpression' && parent.callee === node);
    if (!goesOn) return undefined;
  }
  return undefined;
}

/** Whether an assignment only takes effect if the variable has no value yet. */
function isDefaulting(operator: string): boolean {
  return operator === '||=' || operator === '??=';
}

function isConstant(node: AnyNode): boolean {
  return node.type === 'Literal' || (node.type === 'Identifier' && node.name === 'undefined');
}

/** Whether it checks against known values: `['a', 'b'].includes(…)`, `/^(?:a|b)$/.test(…)`. */
function isChoice(callee: AnyNode): boolean {
  if (callee.type !== 'MemberExpression') return false;
  const { object } = callee;
  return object.type === 'ArrayExpression' || (object.type === 'Literal' && 'regex' in object);
}

function calls(callee: AnyNode, names: RegExp): boolean {
  return callee.type === 'Identifier' && names.test(callee.name);
}
