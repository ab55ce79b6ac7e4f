import type { AnyNode, MemberExpression, ObjectPattern } from 'acorn';
import type { Visiting } from './environment.ts';
import type { Code } from './facts.ts';
import { type Ancestors, declaringScope } from './scope.ts';
import type { Visitors } from './walk.ts';

/** Members of `process` that do not lead to its `env`, and `env` itself, whose uses are followed. */
const followed = /^(?:cwd|env|exit|exitCode|pid|platform|stdout|uptime|versions?)$/;
/** Globals with which code reaches any other. */
const openGlobals = /^(?:global|globalThis|eval|Function|require)$/;

/**
 * Whether code may reach `process.env` in a way that is not followed: `process` under another name, passed on or taken
 * apart, a global object, code that is made while it runs, or a module whose name is computed.
 */
export function processVisitors(): Visiting<Pick<Code, 'readsUnknown'>> {
  let readsUnknown = false;
  const visit = (node: AnyNode, _: unknown, ancestors: Ancestors) => {
    readsUnknown ||= isProcess(node, ancestors)
      ? !isFollowed(node, ancestors)
      : mayReachProcess(node, ancestors);
  };
  const visitors: Visitors = {
    Identifier: visit,
    MemberExpression: visit,
    CallExpression: visit,
    ObjectPattern(node) {
      readsUnknown ||= membersOf(node).some(
        ({ key, local }) => key === 'process' && !(local?.type === 'Identifier' && local.name === key),
      );
    },
    ImportDeclaration({ source, specifiers }) {
      if (isProcessModule(source))
        readsUnknown ||= !specifiers.every((one) => {
          const name = one.type === 'ImportSpecifier' ? keyOf(one.imported, false) : one.type;
          const isWhole = name === 'default' || name === 'ImportDefaultSpecifier';
          return isWhole ? one.local.name === 'process' : followed.test(name ?? '');
        });
    },
    ExportNamedDeclaration({ source, specifiers }) {
      const isPassedOn = specifiers.some(({ local }) => keyOf(local, false) === 'process');
      readsUnknown ||= isPassedOn || isProcessModule(source);
    },
    ExportAllDeclaration({ source }) {
      readsUnknown ||= isProcessModule(source);
    },
    ImportExpression({ source }) {
      readsUnknown ||= source.type !== 'Literal' || isProcessModule(source);
    },
  };
  return { visitors, result: () => ({ readsUnknown }) };
}

/** `process`, `globalThis.process`, `require('process')`; a variable named `process` counts too. */
export function isProcess(node: AnyNode, ancestors: Ancestors): boolean {
  if (node.type === 'Identifier') return node.name === 'process';
  if (node.type === 'CallExpression') {
    const { callee } = node;
    return callee.type === 'Identifier' && callee.name === 'require' && isProcessModule(node.arguments[0]);
  }
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return false;
  const isGlobal = /^(?:globalThis|global)$/.test(node.object.name);
  return (
    isGlobal &&
    keyOf(node.property, node.computed) === 'process' &&
    declaringScope(node.object.name, ancestors) === undefined
  );
}

function isProcessModule(source: AnyNode | null | undefined): boolean {
  return source?.type === 'Literal' && /^(?:node:)?process$/.test(String(source.value));
}

/** Is `process` only asked for members that are known? */
function isFollowed(node: AnyNode, ancestors: Ancestors): boolean {
  const parent = ancestors.at(-2);
  switch (parent?.type) {
    case 'MemberExpression':
      if (parent.object !== node) return false;
      return isTypo(parent) || followed.test(keyOf(parent.property, parent.computed) ?? '');
    case 'UnaryExpression':
      return parent.operator === 'typeof';
    case 'VariableDeclarator':
      if (isExported(ancestors)) return false;
      if (parent.id.type === 'Identifier') return parent.id.name === 'process';
      return (
        parent.id.type === 'ObjectPattern' &&
        membersOf(parent.id).every(({ key }) => key !== undefined && followed.test(key))
      );
    default:
      return false;
  }
}

/** Is the last of the ancestors the value of a variable that other files may import? */
export function isExported(ancestors: Ancestors): boolean {
  return ancestors.at(-4)?.type === 'ExportNamedDeclaration';
}

function mayReachProcess(node: AnyNode, ancestors: Ancestors): boolean {
  const parent = ancestors.at(-2);
  if (node.type === 'MemberExpression') {
    const key = keyOf(node.property, node.computed);
    const isCalled = parent?.type === 'CallExpression' && parent.callee === node;
    if (key === undefined) return node.object.type === 'ThisExpression';
    return key === 'require' || (key === 'process' && !isCalled);
  }
  if (node.type !== 'Identifier' || !openGlobals.test(node.name)) return false;
  if (declaringScope(node.name, ancestors) !== undefined) return false;
  if (parent?.type === 'CallExpression' && parent.callee === node)
    return node.name !== 'require' || parent.arguments[0]?.type !== 'Literal';
  if (parent?.type !== 'MemberExpression' || parent.object !== node) return true;
  const key = keyOf(parent.property, parent.computed);
  if (node.name === 'require') return key !== 'resolve' && key !== 'main';
  return !/^global/.test(node.name) || key === undefined || openGlobals.test(key);
}

/** `process.envNAME`, with the dot missing. */
export function isTypo({ object, property, computed }: MemberExpression): boolean {
  const isOfProcess = object.type === 'Identifier' && object.name === 'process';
  return isOfProcess && !computed && property.type === 'Identifier' && /^env[A-Z]/.test(property.name);
}

/** What a pattern takes of an object: undefined where it is the rest; a key is undefined if it is computed. */
export function membersOf({ properties }: ObjectPattern) {
  return properties.map((one) => {
    if (one.type !== 'Property') return {};
    const local = one.value.type === 'AssignmentPattern' ? one.value.left : one.value;
    return { property: one, key: keyOf(one.key, one.computed), local };
  });
}

/** The name of a property; undefined if it is computed. */
export function keyOf(key: AnyNode, computed: boolean): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}
