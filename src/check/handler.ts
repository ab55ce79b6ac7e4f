import type { AnyNode, Identifier, Pattern } from 'acorn';
import type { Code, ContextRead } from './facts.ts';
import type { Parsed } from './parse.ts';
import { referenceOf } from './references.ts';
import { type Ancestors, type FunctionNode, isFunction, type Key, keyOf, patternMembers } from './scope.ts';
import type { Visiting, Visitors } from './walk.ts';

type HandlerFacts = Pick<Code, 'context' | 'sendCalls' | 'callback' | 'bareReturns' | 'textParams'>;

/** Methods that strings have and arrays do not. */
const textMethods = new Set(
  'trim trimStart trimEnd toLowerCase toUpperCase split replace replaceAll startsWith endsWith match matchAll charAt charCodeAt codePointAt substring substr padStart padEnd localeCompare normalize repeat search'.split(
    ' ',
  ),
);

/** Finds how `main` uses its parameters and what it returns. */
export function handlerVisitors(
  parsed: Parsed,
  main: FunctionNode | undefined,
): readonly Visiting<Partial<HandlerFacts>>[] {
  return main === undefined
    ? []
    : [contextVisitors, paramVisitors, sendVisitors, returnVisitors].map((visit) => visit(parsed, main));
}

/**
 * The keys that lead from a parameter of `main` to the value of an expression; undefined if the value is something else.
 */
type KeysOf = (node: AnyNode, ancestors: Ancestors) => readonly Key[] | undefined;

function keysIn(parameter: Pattern | undefined): KeysOf {
  return (node, ancestors) => {
    const reference = referenceOf(node, ancestors);
    return reference?.root === parameter ? reference?.keys : undefined;
  };
}

function contextVisitors(parsed: Parsed, main: FunctionNode): Visiting<Pick<HandlerFacts, 'context'>> {
  const context: ContextRead[] = [];
  const [parameter] = main.params;
  const keysOf = keysIn(parameter);
  const addPattern = (pattern: Pattern | undefined) => {
    if (pattern?.type !== 'ObjectPattern') return;
    for (const { property, key: member } of patternMembers(pattern)) {
      if (property === undefined || member === undefined) continue;
      const { start, end } = property.key;
      const rename = { offset: start, length: end - start, shorthand: property.shorthand };
      context.push({ ...parsed.place(property), member, key: undefined, rename });
    }
  };
  addPattern(parameter?.type === 'AssignmentPattern' ? parameter.left : parameter);
  const visitors: Visitors = {
    VariableDeclarator({ id, init }, _, ancestors) {
      if (init != null && keysOf(init, ancestors)?.length === 0) addPattern(id);
    },
    MemberExpression(node, _, ancestors) {
      const [member, ...inner] = keysOf(node, ancestors) ?? [];
      if (member === undefined || inner.length > 0) return;
      const outer = ancestors.at(-2);
      const isObject = outer?.type === 'MemberExpression' && outer.object === node;
      const key = isObject ? keyOf(outer.property, outer.computed) : undefined;
      const { start, end } = node.property;
      const rename = node.computed ? undefined : { offset: start, length: end - start, shorthand: false };
      context.push({ ...parsed.place(node), member, key, rename });
    },
  };
  return { visitors, result: () => ({ context }) };
}

/** Finds string methods called on values of `context.params`. A value is skipped if the code checks or changes its type. */
function paramVisitors(parsed: Parsed, main: FunctionNode): Visiting<Pick<HandlerFacts, 'textParams'>> {
  const textParams: HandlerFacts['textParams'][number][] = [];
  const keysOf = keysIn(main.params[0]);
  /** Values whose type the code checks or might change. Undefined in this set stands for all values. */
  const settled = new Set<Key>();
  const settle = (node: AnyNode | undefined, ancestors: Ancestors) => {
    const [member, name] = (node && keysOf(node, ancestors)) ?? [];
    if (member === 'params') settled.add(name);
  };
  const visitors: Visitors = {
    AssignmentExpression: ({ left }, _, ancestors) => settle(left, ancestors),
    UnaryExpression({ operator, argument }, _, ancestors) {
      if (operator === 'typeof') settle(argument, ancestors);
    },
    BinaryExpression({ operator, left }, _, ancestors) {
      if (operator === 'instanceof') settle(left, ancestors);
    },
    CallExpression({ callee, start, arguments: given, optional }, _, ancestors) {
      if (callee.type !== 'MemberExpression') return;
      const method = keyOf(callee.property, callee.computed);
      // Such as Array.isArray(value) and Object.assign(params, …).
      if (method === 'isArray' || method === 'assign') settle(given[0], ancestors);
      if (optional || method === undefined || !textMethods.has(method)) return;
      const [member, name] = keysOf(callee.object, ancestors) ?? [];
      if (member === 'params' && name !== undefined)
        textParams.push({ ...parsed.place({ start }), name, method });
    },
  };
  const result = () => ({
    textParams: settled.has(undefined) ? [] : textParams.filter(({ name }) => !settled.has(name)),
  });
  return { visitors, result };
}

/**
 * Finds uses of the second parameter. Returns none if the code tests that parameter. It is no certain callback if it has a
 * default, or is only among all arguments: compiled code passes on what it gets.
 */
function sendVisitors(
  parsed: Parsed,
  main: FunctionNode,
): Visiting<Pick<HandlerFacts, 'sendCalls' | 'callback'>> {
  const calls: HandlerFacts['sendCalls'][number][] = [];
  const uses: AnyNode[] = [];
  let isPassedOn = main.params.slice(0, 2).some(({ type }) => type === 'RestElement');
  let isGuarded = false;
  const [, parameter] = main.params;
  const keysOf = keysIn(parameter);
  const isSend = (node: AnyNode, ancestors: Ancestors): node is Identifier =>
    parameter !== undefined && node.type === 'Identifier' && keysOf(node, ancestors)?.length === 0;
  const isArguments = (node: Identifier, ancestors: Ancestors) =>
    node.name === 'arguments' &&
    ancestors.findLast((one) => isFunction(one) && one.type !== 'ArrowFunctionExpression') === main;
  const visitors: Visitors = {
    CallExpression(node, _, ancestors) {
      const { callee, optional } = node;
      if (isSend(callee, ancestors) && !optional) calls.push({ ...parsed.place(node), name: callee.name });
    },
    Identifier(node, _, ancestors) {
      isPassedOn ||= isArguments(node, ancestors);
      if (!isSend(node, ancestors)) return;
      uses.push(node);
      isGuarded ||= isTested(node, ancestors.at(-2));
    },
  };
  const result = () => {
    const [first] = isGuarded ? [] : uses;
    if (first !== undefined && parameter?.type === 'Identifier')
      return { sendCalls: calls, callback: parsed.place(first) };
    return { sendCalls: [], callback: first !== undefined || (isPassedOn && !isGuarded) ? undefined : null };
  };
  return { visitors, result };
}

/** Whether the code checks a value: `typeof send`, `send &&`, `if (send)`, `send ?`, `send === undefined`, `!send`. */
function isTested(node: Identifier, parent: AnyNode | undefined): boolean {
  switch (parent?.type) {
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
      return true;
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node;
    default:
      return false;
  }
}

function returnVisitors(parsed: Parsed, main: FunctionNode): Visiting<Pick<HandlerFacts, 'bareReturns'>> {
  const bareReturns: HandlerFacts['bareReturns'][number][] = [];
  const add = (value: AnyNode | null | undefined) => {
    if (value && isBare(value)) bareReturns.push(parsed.place(value));
  };
  const visitors: Visitors = {
    ReturnStatement({ argument }, _, ancestors) {
      if (ancestors.findLast(isFunction) === main) add(argument);
    },
  };
  if (main.type === 'ArrowFunctionExpression') add(main.body);
  return { visitors, result: () => ({ bareReturns }) };
}

function isBare(node: AnyNode): boolean {
  return (
    node.type === 'ObjectExpression' &&
    node.properties.every((property) => {
      if (property.type !== 'Property') return false;
      const key = keyOf(property.key, property.computed);
      return key !== undefined && key !== 'statusCode';
    })
  );
}
