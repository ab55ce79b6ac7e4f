// Turns a parsed Handlebars template into a JavaScript expression: the text is plain string literals, and nothing of
// Handlebars is needed when it runs. Its runtime and its compiled form cost a seventh of a start and of the package.

/** What compiled templates call: an empty list counts as nothing. */
export const isSet = 'const isSet = (value) => (Array.isArray(value) ? value.length > 0 : value);';

/**
 * The part of Handlebars that the templates use, with its meaning: helpers with paths and strings, `if`, `unless` and
 * `each` (over lists) with `else`, `this`, `../`, `@last`, and partials that are not indented.
 *
 * @param {object} tree what `Handlebars.parse` gives
 * @param {string} file for messages
 * @returns {string} source of `(helpers, templates, data0) => string`, which calls `isSet`
 * @throws {Error} for anything else
 */
export function compileTemplate(tree, file) {
  const context = { file, depth: 0 };
  return `(helpers, templates, data0) => ${program(tree, context)}`;
}

function program(tree, context) {
  const parts = (tree?.body ?? [])
    .map((statement) => compile(statement, context))
    .filter((part) => part !== '');
  return parts.length === 0 ? '""' : parts.join(' + ');
}

function compile(statement, context) {
  switch (statement.type) {
    case 'ContentStatement':
      return statement.value === '' ? '' : JSON.stringify(statement.value);
    case 'CommentStatement':
      return '';
    case 'MustacheStatement':
      return `(${helper(statement, context)} ?? "")`;
    case 'PartialStatement':
      return partial(statement, context);
    case 'BlockStatement':
      return block(statement, context);
    default:
      return refuse(statement, context);
  }
}

function helper(statement, context) {
  if (statement.hash) refuse(statement, context);
  return `helpers.${statement.path.original}(${statement.params.map((one) => value(one, context)).join(', ')})`;
}

function partial(statement, context) {
  if (statement.indent !== '' || statement.params.length > 0 || statement.hash) refuse(statement, context);
  const name = JSON.stringify(`partials/${statement.name.original}`);
  return `templates[${name}](helpers, templates, data${context.depth})`;
}

function block(statement, context) {
  const { path, params, hash, program: inner, inverse } = statement;
  if (params.length !== 1 || hash || inner?.blockParams) refuse(statement, context);
  const subject = value(params[0], context);
  const yes = () => program(inner, context);
  const no = program(inverse, context);
  if (path.original === 'if') return `(isSet(${subject}) ? ${yes()} : ${no})`;
  if (path.original === 'unless') return `(isSet(${subject}) ? ${no} : ${yes()})`;
  if (path.original !== 'each') refuse(statement, context);
  const depth = context.depth + 1;
  const items = program(inner, { ...context, depth });
  return `(isSet(${subject}) ? ${subject}.map((data${depth}, index${depth}, list${depth}) => ${items}).join("") : ${no})`;
}

function value(node, context) {
  if (node.type === 'StringLiteral') return JSON.stringify(node.value);
  if (node.type !== 'PathExpression') refuse(node, context);
  if (node.data) return isLast(node, context);
  const parts = node.parts.map((part) => `?.[${JSON.stringify(part)}]`);
  return `data${context.depth - node.depth}${parts.join('')}`;
}

function isLast(node, context) {
  const { depth } = context;
  if (node.original !== '@last' || depth === 0) refuse(node, context);
  return `(index${depth} === list${depth}.length - 1)`;
}

function refuse({ loc, type }, { file }) {
  throw new Error(`${file}:${loc.start.line}: the templates do without this (${type})`);
}
