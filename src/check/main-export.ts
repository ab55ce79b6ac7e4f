import type { AnyNode, CallExpression, ExportNamedDeclaration, ObjectExpression, Program } from 'acorn';
import type { Code } from './facts.ts';
import type { Parsed } from './parse.ts';
import { type FunctionNode, isFunction, keyOf } from './scope.ts';

interface Exports extends Pick<Code, 'exportsMain'> {
  /** The function itself, if it is defined in this file. */
  readonly main: FunctionNode | undefined;
  /** The first statement that assigns to `exports` or `module.exports`. */
  readonly commonjs: AnyNode | undefined;
}

/**
 * Finds `exports.main = …`, `module.exports = { main }`, `export const main = …` and similar among the top-level statements
 * of a file. If `exports` is also mentioned elsewhere, a missing `main` is not certain.
 */
export function exportsOf({ program, text, comments }: Parsed): Exports {
  const found = program.body.map((node) => ({ node, ...exportsIn(node) }));
  const all = found.flatMap(({ values }) => values);
  // The last assignment counts: the file might replace its function with a wrapper.
  const last = all.findLast(({ name }) => name === 'main');
  const main = last?.value && isNone(last.value) ? undefined : last;
  const isUnsure = () => {
    const named = countOf(text) - countOf(comments.join('\n'));
    const seen = found.reduce((sum, { uses }) => sum + uses, 0);
    return named > seen || all.some(({ name }) => name === undefined);
  };
  return {
    exportsMain: main !== undefined ? true : isUnsure() ? undefined : false,
    main: main?.value && functionOf(main.value, program),
    commonjs: found.find(({ uses }) => uses > 0)?.node,
  };
}

/** How often a text mentions `exports`. */
function countOf(text: string): number {
  return text.match(/\bexports\b/g)?.length ?? 0;
}

interface StatementExports {
  /** A value with an unclear name might be `main`. */
  readonly values: readonly { readonly name: string | undefined; readonly value: AnyNode | undefined }[];
  /** How often the statement mentions `exports`. */
  readonly uses: number;
}

const unclear = { name: undefined, value: undefined };

function exportsIn(node: AnyNode): StatementExports {
  switch (node.type) {
    case 'ExportAllDeclaration':
      return { values: [unclear], uses: 0 };
    case 'ExportNamedDeclaration':
      return { values: declaredIn(node), uses: 0 };
    case 'ExpressionStatement':
      return node.expression.type === 'CallExpression'
        ? calledWith(node.expression)
        : assignedIn(node.expression);
    default:
      return { values: [], uses: 0 };
  }
}

/**
 * Calls such as `Object.defineProperty(exports, 'main', …)`, `__exportStar(require('…'), exports)`, `Object.assign(exports,
 * …)`.
 */
function calledWith({ arguments: given }: CallExpression): StatementExports {
  const uses = given.filter(isExportsObject).length;
  const [, name] = given;
  // Compilers mark their modules like this.
  const isMark = name?.type === 'Literal' && name.value === '__esModule';
  return { values: uses === 0 || isMark ? [] : [unclear], uses };
}

/** Assignments such as `exports.main = …` and `exports = module.exports = { main }`. */
function assignedIn(expression: AnyNode): StatementExports {
  const targets: AnyNode[] = [];
  let value = expression;
  for (; value.type === 'AssignmentExpression'; value = value.right) targets.push(value.left);
  // A function or a literal does not have a `main` member.
  const isPlain = isFunction(value) || isNone(value);
  const whole = targets.filter(isExportsObject).length;
  const members = targets.flatMap((target) =>
    target.type === 'MemberExpression' && isExportsObject(target.object)
      ? [{ name: keyOf(target.property, target.computed), value }]
      : [],
  );
  const values =
    whole === 0 || isPlain ? [] : value.type === 'ObjectExpression' ? literalMembers(value) : [unclear];
  return { values: [...values, ...members], uses: whole + members.length };
}

function literalMembers({ properties }: ObjectExpression): StatementExports['values'] {
  return properties.map((one) =>
    one.type === 'Property' ? { name: keyOf(one.key, one.computed), value: one.value } : unclear,
  );
}

function declaredIn({ declaration, specifiers }: ExportNamedDeclaration): StatementExports['values'] {
  if (declaration?.type === 'VariableDeclaration')
    return declaration.declarations.map(({ id, init }) =>
      id.type !== 'Identifier'
        ? unclear
        : {
            name: id.name,
            value: init && (declaration.kind === 'const' || isFunction(init)) ? init : undefined,
          },
    );
  if (declaration != null) return [{ name: declaration.id.name, value: declaration }];
  return specifiers.map(({ exported, local }) => ({
    name: exported.type === 'Identifier' ? exported.name : String(exported.value),
    value: local,
  }));
}

/** Whether this is certainly not a function: a literal, or `undefined`. */
function isNone(node: AnyNode): boolean {
  return node.type === 'Literal' || (node.type === 'Identifier' && node.name === 'undefined');
}

function isExportsObject(node: AnyNode): boolean {
  if (node.type === 'Identifier') return node.name === 'exports';
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return false;
  return node.object.name === 'module' && keyOf(node.property, node.computed) === 'exports';
}

/** The function that a value refers to: written in place, or declared under its name. */
function functionOf(node: AnyNode, program: Program): FunctionNode | undefined {
  if (isFunction(node)) return node;
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
    if (found?.init && isFunction(found.init)) return found.init;
  }
  return undefined;
}
