import type { AnyNode, Identifier, Pattern } from 'acorn';
import type { Visiting } from './environment.ts';
import type { Code, ContextRead } from './facts.ts';
import type { FunctionNode } from './main-export.ts';
import type { Parsed } from './parse.ts';
import { keyOf } from './process-object.ts';
import { type Ancestors, declaringScope, isFunction } from './scope.ts';
import type { Visitors } from './walk.ts';

type HandlerFacts = Pick<Code, 'context' | 'sendCalls' | 'bareReturns' | 'textParams'>;

/** Methods that strings have and lists do not. */
const textMethods = new Set(
  'trim trimStart trimEnd toLowerCase toUpperCase split replace replaceAll startsWith endsWith match matchAll charAt charCodeAt codePointAt substring substr padStart padEnd localeCompare normalize repeat search'.split(
    ' ',
  ),
);

/** What `main` does with its parameters, and what it returns. */
export function handlerVisitors(
  parsed: Parsed,
  main: FunctionNode | undefined,
): readonly Visiting<Partial<HandlerFacts>>[] {
  return main === undefined
    ? []
    : [contextVisitors, paramVisitors, sendVisitors, returnVisitors].map((visit) => visit(parsed, main));
}

type Match = (node: AnyNode, ancestors: Ancestors) => boolean;

/** The first parameter of `main`, without its default. */
function contextParameter({ params: [first] }: FunctionNode): Pattern | undefined {
  return first?.type === 'AssignmentPattern' ? first.left : first;
}

/** Recognises the context by its name. */
function contextMatch(main: FunctionNode): Match {
  const parameter = contextParameter(main);
  const name = parameter?.type === 'Identifier' ? parameter.name : undefined;
  return (node, ancestors) =>
    node.type === 'Identifier' && node.name === name && declaringScope(node.name, ancestors) === main;
}

/** Members of the context that are read. */
function contextVisitors(parsed: Parsed, main: FunctionNode): Visiting<Pick<HandlerFacts, 'context'>> {
  const context: ContextRead[] = [];
  const isContext = contextMatch(main);
  const addPattern = (pattern: Pattern | undefined) => {
    if (pattern?.type !== 'ObjectPattern') return;
    for (const property of pattern.properties) {
      const member = property.type === 'Property' ? keyOf(property.key, property.computed) : undefined;
      if (property.type !== 'Property' || member === undefined) continue;
      const { start, end } = property.key;
      const rename = { offset: start, length: end - start, shorthand: property.shorthand };
      context.push({ ...parsed.place(property), member, key: undefined, rename });
    }
  };
  addPattern(contextParameter(main));
  const visitors: Visitors = {
    VariableDeclarator({ id, init }, _, ancestors) {
      if (init != null && isContext(init, ancestors)) addPattern(id);
    },
    MemberExpression(node, _, ancestors) {
      const member = isContext(node.object, ancestors) ? keyOf(node.property, node.computed) : undefined;
      if (member === undefined) return;
      const outer = ancestors.at(-2);
      const key =
        outer?.type === 'MemberExpression' && outer.object === node
          ? keyOf(outer.property, outer.computed)
          : undefined;
      const { start, end } = node.property;
      const rename = node.computed ? undefined : { offset: start, length: end - start, shorthand: false };
      context.push({ ...parsed.place(node), member, key, rename });
    },
  };
  return { visitors, result: () => ({ context }) };
}

/** String methods called on values of `context.params`; none on a value whose type the code looks at or changes. */
function paramVisitors(parsed: Parsed, main: FunctionNode): Visiting<Pick<HandlerFacts, 'textParams'>> {
  const textParams: HandlerFacts['textParams'][number][] = [];
  const isContext = contextMatch(main);
  /** Names that stand for `context.params`, or with a key for a value in it, and the scope that declares each. */
  const names = new Map<string, { readonly scope: AnyNode | undefined; readonly key: string | undefined }>();
  const named = (node: AnyNode, ancestors: Ancestors) => {
    if (node.type !== 'Identifier') return undefined;
    const known = names.get(node.name);
    return known?.scope === declaringScope(node.name, ancestors) ? known : undefined;
  };
  const isParams: Match = (node, ancestors) => {
    const known = named(node, ancestors);
    if (node.type !== 'MemberExpression') return known !== undefined && known.key === undefined;
    return keyOf(node.property, node.computed) === 'params' && isContext(node.object, ancestors);
  };
  const paramOf = (node: AnyNode, ancestors: Ancestors): string | undefined => {
    if (node.type === 'ChainExpression') return paramOf(node.expression, ancestors);
    if (node.type !== 'MemberExpression') return named(node, ancestors)?.key;
    return isParams(node.object, ancestors) ? keyOf(node.property, node.computed) : undefined;
  };
  /** Values that may be text by now. */
  const settled = new Set<string>();
  let isAnySettled = false;
  const settle = (node: AnyNode | undefined, ancestors: Ancestors) => {
    if (node === undefined) return;
    const key = paramOf(node, ancestors);
    if (key !== undefined) settled.add(key);
    const isWithin = node.type === 'MemberExpression' && isParams(node.object, ancestors);
    isAnySettled ||= isParams(node, ancestors) || (isWithin && key === undefined);
  };
  const visitors: Visitors = {
    AssignmentExpression: ({ left }, _, ancestors) => settle(left, ancestors),
    UnaryExpression({ operator, argument }, _, ancestors) {
      if (operator === 'typeof') settle(argument, ancestors);
    },
    BinaryExpression({ operator, left }, _, ancestors) {
      if (operator === 'instanceof') settle(left, ancestors);
    },
    VariableDeclarator({ id, init }, _, ancestors) {
      if (init == null || !ancestors.includes(main)) return;
      const declare = (name: string, key: string | undefined) =>
        names.set(name, { scope: declaringScope(name, ancestors), key });
      const isAll = isParams(init, ancestors);
      const key = paramOf(init, ancestors);
      if (id.type === 'Identifier' && (isAll || key !== undefined)) declare(id.name, isAll ? undefined : key);
      if (id.type !== 'ObjectPattern' || !isAll) return;
      for (const property of id.properties) {
        if (property.type !== 'Property' || property.value.type !== 'Identifier') continue;
        const local = property.value.name;
        declare(local, keyOf(property.key, property.computed) ?? local);
      }
    },
    CallExpression({ callee, start, arguments: given, optional }, _, ancestors) {
      if (callee.type !== 'MemberExpression') return;
      const method = keyOf(callee.property, callee.computed);
      // Array.isArray(value), Object.assign(params, …)
      if (method === 'isArray' || method === 'assign') settle(given[0], ancestors);
      if (optional || method === undefined || !textMethods.has(method)) return;
      const name = paramOf(callee.object, ancestors);
      if (name !== undefined) textParams.push({ ...parsed.place({ start }), name, method });
    },
  };
  const result = () => ({
    textParams: isAnySettled ? [] : textParams.filter(({ name }) => !settled.has(name)),
  });
  return { visitors, result };
}

/** Calls of the second parameter; none if the code first looks at what it is. */
function sendVisitors(parsed: Parsed, main: FunctionNode): Visiting<Pick<HandlerFacts, 'sendCalls'>> {
  const [, second] = main.params;
  if (second?.type !== 'Identifier') return { visitors: {}, result: () => ({ sendCalls: [] }) };
  const { name } = second;
  const calls: HandlerFacts['sendCalls'][number][] = [];
  let isGuarded = false;
  const visitors: Visitors = {
    CallExpression(node, _, ancestors) {
      if (isSecond(node.callee, ancestors) && !node.optional) calls.push({ ...parsed.place(node), name });
    },
    Identifier(node, _, ancestors) {
      if (isSecond(node, ancestors)) isGuarded ||= isTested(node, ancestors.at(-2));
    },
  };
  return { visitors, result: () => ({ sendCalls: isGuarded ? [] : calls }) };

  function isSecond(node: AnyNode, ancestors: Ancestors): boolean {
    return node.type === 'Identifier' && node.name === name && declaringScope(name, ancestors) === main;
  }
}

/** `typeof send`, `send &&`, `if (send)`, `send ?`, `send === undefined`, `!send`. */
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

/** Object literals without `statusCode` that `main` returns. */
function returnVisitors(parsed: Parsed, main: FunctionNode): Visiting<Pick<HandlerFacts, 'bareReturns'>> {
  const { body } = main;
  if (body.type !== 'BlockStatement') {
    const bareReturns = isBare(body) ? [parsed.place(body)] : [];
    return { visitors: {}, result: () => ({ bareReturns }) };
  }
  const bareReturns: HandlerFacts['bareReturns'][number][] = [];
  const visitors: Visitors = {
    ReturnStatement({ argument }, _, ancestors) {
      if (argument && isBare(argument) && ancestors.findLast(isFunction) === main) {
        bareReturns.push(parsed.place(argument));
      }
    },
  };
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
