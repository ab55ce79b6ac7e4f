import { statSync } from 'node:fs';
import path from 'node:path';
import jsTokens, { type Token as JsToken } from 'js-tokens';
import { tokenName } from '../data/limits.ts';
import type { PackageManager } from '../data/package-managers.ts';
import type { Platform } from '../data/platforms.ts';
import { memoized } from '../memoized.ts';
import { localPlaces } from '../project/local-places.ts';
import { readManifest } from '../project/packages.ts';
import { relativePath } from '../project/same-file.ts';
import { folded, spellingOn } from '../project/spelling.ts';
import type { Endpoint } from '../types.ts';
import { isFile, namesIn, readText, realName } from '../write/read-file.ts';
import { packageOf } from './package-name.ts';

/** Largest file that is read, in bytes. A larger one is bundled or minified code, where names and lines do not help. */
const largestSource = 2 * 1024 * 1024;

/**
 * Reads a function's file and the local files that it loads by names written in the code, each once and, like Node, where a
 * link leads. Files that are missing, unreadable, not JavaScript or too large are left out; packages are not looked into.
 * @param file absolute path
 * @param functionsDirectory absolute path without links; the files' names are relative to it, with `/`
 */
export function readFunctionSources(file: string, functionsDirectory: string): FunctionSource[] {
  const sources: FunctionSource[] = [];
  const files = new Set([withoutLinks(file)]);
  const spelling = spellingOn({ names: (folder) => namesIn(path.join(functionsDirectory, folder)) });
  const mainOf = memoized(mainIn);
  for (const next of files) {
    const source = readSource(next, functionsDirectory, spelling, mainOf);
    if (source === undefined) continue;
    sources.push(source);
    for (const { target } of source.imports) {
      if (target !== undefined) files.add(path.resolve(functionsDirectory, target));
    }
  }
  return sources;
}

/** Returns the real path of a file. A path without links is kept as the code spells it. */
function withoutLinks(file: string): string {
  const real = realName(file);
  return folded(real) === folded(file) ? file : real;
}

function readSource(
  file: string,
  functionsDirectory: string,
  spelling: ReturnType<typeof spellingOn>,
  mainOf: typeof mainIn,
): FunctionSource | undefined {
  const name = relativePath(functionsDirectory, file);
  const targetOf = memoized((specifier: string) => {
    const target = placesOf(specifier, path.dirname(file), mainOf).find(isFile);
    return target === undefined ? undefined : relativePath(functionsDirectory, withoutLinks(target));
  });
  if (!/\.[cm]?js$/.test(file)) return undefined;
  try {
    if (statSync(file).size > largestSource) return undefined;
    const text = readText(file);
    const tokens = javascriptTokens(text);
    return {
      file: name,
      onDisk: spelling(name) ?? name,
      text,
      environment: environmentReads(tokens),
      imports: imports(tokens).map((one) => ({ ...one, target: targetOf(one.specifier ?? '') })),
      context: contextReads(text, tokens),
    };
  } catch {
    return undefined;
  }
}

/**
 * The absolute paths where Node.js looks for a local file that code in a folder loads, in order. Empty for a package.
 * @param folder absolute path
 */
export function placesOf(specifier: string, folder: string, mainOf: typeof mainIn): readonly string[] {
  return localPlaces(specifier, (place) => path.resolve(folder, place), mainOf);
}

/** The `main` of the `package.json` in a folder. */
export function mainIn(folder: string): unknown {
  return readManifest(folder)?.main;
}

/** One of the function's own files, with the facts that its code shows. */
export interface FunctionSource {
  /** Relative to the functions folder, with `/`. */
  readonly file: string;
  /** The path as spelled on disk. macOS and Windows find a file by any letter case and Unicode form of its name. */
  readonly onDisk: string;
  readonly text: string;
  readonly environment: readonly EnvironmentRead[];
  /** With the files that they load, relative to the functions folder; undefined for a package or a missing file. */
  readonly imports: readonly (Import & { readonly target: string | undefined })[];
  /** Members of `context` that the code reads, but that do not exist in production. */
  readonly context: readonly ContextRead[];
}

/** Returns true if the code reads the app's access token. */
export function readsToken(sources: readonly FunctionSource[]): boolean {
  return sources.some(({ environment }) => environment.some(({ name }) => name === tokenName));
}

/** The first place where the code loads a module with a matching specifier. */
export function placeOfImport(
  sources: readonly FunctionSource[],
  matches: (specifier: string) => boolean,
): { readonly file: string; readonly line: number } | undefined {
  for (const { file, imports } of sources) {
    const place = imports.find(({ specifier }) => specifier !== undefined && matches(specifier));
    if (place !== undefined) return { file, line: place.line };
  }
  return undefined;
}

/** Returns true if an `import` in this code could reach a package that production would not have. */
export function importsNeedGuard(
  sources: readonly FunctionSource[],
  available: (name: string) => boolean,
): boolean {
  return sources.some(({ imports }) =>
    imports.some(({ kind, specifier }) => {
      if (kind !== 'import') return false;
      if (specifier === undefined) return true;
      const name = packageOf.exec(specifier)?.[0];
      return name !== undefined && !available(name);
    }),
  );
}

/** A place where code reads an environment variable. */
export interface EnvironmentRead {
  readonly name: string;
  /** Counts from 1. */
  readonly line: number;
  /** True if the code has another value for an unset variable, as in `process.env.NAME || 'x'`. */
  readonly hasDefault?: true;
}

/**
 * Environment variables that code reads by a name written in it: `process.env.NAME`, `process.env['NAME']`,
 * `const { NAME } = process.env`, also through a variable that `process.env` was assigned to. Names computed at run time
 * are not found.
 */
export function environmentReads(tokens: readonly Token[]): EnvironmentRead[] {
  const aliases = new Set<string>();
  const partners = pairBrackets(tokens);
  const found: EnvironmentRead[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' || isMember(tokens[index - 1])) return;
    const end = endOfEnvironment(tokens, index, aliases);
    if (end === undefined) {
      if (isProcess(tokens, index)) for (const name of aliasesIn(tokens, index, partners)) aliases.add(name);
      return;
    }
    const member = memberAt(tokens, end + 1);
    if (member !== undefined) found.push(member);
    else if (tokens[index - 1]?.text === '=') {
      found.push(...takeTarget(tokens, index - 2, aliases, partners));
    }
  });
  return found;
}

/** Returns true if this token precedes a member's name. */
function isMember(before: Token | undefined): boolean {
  return before?.text === '.' || before?.text === '?.';
}

/** The index of the last token of `process.env`, or of another name for it, that begins at `start`; else undefined. */
function endOfEnvironment(
  tokens: readonly Token[],
  start: number,
  aliases: ReadonlySet<string>,
): number | undefined {
  const text = tokens[start]?.text ?? '';
  if (text === 'process' && isMember(tokens[start + 1]) && tokens[start + 2]?.text === 'env')
    return start + 2;
  if ((text === 'globalThis' || text === 'global') && tokens[start + 2]?.text === 'process') {
    return endOfEnvironment(tokens, start + 2, aliases);
  }
  return aliases.has(text) && tokens[start + 1]?.text !== ':' ? start : undefined;
}

/** Returns the variable that `.NAME` or `['NAME']` reads; undefined for anything else, and if the code writes to it. */
function memberAt(tokens: readonly Token[], start: number): EnvironmentRead | undefined {
  const [first, second, third] = tokens.slice(start, start + 3);
  const bracket = first?.text === '[' || (first?.text === '?.' && second?.text === '[');
  const name = bracket ? (first.text === '[' ? second : third) : isMember(first) ? second : undefined;
  if (name === undefined || name.kind !== (bracket ? 'string' : 'word')) return undefined;
  // A method of every object, such as hasOwnProperty.
  if (name.text in Object.prototype) return undefined;
  const end = start + (bracket ? (first?.text === '[' ? 3 : 4) : 2);
  const after = tokens[end]?.text;
  if (after === '=') return undefined;
  // Another value follows: `|| x`, `?? x`, `? x : y`, `||= x`.
  const hasDefault = ['?', '||', '??', '||=', '??='].includes(after ?? '');
  return { name: name.text, line: name.line, ...(hasDefault ? { hasDefault } : {}) };
}

/**
 * Handles what `process.env` is assigned to: adds a name for it to the aliases, or returns the variables that a
 * destructuring pattern reads.
 */
function takeTarget(
  tokens: readonly Token[],
  end: number,
  aliases: Set<string>,
  partners: Partners,
): EnvironmentRead[] {
  const target = tokens[end];
  if (target?.kind === 'word' && !isMember(tokens[end - 1])) aliases.add(target.text);
  return target?.text === '}' ? patternKeys(tokens, end, partners).map(({ key }) => key) : [];
}

/** Returns true if the code refers to `process` as a whole: the word itself, or its module. */
function isProcess(tokens: readonly Token[], index: number): boolean {
  const [word, next, name] = tokens.slice(index, index + 3);
  if (word?.text === 'process') return !isMember(next);
  if (word?.text === 'require') return next?.text === '(' && isProcessModule(name);
  return word?.text === 'from' && isProcessModule(next);
}

function isProcessModule(token: Token | undefined): boolean {
  return token?.kind === 'string' && /^(node:)?process$/.test(token.text);
}

/** Names that `{ env } = process` or `import { env } from 'node:process'` gives to the environment. */
function aliasesIn(tokens: readonly Token[], index: number, partners: Partners): string[] {
  const end = tokens[index]?.text === 'from' ? index - 1 : index - 2;
  if (tokens[end]?.text !== '}' || (end === index - 2 && tokens[index - 1]?.text !== '=')) return [];
  return patternKeys(tokens, end, partners)
    .filter(({ key }) => key.name === 'env')
    .map(({ name }) => name);
}

interface PatternKey {
  readonly key: EnvironmentRead;
  /** The variable that holds the key's value in the code that follows. */
  readonly name: string;
}

/** The keys of the destructuring pattern that ends with this closing brace. */
function patternKeys(tokens: readonly Token[], end: number, partners: Partners): PatternKey[] {
  const start = partners.get(end) ?? end;
  const keys: PatternKey[] = [];
  for (let index = start + 1; index < end; index += 1) {
    const { kind, text, line } = tokens[index] as Token;
    const isKey = kind === 'word' || kind === 'string';
    if (isKey && (index === start + 1 || tokens[index - 1]?.text === ',')) {
      const renamed = [':', 'as'].includes(tokens[index + 1]?.text ?? '');
      keys.push({ key: { name: text, line }, name: renamed ? (tokens[index + 2]?.text ?? '') : text });
    }
    // Nested patterns are skipped: reading them again for every brace around them would take quadratic time.
    index = Math.max(index, partners.get(index) ?? index);
  }
  return keys;
}

/** A place where code reads `context.query` or `context.secrets`. */
export interface ContextRead {
  readonly member: string;
  /** `id` of `context.query.id`. */
  readonly key: string | undefined;
  /** Counts from 1. */
  readonly line: number;
}

/** Finds where code with a `main(context)` reads a member of `context` that only HubSpot's local runtime provides. */
function contextReads(text: string, tokens: readonly Token[]): ContextRead[] {
  if (!/\bmain\b[^;{]{0,60}\(\s*context\b/.test(text)) return [];
  return tokens.flatMap(({ kind, text: word, line }, index) => {
    const [before, dot, member, next, key] = [-1, 1, 2, 3, 4].map((offset) => tokens[index + offset]);
    if (kind !== 'word' || word !== 'context' || isMember(before) || !isMember(dot)) return [];
    if (!['query', 'secrets'].includes(member?.text ?? '') || next?.text === '(') return [];
    return [{ member: member?.text ?? '', key: isMember(next) ? key?.text : undefined, line }];
  });
}

/** A place where code loads another module. */
export interface Import {
  /** Undefined if it is computed at run time. */
  readonly specifier: string | undefined;
  readonly kind: 'require' | 'import';
  /** Counts from 1. */
  readonly line: number;
}

/** Modules that code loads with `require`, `import` and `export … from`, in order. */
export function imports(tokens: readonly Token[]): Import[] {
  return tokens.flatMap((token, index) => {
    const before = tokens[index - 1]?.text;
    if (token.kind !== 'word' || before === '.' || before === '?.') return [];
    const [next, argument, after] = tokens.slice(index + 1, index + 4);
    const called = next?.text === '(' && next.kind === 'punctuator';
    if (token.text === 'require' && called && argument?.kind === 'string')
      return [found('require', argument)];
    if (token.text === 'import' && called) {
      const whole = argument?.kind === 'string' && (after?.text === ')' || after?.text === ',');
      return [whole ? found('import', argument) : { specifier: undefined, kind: 'import', line: token.line }];
    }
    const named =
      token.text === 'import' || (token.text === 'from' && before !== undefined && before !== ',');
    return named && next?.kind === 'string' ? [found('import', next)] : [];
  });
}

function found(kind: Import['kind'], { text, line }: Token): Import {
  return { specifier: text, kind, line };
}

/** A piece of JavaScript. White space and comments are left out. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'regex' | 'punctuator';
  /** A string's content, or a piece of a template, without delimiters; anything else as it is written. */
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

const kinds: Readonly<{ [Type in JsToken['type']]?: Token['kind'] }> = {
  IdentifierName: 'word',
  PrivateIdentifier: 'word',
  NumericLiteral: 'number',
  StringLiteral: 'string',
  NoSubstitutionTemplate: 'template',
  TemplateHead: 'template',
  TemplateMiddle: 'template',
  TemplateTail: 'template',
  RegularExpressionLiteral: 'regex',
  Punctuator: 'punctuator',
  Invalid: 'punctuator',
};

/**
 * Splits JavaScript into tokens, well enough to find names and texts in it, in linear time. It never fails: anything that
 * is not JavaScript becomes tokens of some kind.
 */
export function javascriptTokens(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const { type, value } of jsTokens(source)) {
    // White space and comments have no kind.
    const kind = kinds[type];
    if (kind !== undefined) tokens.push({ kind, text: textIn(kind, value), line });
    line += value.split('\n').length - 1;
  }
  return tokens;
}

/** The content of a string or a piece of a template, without its delimiters; the last one may be missing. */
function textIn(kind: Token['kind'], value: string): string {
  if (kind === 'template') return value.slice(1).replace(/(?:`|\$\{)$/, '');
  if (kind !== 'string') return value;
  const isClosed = value.length > 1 && value.endsWith(value[0] as string);
  return isClosed ? value.slice(1, -1) : value.slice(1);
}

/** What is known about a function before it runs. */
export interface FunctionFacts {
  /** Absolute path of the functions folder, without symbolic links. */
  readonly folder: string;
  /** The function's file, relative to that folder, with `/`. */
  readonly file: string;
  /** Set if its endpoint is called. */
  readonly endpoint: Endpoint | undefined;
  readonly answers: Platform['answers'];
  readonly sources: readonly FunctionSource[];
  /** Hides the values of secrets in a text. Before a text is cut: a part of a value may not be recognised. */
  readonly hide: (text: string) => string;
  /** Packages that the functions folder's `package.json` lists. */
  readonly listedPackages: readonly string[];
  /** The package manager of the functions folder. */
  readonly packageManager: () => PackageManager;
  /** Returns true if a package is installed in the functions folder or in a folder above it. */
  readonly isInstalled: (name: string) => boolean;
}

/** For the index of each bracket, the index of its partner. */
type Partners = ReadonlyMap<number, number>;

function pairBrackets(tokens: readonly Token[]): Partners {
  const partners = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, index) => {
    if (kind !== 'punctuator') return;
    if ('([{'.includes(text)) open.push(index);
    if (!')]}'.includes(text)) return;
    const start = open.pop();
    if (start === undefined) return;
    partners.set(start, index);
    partners.set(index, start);
  });
  return partners;
}
