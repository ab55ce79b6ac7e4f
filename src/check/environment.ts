import type { AnyNode, CallExpression, Identifier, Pattern, Program } from 'acorn';
import { ancestor } from 'acorn-walk';
import { assignsDefault, isDefaulting, isDispensable, localName, type Mentions } from './defaults.ts';
import type { Code, EnvironmentName, EnvironmentRead } from './facts.ts';
import type { Parsed } from './parse.ts';
import { isExported, isProcess, isTypo, keyOf, membersOf } from './process-object.ts';
import { type Ancestors, declaringScope, isInsideFunction } from './scope.ts';
import type { Visitors } from './walk.ts';

/** Visitors of a tree, and what they have found once the walk is over. */
export interface Visiting<Facts> {
  readonly visitors: Visitors;
  result(): Facts;
}

type EnvironmentFacts = Pick<Code, 'reads' | 'readsUnknown' | 'typos' | 'logged' | 'environmentNames'>;

const nothing: EnvironmentFacts = {
  reads: [],
  readsUnknown: false,
  typos: [],
  logged: [],
  environmentNames: [],
};

/**
 * Where code reads environment variables: `process.env.NAME`, `process.env['NAME']`, `const { NAME } = process.env`,
 * also through another name for `process.env`.
 */
export function environmentVisitors(parsed: Parsed): Visiting<EnvironmentFacts> {
  if (!/\bprocess\b/.test(parsed.text)) {
    return { visitors: {}, result: () => nothing };
  }
  const names = namesFor(parsed);
  const reads: EnvironmentRead[] = [];
  const typos: EnvironmentFacts['typos'][number][] = [];
  const logged: EnvironmentFacts['logged'][number][] = [];
  const environmentNames: EnvironmentName[] = [];
  let readsUnknown = false;
  const locals = localVariables(parsed.text);
  /** Variables that the code itself sets. */
  const written = new Set<string>();
  const add = (
    node: AnyNode,
    name: string,
    ancestors: Ancestors,
    hasDefault: boolean,
    local: string | undefined,
  ) => {
    // A method of every object, such as hasOwnProperty: the variable that it is about is not known.
    if (name in Object.prototype) readsUnknown = true;
    else {
      const read = { ...parsed.place(node), name, topLevel: !isInsideFunction(ancestors), hasDefault };
      reads.push(read);
      if (local !== undefined && !hasDefault) locals.add(local, read, ancestors);
    }
  };
  const addPattern = (pattern: AnyNode, ancestors: Ancestors) => {
    if (pattern.type === 'Identifier')
      // Another file may read it under that name.
      readsUnknown ||= !names.isEnvironment(pattern, ancestors) || isExported(ancestors);
    else if (pattern.type !== 'ObjectPattern') readsUnknown = true;
    else
      for (const { property, key, local } of membersOf(pattern)) {
        if (property === undefined || key === undefined) readsUnknown = true;
        else {
          environmentNames.push(namedBy(property.key, key, property.shorthand));
          const name = local?.type === 'Identifier' ? local.name : undefined;
          add(property, key, ancestors, property.value.type === 'AssignmentPattern', name);
        }
      }
  };
  const visitWhole = (node: AnyNode, ancestors: Ancestors) => {
    if (!names.isEnvironment(node, ancestors)) return;
    const parent = ancestors.at(-2);
    if (parent?.type === 'MemberExpression' && parent.object === node) return;
    if (parent?.type === 'VariableDeclarator') addPattern(parent.id, ancestors);
    else if (parent?.type === 'AssignmentExpression' && parent.right === node)
      addPattern(parent.left, ancestors);
    else readsUnknown = true;
  };
  const visitors: Visitors = {
    Identifier(node, _, ancestors) {
      visitWhole(node, ancestors);
      locals.use(node, ancestors);
    },
    VariablePattern(node, _, ancestors) {
      locals.assign(node, ancestors);
    },
    VariableDeclarator({ id, init }, _, ancestors) {
      if (id.type !== 'ObjectPattern' || !init || !isProcess(init, ancestors)) return;
      for (const { key, local } of membersOf(id))
        if (key === 'env' && local?.type !== 'Identifier') addPattern(local as AnyNode, ancestors);
    },
    ExportNamedDeclaration({ specifiers }, _, ancestors) {
      readsUnknown ||= specifiers.some(({ local }) => names.isEnvironment(local, ancestors));
    },
    MemberExpression(node, _, ancestors) {
      visitWhole(node, ancestors);
      if (isTypo(node)) {
        const { name } = node.property as Identifier;
        typos.push({ ...parsed.place(node), name, offset: node.property.start });
      }
      if (!names.isEnvironment(node.object, ancestors)) return;
      const name = keyOf(node.property, node.computed);
      if (name !== undefined) environmentNames.push(namedBy(node.property, name, false));
      const use = useOf(node, ancestors.at(-2));
      if (use !== 'read' && use !== 'delete' && name !== undefined) written.add(name);
      if (use === 'set' || use === 'delete') return;
      if (name === undefined) readsUnknown = true;
      else {
        const mentions = mentionsIn(parsed.text, name);
        const hasDefault = isDispensable(
          ancestors,
          mentions,
          (other) => other.type === 'MemberExpression' && names.isEnvironment(other.object, ancestors),
        );
        add(node, name, ancestors, hasDefault, localName(ancestors));
      }
    },
    CallExpression(node, _, ancestors) {
      if (!isConsole(node)) return;
      for (const name of node.arguments.flatMap((argument) => names.valuesIn(argument, ancestors)))
        logged.push({ ...parsed.place(node), name });
    },
  };
  const result = () => {
    const dispensable = locals.dispensable();
    const known = reads.map((read) => ({
      ...read,
      hasDefault: read.hasDefault || written.has(read.name) || dispensable.has(read),
    }));
    return { reads: known, readsUnknown, typos, logged, environmentNames };
  };
  return { visitors, result };
}

/** Local variables that hold what was read, and whether each use of them can do without. */
function localVariables(text: string) {
  const known = new Map<string, LocalVariable[]>();
  const named = ({ name }: Identifier, ancestors: Ancestors) =>
    known.get(name)?.filter(({ scope }) => scope === declaringScope(name, ancestors)) ?? [];
  return {
    add(name: string, read: EnvironmentRead, ancestors: Ancestors) {
      const one = { read, scope: declaringScope(name, ancestors), isUsed: false, isNeeded: false };
      known.set(name, [...(known.get(name) ?? []), { ...one, isDefaulted: false }]);
    },
    use(node: Identifier, ancestors: Ancestors) {
      for (const local of named(node, ancestors)) {
        local.isUsed = true;
        local.isNeeded ||= !isDispensable(ancestors, mentionsIn(text, node.name), () => false);
      }
    },
    assign(node: Identifier, ancestors: Ancestors) {
      for (const local of named(node, ancestors))
        local.isDefaulted ||= assignsDefault(ancestors, mentionsIn(text, node.name));
    },
    dispensable: () =>
      new Set(
        [...known.values()]
          .flat()
          .filter(({ isUsed, isNeeded, isDefaulted }) => isDefaulted || (isUsed && !isNeeded))
          .map(({ read }) => read),
      ),
  };
}

interface LocalVariable {
  readonly read: EnvironmentRead;
  readonly scope: AnyNode | undefined;
  isUsed: boolean;
  isNeeded: boolean;
  isDefaulted: boolean;
}

function mentionsIn(text: string, name: string): Mentions {
  return ({ start, end }) =>
    text
      .slice(start, end)
      .split(/[^\w$]+/)
      .includes(name);
}

function namedBy({ start, end }: AnyNode, name: string, isShorthand: boolean): EnvironmentName {
  return { name, start, end, isShorthand };
}

/** Is `process` or `process.env` used as a whole, or is anything logged? Only then do other names matter. */
const mayRename = /\bconsole\b|\benv\b(?!\s*[.?[])|\bprocess\b(?!\s*[.?[])/;

/** What names in a file refer to: `process.env` itself, or the value of a variable in it. */
function namesFor({ program, text }: Parsed) {
  const environments = new Map<string, Set<AnyNode | undefined>>();
  const values = new Map<string, { readonly variable: string; readonly scope: AnyNode | undefined }>();

  const isEnvironment = (node: AnyNode, ancestors: Ancestors): boolean => {
    if (node.type === 'ChainExpression') return isEnvironment(node.expression, ancestors);
    if (node.type === 'MemberExpression')
      return keyOf(node.property, node.computed) === 'env' && isProcess(node.object, ancestors);
    const scopes = node.type === 'Identifier' ? environments.get(node.name) : undefined;
    return scopes?.has(declaringScope((node as Identifier).name, ancestors)) ?? false;
  };
  const addEnvironment = (name: string, scope: AnyNode | undefined) =>
    environments.set(name, new Set(environments.get(name)).add(scope));
  /** Names of the variables whose values become part of an expression's value. */
  const valuesIn = (node: AnyNode, ancestors: Ancestors): readonly string[] => {
    if (node.type === 'MemberExpression') {
      const name = keyOf(node.property, node.computed);
      return name !== undefined && isEnvironment(node.object, ancestors) ? [name] : [];
    }
    if (node.type !== 'Identifier')
      return partsOf(node).flatMap((part) => (part ? valuesIn(part, ancestors) : []));
    const value = values.get(node.name);
    if (value === undefined || value.scope !== declaringScope(node.name, ancestors)) return [];
    return [value.variable];
  };
  const declare = (target: Pattern, source: AnyNode, ancestors: Ancestors) => {
    const scopeOf = (name: string) => declaringScope(name, ancestors);
    if (target.type === 'Identifier') {
      if (isEnvironment(source, ancestors)) addEnvironment(target.name, scopeOf(target.name));
      const [variable] = valuesIn(source, ancestors);
      if (variable !== undefined) values.set(target.name, { variable, scope: scopeOf(target.name) });
      return;
    }
    if (target.type !== 'ObjectPattern') return;
    for (const { key, local } of membersOf(target)) {
      if (key === undefined || local?.type !== 'Identifier') continue;
      if (key === 'env' && isProcess(source, ancestors)) addEnvironment(local.name, scopeOf(local.name));
      if (isEnvironment(source, ancestors))
        values.set(local.name, { variable: key, scope: scopeOf(local.name) });
    }
  };
  for (const name of importedNames(program, text)) addEnvironment(name, program);
  if (/process/.test(text) && mayRename.test(text))
    ancestor(program, {
      VariableDeclarator(node, _, ancestors) {
        if (node.init) declare(node.id, node.init, ancestors);
      },
    });
  return { isEnvironment, valuesIn };
}

/** What an expression that is not a name passes on of its parts. */
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
      return node.properties.flatMap((property) => (property.type === 'Property' ? [property.value] : []));
    case 'ArrayExpression':
      return node.elements;
    default:
      return [];
  }
}

/** Names under which a module imports `env` of `process`. */
function importedNames(program: Program, text: string): readonly string[] {
  if (!/\bfrom\s*['"](?:node:)?process['"]/.test(text)) return [];
  return program.body.flatMap((node) =>
    node.type === 'ImportDeclaration' && /^(?:node:)?process$/.test(String(node.source.value))
      ? node.specifiers.flatMap((one) =>
          one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' && one.imported.name === 'env'
            ? [one.local.name]
            : [],
        )
      : [],
  );
}

/** What is done with a variable. */
function useOf(node: AnyNode, parent: AnyNode | undefined): 'read' | 'set' | 'set-if-empty' | 'delete' {
  if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return 'delete';
  if (parent?.type !== 'AssignmentExpression' || parent.left !== node) return 'read';
  if (parent.operator === '=') return 'set';
  return isDefaulting(parent.operator) ? 'set-if-empty' : 'read';
}

function isConsole({ callee }: CallExpression): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'console' &&
    /^(?:log|info|warn|error|debug|dir|table|trace)$/.test(keyOf(callee.property, callee.computed) ?? '')
  );
}
