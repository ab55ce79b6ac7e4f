import { Parser } from 'acorn';

/** What `limitedParser` fails with, as acorn does where the stack does not suffice. */
export const tooDeep = 'Not enough stack space';

/**
 * How deep code may be nested, in calls of the methods below: 50 functions in calls of functions, 80 objects in lists, 490
 * operators in a row. That is more than people write, and needs half of the stack at most. Near its end, V8 ends the process
 * instead of throwing when it compiles a pattern.
 */
const deepest = 500;
/** Acorn compares each declared name with the others of its scope: this many comparisons allow 20,000 names in one. */
const mostComparisons = 200_000_000;

/** Every recursion of acorn passes through one of these methods. */
const nesting = [
  'parseStatement',
  'parseTryStatement',
  'parseSwitchStatement',
  'parseBlock',
  'parseFunction',
  'parseFunctionBody',
  'parseClass',
  'parseClassElement',
  'parseMaybeAssign',
  'parseExprOp',
  'parseMaybeUnary',
  'parseExprAtom',
  'parseSubscripts',
  'parseBindingAtom',
  'regexp_disjunction',
  'regexp_classContents',
] as const;

type Method = (this: Internals, ...given: unknown[]) => unknown;

/** The names declared in a part of the code. */
type Scope = Readonly<Record<'var' | 'lexical' | 'functions', readonly string[]>>;

/** Methods of acorn for plugins, which its types do not include. */
type Internals = Record<(typeof nesting)[number] | 'parseSubscript' | 'declareName', Method> & {
  readonly start: number;
  readonly scopeStack: readonly Scope[];
  depth: number;
  comparisons: number;
  currentVarScope(): Scope;
  raise(at: number, message: string): never;
};

/** A parser that refuses code that is nested too deep, or declares too many names in one scope, for this and every later walk. */
export const limitedParser = Parser.extend((Base) => {
  class Limited extends Base {
    depth = 0;
    comparisons = 0;
  }
  const own = Limited.prototype as unknown as Internals;
  const { parseSubscript, declareName } = own;
  const enter = (parser: Internals) => {
    parser.depth += 1;
    if (parser.depth > deepest) parser.raise(parser.start, tooDeep);
  };
  for (const name of nesting) {
    const parse = own[name];
    own[name] = function (...given) {
      const { depth } = this;
      enter(this);
      const parsed = parse.apply(this, given);
      this.depth = depth;
      return parsed;
    };
  }
  // Acorn reads a chain in a loop, but each link is one level of the tree.
  own.parseSubscript = function (...given) {
    enter(this);
    return parseSubscript.apply(this, given);
  };
  own.declareName = function (...given) {
    // `var` is compared with the names of all blocks around it, up to its function.
    const from = this.scopeStack.lastIndexOf(this.currentVarScope());
    for (const { var: names, lexical, functions } of this.scopeStack.slice(from))
      this.comparisons += names.length + lexical.length + functions.length;
    if (this.comparisons > mostComparisons) this.raise(this.start, tooDeep);
    return declareName.apply(this, given);
  };
  return Limited;
});
