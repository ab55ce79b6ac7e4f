import type { AnyNode } from 'acorn';
import type { Ancestors } from './scope.ts';

/** Does code name a variable, wherever in it? */
export type Mentions = (node: AnyNode) => boolean;

/**
 * Does the code do without the value that it reads here? It has a default, or is only asked whether it is there:
 * `Number(process.env.SIZE ?? 5)`, `process.env.LIST?.trim() || ''`, `if (process.env.DEBUG)`, what depends on such a
 * test, and the second of `process.env.A || process.env.B`.
 *
 * @param ancestors of the read, with it
 * @param mentions whether a test is about the variable
 * @param isRead whether a node reads any other variable
 */
export function isDispensable(ancestors: Ancestors, mentions: Mentions, isRead: Mentions): boolean {
  return isTestedHere(ancestors, isRead) || isGuarded(ancestors, mentions);
}

function isTestedHere(ancestors: Ancestors, isRead: Mentions): boolean {
  /** Is it the value itself, or what is undefined with it, that is tested? */
  let isDirect = true;
  let isOptional = false;
  for (let index = ancestors.length - 1; index > 0; index--) {
    const node = ancestors[index] as AnyNode;
    const parent = ancestors[index - 1] as AnyNode;
    switch (parent.type) {
      case 'LogicalExpression':
        return parent.left === node || isRead(parent.left);
      case 'ConditionalExpression':
        return parent.test === node;
      case 'IfStatement':
        return isDirect && parent.test === node;
      case 'AssignmentExpression':
        return isDefaulting(parent.operator) && parent.left === node;
      case 'BinaryExpression':
        return isDirect && /^[!=]==?$/.test(parent.operator) && [parent.left, parent.right].some(isConstant);
      case 'UnaryExpression':
        if (parent.operator === '!' && isDirect) return true;
        break;
      case 'CallExpression':
        if (parent.callee === node) break;
        if (isDirect && calls(parent.callee, /^Boolean$/)) return true;
        isDirect &&= calls(parent.callee, /^(?:Number|String)$/);
        break;
      case 'MemberExpression':
        if (parent.object !== node) return false;
        isOptional ||= parent.optional;
        isDirect &&= isOptional;
        break;
      case 'ChainExpression':
        break;
      default:
        return false;
    }
  }
  return false;
}

/** Does it happen only after a test of the variable: `X ? X : 'a'`, `if (X) use(X)`, `X && use(X)`? */
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

/** Is a default assigned here: `url ??= 'a'`, `url = url || 'a'`, `if (!url) url = 'a'`? */
export function assignsDefault(ancestors: Ancestors, mentions: Mentions): boolean {
  const assignment = ancestors.at(-2);
  if (assignment?.type !== 'AssignmentExpression') return false;
  const { operator, right } = assignment;
  if (isDefaulting(operator)) return true;
  const isChosen =
    (right.type === 'LogicalExpression' && mentions(right.left)) ||
    (right.type === 'ConditionalExpression' && mentions(right.test));
  return isChosen || isGuarded(ancestors, mentions);
}

/** The name of the local variable that gets a value: `url` in `const url = process.env.URL?.trim()`. */
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

/** Does an assignment only count where there is no value yet? */
export function isDefaulting(operator: string): boolean {
  return operator === '||=' || operator === '??=';
}

function isConstant(node: AnyNode): boolean {
  return node.type === 'Literal' || (node.type === 'Identifier' && node.name === 'undefined');
}

function calls(callee: AnyNode, names: RegExp): boolean {
  return callee.type === 'Identifier' && names.test(callee.name);
}
