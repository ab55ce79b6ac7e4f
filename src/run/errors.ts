import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { payloadLimitBytes } from '../data/limits.ts';
import { excerpt } from '../edit/json-scanner.ts';
import { objectOf } from '../project/json.ts';
import type { InvocationError, Json } from '../types.ts';
import type { Outcome, Phase, Thrown } from './protocol.ts';
import type { Unserialisable } from './serialise.ts';
import { type FunctionFacts, packageOf, placeOfImport } from './source.ts';

/** Why an outcome is no answer; undefined where it is one. */
export function errorOf(outcome: Outcome, facts: FunctionFacts): InvocationError | undefined {
  switch (outcome.kind) {
    case 'returned':
      return facts.endpoint === undefined ? undefined : endpointError(JSON.parse(outcome.text));
    case 'unserialisable':
      return unserialisableError(outcome.found);
    case 'too-large':
      return tooLargeError(outcome.bytes);
    case 'threw':
      return thrownError(outcome.thrown, outcome.phase, facts);
    case 'uncaught':
      return uncaughtError(outcome.thrown, outcome.rejection, facts);
    case 'no-handler':
      return handlerError(outcome, facts);
    case 'exited':
      return exitError(outcome.exitCode, outcome.stack, facts);
    case 'never-settled':
      return neverSettledError(outcome.phase, facts);
    case 'no-debugger':
      return {
        code: 'no-debugger',
        message: `The debugger's port ${outcome.port} is taken.`,
        hint: `End what uses it, or take another: --inspect=${outcome.port + 1}`,
      };
  }
}

function thrownError(thrown: Thrown, phase: Phase, facts: FunctionFacts): InvocationError {
  const known = missingModule(thrown, facts) ?? syntaxError(thrown, facts) ?? commonJsError(thrown, facts);
  if (known !== undefined) return known;
  const when = phase === 'load' ? 'While it was loaded, it' : 'It';
  return {
    code: 'threw',
    message: `${when} threw ${thrownText(thrown, facts)}`,
    ...advice(thrown, facts),
    ...trace(thrown.stack, facts),
  };
}

function uncaughtError(thrown: Thrown, rejection: boolean, facts: FunctionFacts): InvocationError {
  const what = thrownText(thrown, facts);
  return rejection
    ? {
        code: 'unhandled-rejection',
        message: `A promise that nobody awaited was rejected with ${what}`,
        hint: 'Await the promise, or catch its error: in production this ends the process.',
        ...trace(thrown.stack, facts),
      }
    : {
        code: 'uncaught-exception',
        message: `Outside of the handler's promise, in a callback, it threw ${what}`,
        hint: 'Catch it in the callback, or turn the callback into a promise that the handler awaits.',
        ...trace(thrown.stack, facts),
      };
}

/** A thrown value in words, with its causes, each on a line of its own. Paths are relative to the functions folder. */
export function thrownText(thrown: Thrown, facts: Pick<FunctionFacts, 'folder'>): string {
  const { isError, name, message, cause } = thrown;
  const empty = name === 'undefined' || name === 'null';
  const own = isError ? `${name}: ${message}` : empty ? message : `a ${name} instead of an Error: ${message}`;
  const short = [`file://${facts.folder}/`, `${facts.folder}/`, `${facts.folder}\\`].reduce(
    (text, prefix) => text.replaceAll(prefix, ''),
    own,
  );
  return cause === undefined ? short : `${short}\n  caused by ${thrownText(cause, facts)}`;
}

/** CommonJS in a file that is an ES module, because of its name or the nearest `package.json`. */
function commonJsError(thrown: Thrown, facts: FunctionFacts): InvocationError | undefined {
  const [, name] = /^(\w+) is not defined in ES module scope/.exec(thrown.message) ?? [];
  if (name === undefined) return undefined;
  const isNamed = facts.file.endsWith('.mjs');
  const why = isNamed ? 'its name ends in .mjs' : 'package.json has "type": "module"';
  const other = isNamed ? 'name it .cjs' : 'take "type" out of package.json, or name it .cjs';
  return {
    code: 'commonjs-in-module',
    message: `${facts.file} is an ES module, as ${why}, but uses ${name}, which only CommonJS has.`,
    hint: `Write it as a module (import …, export const main = async (context) => …), ${isNamed ? 'or ' : ''}${other}.`,
    ...trace(thrown.stack, facts),
  };
}

function advice({ isError, message, stack = '' }: Thrown, facts: FunctionFacts): { hint?: string } {
  if (!isError) return { hint: 'Throw new Error(…): only an error says where it comes from.' };
  if (/sendResponse is not a function/.test(message)) {
    return { hint: 'In developer projects a function returns its response; there is no sendResponse.' };
  }
  const [, called] = /^([\w$]+) is not a function/.exec(message) ?? [];
  if (called !== undefined && facts.sources.some(({ text }) => isLaterParameter(called, text))) {
    const hint = `HubSpot calls main with the context and nothing else: return the response instead of calling ${called}.`;
    return { hint };
  }
  return absentMember(message, lineOf(userFrames(stack, facts.folder)[0], facts));
}

/** Is a name that of a second or later parameter of some function? */
function isLaterParameter(name: string, text: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(`\\([^()]*,\\s*${escaped}\\s*(?:,[^()]*)?\\)\\s*(?:=>|\\{)`).test(text);
}

function lineOf(at: Frame | undefined, { sources }: FunctionFacts): string {
  const text = sources.find(({ file }) => file === at?.file)?.text ?? '';
  return text.split('\n')[(at?.line ?? 0) - 1] ?? '';
}

/** What to read instead of a member that HubSpot's context does not have, by the line that failed to read it. */
function absentMember(message: string, line: string): { hint?: string } {
  const [, key] =
    /\(reading '([^']+)'\)/.exec(message) ?? /Cannot destructure property '([^']+)'/.exec(message) ?? [];
  if (key === undefined) return {};
  if (/\.secrets\b/.test(line)) {
    return { hint: `HubSpot's context has no secrets: read process.env.${key}.` };
  }
  return /\.query\b/.test(line)
    ? { hint: `HubSpot's context has no query: read context.params.${key}, which is a list of texts.` }
    : {};
}

/** Where a stack trace first meets the user's own code, and its lines of that code. */
function trace(stack: string | undefined, { folder }: FunctionFacts): Pick<InvocationError, 'at' | 'stack'> {
  const frames = userFrames(stack ?? '', folder);
  const [first] = frames;
  if (first === undefined) return {};
  return { at: { file: first.file, line: first.line, column: first.column }, stack: stackText(frames) };
}

/** Is this an error of a file that could not be parsed or linked, and does it lack the place? */
export function isUnplacedSyntaxError({ name, stack = '' }: Thrown, folder: string): boolean {
  return name === 'SyntaxError' && /^SyntaxError:/.test(stack) && userFrames(stack, folder).length === 0;
}

/** An error that Node put the place in front of: `/path/file.js:3`, the line of code, and carets under the column. */
function syntaxError(
  { name, message, stack = '' }: Thrown,
  facts: FunctionFacts,
): InvocationError | undefined {
  const [, location = '', line, code = '', carets = ''] =
    /^(.*):(\d+)\r?\n([^\n]*)\n([^\n]*)/.exec(stack) ?? [];
  const file = name === 'SyntaxError' ? userFile(location, facts.folder) : undefined;
  if (file === undefined) return undefined;
  const column = /^\s*\^/.test(carets) ? carets.indexOf('^') + 1 : undefined;
  const at = { file, line: Number(line), ...(column === undefined ? {} : { column }) };
  const text = facts.sources.find((source) => source.file === file)?.text;
  return {
    code: 'syntax-error',
    message: `${file}:${line}${column === undefined ? '' : `:${column}`} ${message.split('\n')[0]}`,
    ...moduleHint(message),
    at,
    excerpt: text === undefined ? code : excerpt(text, at.line, column),
  };
}

function moduleHint(message: string): { hint?: string } {
  return /outside a module|Unexpected token 'export'/.test(message)
    ? { hint: 'Use require and exports.main, or make it an ES module: name it .mjs.' }
    : {};
}

function handlerError(
  { main, exported, names }: Extract<Outcome, { kind: 'no-handler' }>,
  { file }: FunctionFacts,
): InvocationError {
  if (main !== 'undefined') {
    return {
      code: 'handler-not-function',
      message: `What ${file} exports as main is no function but ${main === 'object' ? 'an object' : `a ${main}`}.`,
      hint: 'Write exports.main = async (context) => { … };',
    };
  }
  const found =
    exported === 'function'
      ? ' It exports a function itself.'
      : names.length > 0
        ? ` It exports ${names.join(', ')}.`
        : ' It exports nothing.';
  return {
    code: 'no-handler',
    message: `${file} does not export main, which HubSpot calls.${found}`,
    hint: 'Write exports.main = async (context) => { … };',
  };
}

function exitError(exitCode: number, stack: string, facts: FunctionFacts): InvocationError {
  return {
    code: 'exited',
    message: `It called process.exit(${exitCode}) before it answered.`,
    hint: 'Return a response, or throw an error.',
    ...trace(stack, facts),
  };
}

function neverSettledError(phase: Phase, { file, answers }: FunctionFacts): InvocationError {
  if (phase === 'run' && answers === 'callback') {
    return {
      code: 'never-settled',
      message: 'It ended without an answer: nothing is left running that could give one.',
      hint: 'On platform version 2023.1 a function answers by calling sendResponse(response), its second argument.',
    };
  }
  const what = phase === 'load' ? `Loading ${file} never ends` : 'Its promise never settles';
  return {
    code: 'never-settled',
    message: `${what}: nothing is left running that could settle it.`,
    hint: 'Look for a promise whose resolve is never called, or a callback that never comes.',
  };
}

/** Why an endpoint's response cannot be sent; undefined where it can. It is `{statusCode, body, headers?}`. */
export function endpointError(response: Json): InvocationError | undefined {
  const object = objectOf(response);
  const status = object?.statusCode;
  if (Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599) return undefined;
  const returned =
    object === undefined
      ? `It returned ${response === null ? 'nothing' : kindOf(response)}.`
      : status === undefined
        ? `It returned an object without one: its keys are ${Object.keys(object).join(', ') || 'none'}.`
        : `It returned statusCode ${JSON.stringify(status)}.`;
  return {
    code: 'no-status-code',
    message: `An endpoint's response needs a statusCode, a whole number from 100 to 599. ${returned}`,
    hint: 'Return { statusCode: 200, body: … }.',
  };
}

function kindOf(response: Json): string {
  return Array.isArray(response) ? 'a list' : `a ${typeof response}`;
}

/** Why a response cannot be written as JSON. */
export function unserialisableError({ path, reason, target }: Unserialisable): InvocationError {
  const reasons: Record<Unserialisable['reason'], readonly [string, string]> = {
    circular: [`leads back to ${target}`, 'Return a copy without the reference back.'],
    bigint: ['is a BigInt', 'Turn it into a text: String(value).'],
    function: ['is a function', 'Return what it returns, or leave it out.'],
    symbol: ['is a symbol', 'Turn it into a text, or leave it out.'],
    'nested-too-deep': ['lies more than 1,000 levels deep', 'Return a flatter value.'],
  };
  const [what, hint] = reasons[reason];
  const shown = path.length > 300 ? `${path.slice(0, 300)}…` : path;
  return {
    code: 'response-not-json',
    message: `The response cannot be written as JSON: ${shown} ${what}.`,
    hint,
  };
}

/** Why a response of this size, in bytes of JSON, cannot be sent. */
export function tooLargeError(bytes: number): InvocationError {
  return {
    code: 'response-too-large',
    message: `The response has ${megabytes(bytes)}; HubSpot takes up to ${megabytes(payloadLimitBytes)}.`,
    hint: 'Return less: only the properties that are needed, or one page at a time.',
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}

/**
 * Why a module was not found, and what brings it; undefined for any other error.
 *
 * @param facts what is listed and installed in the functions folder
 */
export function missingModule(thrown: Thrown, facts: FunctionFacts): InvocationError | undefined {
  if (thrown.code !== 'MODULE_NOT_FOUND' && thrown.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const found = /^Cannot find (?:module|package) '([^']+)'(?: (?:imported from|needed by) ([^\n]+))?/.exec(
    thrown.message,
  );
  if (found === null) return undefined;
  const [, specifier = '', importer] = found;
  const from = thrown.requireStack?.[0] ?? importer ?? '';
  const name = packageOf.exec(specifier)?.[0];
  return name === undefined
    ? missingFile(specifier, from, thrown, facts)
    : missingPackage(name, from, thrown, facts);
}

function missingFile(specifier: string, from: string, thrown: Thrown, facts: FunctionFacts): InvocationError {
  const file = userFile(specifier, facts.folder) ?? specifier;
  const importer = userFile(from, facts.folder) ?? from;
  const ending =
    thrown.code === 'ERR_MODULE_NOT_FOUND' && !/\.\w+$/.test(specifier)
      ? ' An ES module names files with their ending.'
      : '';
  return {
    code: 'missing-file',
    message: `${importer} loads ${file}, which does not exist.`,
    hint: `Check the path: it is relative to ${importer}, and upper and lower case count.${ending}`,
    ...place(thrown, facts, (given) => specifier.endsWith(given.replace(/^(\.{1,2}\/)+/, ''))),
  };
}

function missingPackage(name: string, from: string, thrown: Thrown, facts: FunctionFacts): InvocationError {
  const known = reason(name, from, facts);
  return {
    code: 'missing-package',
    ...known,
    ...place(thrown, facts, (specifier) => packageOf.exec(specifier)?.[0] === name),
  };
}

function reason(name: string, from: string, facts: FunctionFacts): Pick<InvocationError, 'message' | 'hint'> {
  const importer = userFile(from, facts.folder);
  const add = `Run in the functions folder: npm install ${name}`;
  if (importer === undefined) {
    const needing = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(from)?.[1] ?? from;
    return {
      message: `The package ${needing} needs the package ${name}, which is not installed.`,
      hint: add,
    };
  }
  if (facts.listedPackages.includes(name)) {
    return {
      message: `${importer} needs the package ${name}, which package.json lists but which is not installed.`,
      hint: 'Run in the functions folder: npm install',
    };
  }
  const here = facts.isInstalled(name)
    ? ' It is installed on this machine, but HubSpot installs only what is listed.'
    : '';
  return {
    message: `${importer} needs the package ${name}, which the package.json of the functions folder does not list.${here}`,
    hint: add,
  };
}

/** Where it is loaded: by the stack trace, or where that has no line of the user's, by the code. */
function place(
  { stack = '' }: Thrown,
  { folder, sources }: FunctionFacts,
  matches: (specifier: string) => boolean,
): Pick<InvocationError, 'at'> {
  const [frame] = userFrames(stack, folder);
  const at =
    frame === undefined
      ? placeOfImport(sources, matches)
      : { file: frame.file, line: frame.line, column: frame.column };
  return at === undefined ? {} : { at };
}

/** A line of the user's own code in a stack trace. */
export interface Frame {
  /** Relative to the functions folder, with `/`. */
  readonly file: string;
  /** Counted from 1, as is the column. */
  readonly line: number;
  readonly column: number;
  /** The function that was running, where it has a name. */
  readonly name: string | undefined;
}

const frame = /^\s+at (?:(.*?) \()?((?:file:\/\/)?[^()]*?(?:\([^()]*\)[^()]*?)*):(\d+):(\d+)\)?$/;

/**
 * The frames of a stack trace that lie in the user's own files: in the functions folder, outside of `node_modules`.
 *
 * @param folder absolute path of the functions folder, without symbolic links
 */
export function userFrames(stack: string, folder: string): Frame[] {
  return stack.split('\n').flatMap((text) => {
    const [, name, location = '', line, column] = frame.exec(text) ?? [];
    const file = userFile(location, folder);
    return file === undefined ? [] : [{ file, line: Number(line), column: Number(column), name }];
  });
}

/**
 * A file of the user's, named relative to the functions folder with `/`; undefined for any other.
 *
 * @param location an absolute path or a `file:` URL
 */
export function userFile(location: string, folder: string): string | undefined {
  const file = location.startsWith('file://') ? pathOfUrl(location) : location;
  if (file === undefined || !path.isAbsolute(file)) return undefined;
  const relative = path.relative(folder, file).replaceAll(path.sep, '/');
  const outside =
    relative.startsWith('../') || path.isAbsolute(relative) || /(^|\/)node_modules\//.test(relative);
  return outside ? undefined : relative;
}

function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** Frames as Node writes them, one a line. */
export function stackText(frames: readonly Frame[]): string {
  return frames
    .map(({ file, line, column, name }) => {
      const place = `${file}:${line}:${column}`;
      return name === undefined ? `    at ${place}` : `    at ${name} (${place})`;
    })
    .join('\n');
}
