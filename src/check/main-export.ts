import type { AnyNode, Program } from 'acorn';
import { ancestor } from 'acorn-walk';
import { keyOf } from './environment.ts';
import { declaringScope, isFunction } from './scope.ts';

/** A function in a syntax tree. */
export type FunctionNode = Extract<
  AnyNode,
  { readonly type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** What a file gives to those who load it. */
export interface Exports {
  /** Does it export `main`? Undefined where that is not certain. */
  readonly exportsMain: boolean | undefined;
  /** The function itself, where it stands in the file. */
  readonly main: FunctionNode | undefined;
  /** Where it first assigns to `exports` or `module.exports`. */
  readonly commonjs: AnyNode | undefined;
}

/** Finds `exports.main = …`, `module.exports = { main }`, `export const main = …` and their like. */
export function exportsOf(program: Program): Exports {
  const mains: (AnyNode | null | undefined)[] = [];
  let commonjs: AnyNode | undefined;
  let isUnsure = false;
  ancestor(program, {
    AssignmentExpression(node, _, ancestors) {
      const target = exportTarget(node.left);
      if (target === undefined || declaringScope(target.root, ancestors) !== undefined) return;
      commonjs ??= node;
      if (target.name === 'main') mains.push(node.right);
      else if (target.name === undefined) {
        const inner = objectOfExports(node.right);
        if (inner === undefined) isUnsure ||= !isPlainExport(node.right);
        else {
          isUnsure ||= inner.isOpen;
          if (inner.main !== undefined) mains.push(inner.main);
        }
      }
    },
    CallExpression(node) {
      // Object.defineProperty(exports, 'main', …), __exportStar(require('…'), exports), Object.assign(exports, …)
      isUnsure ||= node.arguments.some((argument) => isExportsObject(argument)) && !isModuleMark(node);
    },
    ExportNamedDeclaration({ declaration, specifiers }) {
      if (declaration?.type === 'FunctionDeclaration' && declaration.id?.name === 'main')
        mains.push(declaration);
      if (declaration?.type === 'VariableDeclaration') {
        for (const { id, init } of declaration.declarations) {
          if (id.type === 'Identifier' && id.name === 'main') mains.push(init);
          else if (id.type !== 'Identifier') isUnsure = true;
        }
      }
      for (const { local, exported } of specifiers) {
        const name = exported.type === 'Identifier' ? exported.name : exported.value;
        if (name === 'main') mains.push(local);
      }
    },
    ExportAllDeclaration() {
      isUnsure = true;
    },
  });
  const [first] = mains;
  return {
    exportsMain: mains.length > 0 ? true : isUnsure ? undefined : false,
    main: first ? functionOf(first, program) : undefined,
    commonjs,
  };
}

/** `exports.name`, `module.exports.name`, or the whole of `module.exports`. */
function exportTarget(
  node: AnyNode,
): { readonly root: string; readonly name: string | undefined } | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const root = node.object.type === 'Identifier' ? node.object.name : '';
  if (isExportsObject(node)) return { root: 'module', name: undefined };
  if (!isExportsObject(node.object)) return undefined;
  return {
    root: root === 'exports' ? 'exports' : 'module',
    name: keyOf(node.property, node.computed) ?? 'main',
  };
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

/** `main` of an object that is exported as a whole; undefined where something else is. */
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

/** A function or a plain value is exported as it is, and has no `main`. */
function isPlainExport(node: AnyNode): boolean {
  return isFunction(node) || node.type === 'Literal' || node.type === 'ClassExpression';
}

/** The function that a value is, by its name or as it stands there. */
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
