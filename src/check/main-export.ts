import type { AnyNode, Program } from 'acorn';
import type { Parsed } from './parse.ts';
import { keyOf } from './process-object.ts';
import { isFunction } from './scope.ts';

/** A function in a syntax tree. */
export type FunctionNode = Extract<
  AnyNode,
  { readonly type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

interface Exports {
  /** Does it export `main`? Undefined if that is not certain. */
  readonly exportsMain: boolean | undefined;
  /** The function itself, where it is in the file. */
  readonly main: FunctionNode | undefined;
  /** Where it first assigns to `exports` or `module.exports`. */
  readonly commonjs: AnyNode | undefined;
}

/**
 * Finds `exports.main = …`, `module.exports = { main }`, `export const main = …` and their like among the statements of
 * a file. Where it names its exports elsewhere too, it is not certain that `main` is missing.
 */
export function exportsOf({ program, text }: Parsed): Exports {
  const found = program.body.map(exportsIn);
  const mains = found.flatMap(({ main }) => main ?? []);
  // The last assignment counts: the file may put its own function behind another one.
  const last = mains.at(-1);
  const named = text.match(/\bexports\b/g)?.length ?? 0;
  const seen = found.reduce((sum, { uses }) => sum + uses, 0);
  const isUnsure = named > seen || found.some((one) => one.isUnsure);
  return {
    exportsMain: mains.length > 0 ? true : isUnsure ? undefined : false,
    main: last ? functionOf(last, program) : undefined,
    commonjs: found.find(({ uses }) => uses > 0)?.node,
  };
}

interface StatementExports {
  readonly node: AnyNode;
  readonly main?: AnyNode | undefined;
  readonly isUnsure: boolean;
  /** How often it names `exports`. */
  readonly uses: number;
}

function exportsIn(node: AnyNode): StatementExports {
  const nothing = { node, isUnsure: false, uses: 0 };
  switch (node.type) {
    case 'ExpressionStatement':
      return { ...nothing, ...assignedIn(node.expression) };
    case 'ExportAllDeclaration':
      return { ...nothing, isUnsure: true };
    case 'ExportNamedDeclaration':
      return { ...nothing, ...declaredIn(node) };
    default:
      return nothing;
  }
}

/** `exports.main = …`, `exports = module.exports = { main }`, `Object.defineProperty(exports, '__esModule', …)`. */
function assignedIn(node: AnyNode): Omit<StatementExports, 'node'> {
  if (node.type === 'CallExpression') {
    const uses = node.arguments.filter(isExportsObject).length;
    // Object.defineProperty(exports, 'main', …), __exportStar(require('…'), exports), Object.assign(exports, …)
    return { isUnsure: uses > 0 && !isModuleMark(node), uses };
  }
  if (node.type !== 'AssignmentExpression') return { isUnsure: false, uses: 0 };
  const inner = node.right.type === 'AssignmentExpression' ? assignedIn(node.right) : undefined;
  const value = inner === undefined ? node.right : lastValue(node.right);
  const target = exportTarget(node.left);
  const own = target === undefined ? { isUnsure: false, uses: 0 } : { ...exportedAs(target, value), uses: 1 };
  return {
    main: inner?.main ?? own.main,
    isUnsure: own.isUnsure || (inner?.isUnsure ?? false),
    uses: own.uses + (inner?.uses ?? 0),
  };
}

function exportedAs(
  name: string | true,
  value: AnyNode,
): { readonly main?: AnyNode; readonly isUnsure: boolean } {
  if (name === 'main') return { main: value, isUnsure: false };
  if (name !== true) return { isUnsure: false };
  const object = objectOfExports(value);
  if (object === undefined) return { isUnsure: !isPlainExport(value) };
  return { isUnsure: object.isOpen, ...(object.main === undefined ? {} : { main: object.main }) };
}

function lastValue(node: AnyNode): AnyNode {
  return node.type === 'AssignmentExpression' ? lastValue(node.right) : node;
}

function declaredIn({
  declaration,
  specifiers,
}: Extract<AnyNode, { readonly type: 'ExportNamedDeclaration' }>): Partial<StatementExports> {
  if (declaration?.type === 'FunctionDeclaration') {
    return declaration.id?.name === 'main' ? { main: declaration } : {};
  }
  if (declaration?.type === 'VariableDeclaration') {
    const found = declaration.declarations.find(({ id }) => id.type === 'Identifier' && id.name === 'main');
    const isUnsure = declaration.declarations.some(({ id }) => id.type !== 'Identifier');
    return { main: found === undefined ? undefined : (found.init ?? found), isUnsure };
  }
  const exported = specifiers.find(
    ({ exported: name }) => (name.type === 'Identifier' ? name.name : name.value) === 'main',
  );
  return { main: exported?.local };
}

/** The name in `exports.name` or `module.exports.name`; true for `module.exports` and `exports` as a whole. */
function exportTarget(node: AnyNode): string | true | undefined {
  if (isExportsObject(node)) return true;
  if (node.type !== 'MemberExpression' || !isExportsObject(node.object)) return undefined;
  return keyOf(node.property, node.computed) ?? 'main';
}

function isExportsObject(node: AnyNode): boolean {
  if (node.type === 'Identifier') return node.name === 'exports';
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return false;
  return node.object.name === 'module' && keyOf(node.property, node.computed) === 'exports';
}

/** `Object.defineProperty(exports, '__esModule', …)`, which compilers write. */
function isModuleMark({ arguments: given }: Extract<AnyNode, { readonly type: 'CallExpression' }>): boolean {
  const [, name] = given;
  return name?.type === 'Literal' && name.value === '__esModule';
}

/** `main` of an object that is exported as a whole; undefined if something else is. */
function objectOfExports(
  node: AnyNode,
): { readonly main: AnyNode | undefined; readonly isOpen: boolean } | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  let isOpen = false;
  let main: AnyNode | undefined;
  for (const property of node.properties) {
    if (property.type !== 'Property') isOpen = true;
    else {
      const name = keyOf(property.key, property.computed);
      if (name === undefined) isOpen = true;
      else if (name === 'main') main = property.value;
    }
  }
  return { main, isOpen };
}

/** An exported function or plain value has no `main`. */
function isPlainExport(node: AnyNode): boolean {
  return isFunction(node) || node.type === 'Literal' || node.type === 'ClassExpression';
}

/** The function that a value is, by its name or written in place. */
function functionOf(node: AnyNode, program: Program): FunctionNode | undefined {
  if (isFunction(node)) return node as FunctionNode;
  if (node.type !== 'Identifier') return undefined;
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'FunctionDeclaration' && declaration.id?.name === node.name) {
      return declaration as FunctionNode;
    }
    if (declaration?.type !== 'VariableDeclaration') continue;
    const found = declaration.declarations.find(
      ({ id }) => id.type === 'Identifier' && id.name === node.name,
    );
    if (found?.init && isFunction(found.init)) return found.init as FunctionNode;
  }
  return undefined;
}
