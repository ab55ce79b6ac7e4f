import type { AnyNode, Pattern, Program } from 'acorn';
import { ancestor } from 'acorn-walk';
import { parseCode } from '../check/parse.ts';
import { keyOf, patternMembers } from '../check/scope.ts';
import type { FunctionInputs } from '../types.ts';

/**
 * The names that a function reads from `context.propertiesToSend` and `context.parameters`, as members or by destructuring.
 * Empty if the source cannot be parsed.
 * @param text JavaScript source, which is not run
 */
export function inputsOf(text: string): FunctionInputs {
  const parsed = parseCode(text, undefined);
  const found: Found = { propertiesToSend: new Set(), parameters: new Set() };
  if ('program' in parsed) addInputs(parsed.program, found);
  return { properties: [...found.propertiesToSend], parameters: [...found.parameters] };
}

type Found = Readonly<Record<'propertiesToSend' | 'parameters', Set<string>>>;

function addInputs(program: Program, found: Found): void {
  ancestor(program, {
    MemberExpression(node, _, ancestors) {
      const parent = ancestors.at(-2);
      const isCalled = parent?.type === 'CallExpression' && parent.callee === node;
      const key = keyOf(node.property, node.computed);
      if (!isCalled && key !== undefined) namesIn(node.object, found)?.add(key);
    },
    VariableDeclarator({ id, init }) {
      if (init != null) addAll(namesIn(init, found), id);
    },
    ObjectPattern(pattern) {
      for (const { property, local } of patternMembers(pattern))
        if (property !== undefined) addAll(namesIn(property.key, found), local);
    },
  });
}

/** The set for names read from an expression: `context.parameters`, `parameters`, or either with a default. */
function namesIn(node: AnyNode, found: Found): Set<string> | undefined {
  if (node.type === 'ChainExpression') return namesIn(node.expression, found);
  if (node.type === 'LogicalExpression') return namesIn(node.left, found);
  const name = node.type === 'MemberExpression' ? keyOf(node.property, node.computed) : keyOf(node, false);
  return name === 'propertiesToSend' || name === 'parameters' ? found[name] : undefined;
}

/** Adds the keys that a pattern destructures. */
function addAll(names: Set<string> | undefined, pattern: Pattern): void {
  if (pattern.type !== 'ObjectPattern') return;
  for (const { key } of patternMembers(pattern)) if (key !== undefined) names?.add(key);
}
