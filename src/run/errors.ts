import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withoutLikelyValues } from '../check/secret-values.ts';
import { excerpt } from '../edit/json-scanner.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { functionError } from '../messages/messages.ts';
import type { Advice, MissingPackage } from '../messages/run.ts';
import { objectOf } from '../project/json.ts';
import type { InvocationFault, Json } from '../types.ts';
import { packageOf } from './package-name.ts';
import type { Outcome, Phase, Thrown } from './protocol.ts';
import { type FunctionFacts, placeOfImport } from './source.ts';

/** Explains why an outcome is an error; undefined if the function answered. */
export function errorOf(outcome: Outcome, facts: FunctionFacts): InvocationFault | undefined {
  switch (outcome.kind) {
    case 'returned':
      return facts.endpoint === undefined ? undefined : endpointError(JSON.parse(outcome.text));
    case 'unserialisable':
      return functionError('response-not-json', { target: undefined, ...outcome.found });
    case 'too-large':
      return functionError('response-too-large', { bytes: outcome.bytes });
    case 'threw':
      return thrownError(outcome.thrown, outcome.phase, facts);
    case 'uncaught':
      return uncaughtError(outcome.thrown, outcome.rejection, facts);
    case 'no-handler':
      return handlerError(outcome, facts);
    case 'exited':
      return { ...functionError('exited', { exitCode: outcome.exitCode }), ...trace(outcome.stack, facts) };
    case 'never-settled':
      return functionError('never-settled', {
        loading: outcome.phase === 'load' ? facts.file : undefined,
        callback: facts.answers === 'callback',
      });
    case 'no-debugger':
      return functionError('no-debugger', { port: outcome.port });
  }
}

function thrownError(thrown: Thrown, phase: Phase, facts: FunctionFacts): InvocationFault {
  const known = missingModule(thrown, facts) ?? syntaxError(thrown, facts) ?? commonJsError(thrown, facts);
  if (known !== undefined) return known;
  const values = {
    thrown: thrownText(thrown, facts),
    loading: phase === 'load',
    advice: adviceOn(thrown, facts),
  };
  return { ...functionError('threw', values), ...trace(thrown.stack, facts) };
}

function uncaughtError(thrown: Thrown, rejection: boolean, facts: FunctionFacts): InvocationFault {
  const code = rejection ? 'unhandled-rejection' : 'uncaught-exception';
  return {
    ...functionError(code, { thrown: thrownText(thrown, facts) }),
    ...trace(thrown.stack, facts),
  };
}

/** A thrown value in words, with its causes, each on a line of its own. Paths are relative to the functions folder. */
export function thrownText(thrown: Thrown, facts: Pick<FunctionFacts, 'folder' | 'hide'>): string {
  const { isError, name, message, cause } = thrown;
  const empty = name === 'undefined' || name === 'null';
  const kind = /^[aeiou]/i.test(name) ? `an ${name}` : `a ${name}`;
  const shown = withoutQuotes(thrown, facts.folder);
  const own = isError ? `${name}: ${shown}` : empty ? message : `${kind} instead of an Error: ${message}`;
  const short = shortened(own, facts);
  return cause === undefined ? short : `${short}\n  caused by ${thrownText(cause, facts)}`;
}

/** A text with paths relative to the functions folder. Secrets are hidden first: one can have the folder's path in it. */
function shortened(text: string, { folder, hide }: Pick<FunctionFacts, 'folder' | 'hide'>): string {
  return [`${pathToFileURL(folder).href}/`, `file://${folder}/`, `${folder}/`, `${folder}\\`]
    .map(hide)
    .reduce((shown, prefix) => shown.replaceAll(prefix, ''), hide(text));
}

/** A message without what Node quotes from files that are not code: a project's file may be a link to the user's data. */
function withoutQuotes({ name, message, stack = '' }: Thrown, folder: string): string {
  const file = (name === 'SyntaxError' && placesIn(stack).find(path.isAbsolute)) || '.js';
  const isProgram = file.startsWith(folder + path.sep) && !path.basename(file).includes('.');
  if (!isProgram && !/\.[cm]?[jt]sx?$/i.test(file)) return `${file} is not JavaScript.`;
  const [, begin, source = ''] = /^((?:Error parsing )?"?(.*?\.json)"?: )/s.exec(message) ?? [];
  const isOfNode =
    path.isAbsolute(source) && (name === 'SyntaxError' || message.startsWith('Error parsing '));
  return isOfNode ? `${begin}it is not valid JSON.` : message;
}

/** CommonJS in a file that is an ES module, because of its name or the nearest `package.json`. */
function commonJsError(thrown: Thrown, facts: FunctionFacts): InvocationFault | undefined {
  const [, name] = /^(\w+) is not defined in ES module scope/.exec(thrown.message) ?? [];
  if (name === undefined) return undefined;
  const byName = facts.file.endsWith('.mjs');
  return {
    ...functionError('commonjs-in-module', { file: facts.file, name, byName }),
    ...trace(thrown.stack, facts),
  };
}

/** Advice about the code that threw an error. */
function adviceOn({ isError, message, stack = '' }: Thrown, facts: FunctionFacts): Advice | undefined {
  if (!isError) return { fault: 'not-an-error' };
  const frames = userFrames(stack, facts.folder);
  if (/^Maximum call stack/.test(message) && frames.length === 0)
    return { fault: 'too-deep', file: facts.file };
  if (/sendResponse is not a function/.test(message)) return { fault: 'send-response' };
  const [, name] = /^([\w$]+) is not a function/.exec(message) ?? [];
  if (name !== undefined && facts.sources.some(({ text }) => isLaterParameter(name, text))) {
    return { fault: 'callback', name };
  }
  return absentMember(message, lineOf(frames[0], facts));
}

/** Returns true if a function in the text has this name as its second or a later parameter. */
function isLaterParameter(name: string, text: string): boolean {
  const lists = Array.from(text.matchAll(/\(([^()]*)\)\s*(?:=>|\{)/g), ([, list = '']) => list.split(','));
  return lists.some(([, ...later]) => later.some((parameter) => parameter.trim() === name));
}

function lineOf(at: Frame | undefined, { sources }: FunctionFacts): string {
  const text = sources.find(({ file }) => file === at?.file)?.text ?? '';
  return text.split('\n')[(at?.line ?? 0) - 1] ?? '';
}

/** Advice if the line that failed reads `secrets` or `query`, which HubSpot's context does not have. */
function absentMember(message: string, line: string): Advice | undefined {
  const [, name] =
    /\(reading '([^']+)'\)/.exec(message) ?? /Cannot destructure property '([^']+)'/.exec(message) ?? [];
  if (name === undefined) return undefined;
  if (/\.secrets\b/.test(line)) return { fault: 'no-secrets', name };
  return /\.query\b/.test(line) ? { fault: 'no-query', name } : undefined;
}

/** The first place of a stack trace in the user's own code, and its lines of that code. */
function trace(stack: string | undefined, { folder }: FunctionFacts): Pick<InvocationFault, 'at' | 'stack'> {
  const frames = userFrames(stack ?? '', folder);
  return frames[0] === undefined ? {} : { at: placeOf(frames[0]), stack: stackText(frames) };
}

function placeOf({ file, line, column }: Frame) {
  return { file, line, column };
}

/** Returns true for an error that a file could not be parsed or linked, if the error does not give the place. */
export function isUnplacedSyntaxError({ name, stack = '' }: Thrown, folder: string): boolean {
  return name === 'SyntaxError' && /^SyntaxError:/.test(stack) && userFrames(stack, folder).length === 0;
}

/** An error that Node prefixed with its place: `/path/file.js:3`, the line of code, and carets under the column. */
function syntaxError(
  { name, message, stack = '' }: Thrown,
  facts: FunctionFacts,
): InvocationFault | undefined {
  const [, location = '', line, code = '', carets = ''] =
    /^(.*):(\d+)\r?\n([^\n]*)\n([^\n]*)/.exec(stack) ?? [];
  const file = name === 'SyntaxError' ? userFile(location, facts.folder) : undefined;
  if (file === undefined) return undefined;
  const column = /^\s*\^/.test(carets) ? carets.indexOf('^') + 1 : undefined;
  const at = { file, line: Number(line), ...(column === undefined ? {} : { column }) };
  const text = facts.sources.find((source) => source.file === file)?.text;
  const hide = (line: string) => withoutLikelyValues(facts.hide(line));
  const values = {
    place: `${file}:${line}${column === undefined ? '' : `:${column}`}`,
    problem: facts.hide(message).split('\n')[0] ?? '',
    needsModule: /outside a module|Unexpected token 'export'/.test(message),
  };
  return {
    ...functionError('syntax-error', values),
    at,
    excerpt: text === undefined ? code : excerpt(text, at.line, column, hide),
  };
}

function handlerError(
  { main, exported, names }: Extract<Outcome, { kind: 'no-handler' }>,
  { file }: FunctionFacts,
): InvocationFault {
  if (main === 'undefined') return functionError('no-handler', { file, exported, names });
  const type = main === 'object' ? 'an object' : `a ${main}`;
  return functionError('handler-not-function', { file, type });
}

/** Why an endpoint's response cannot be sent; undefined if it can. It is `{statusCode, body, headers?}`. */
function endpointError(response: Json): InvocationFault | undefined {
  const object = objectOf(response);
  const status = object?.statusCode;
  if (Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599) return undefined;
  return functionError('no-status-code', { returned: returnedText(response) });
}

function returnedText(response: Json): string {
  const object = objectOf(response);
  if (object !== undefined) {
    return object.statusCode === undefined
      ? `an object without one: its keys are ${Object.keys(object).join(', ') || 'none'}`
      : `statusCode ${JSON.stringify(object.statusCode)}`;
  }
  if (response === null) return 'nothing';
  return Array.isArray(response) ? 'a list' : `a ${typeof response}`;
}

/**
 * Why a module was not found, and how to get it; undefined for any other error.
 * @param facts what is listed and installed in the functions folder
 */
function missingModule(thrown: Thrown, facts: FunctionFacts): InvocationFault | undefined {
  if (thrown.code !== 'MODULE_NOT_FOUND' && thrown.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const found =
    /^Cannot find (?:module|package) '([^\n]+)'(?: (?:imported from|needed by) ([^\n]+)|[.\n]|$)/.exec(
      thrown.message,
    );
  if (found === null) return undefined;
  const [, specifier = '', importer] = found;
  const from = thrown.requireStack?.[0] ?? importer ?? '';
  return packageOf.test(specifier)
    ? missingPackage(specifier, from, thrown, facts)
    : missingFile(specifier, from, thrown, facts);
}

function missingFile(specifier: string, from: string, thrown: Thrown, facts: FunctionFacts): InvocationFault {
  const [file = '', importer = ''] = [specifier, from].map((one) =>
    shortened(one, facts).replaceAll(path.sep, '/'),
  );
  const needsExtension = thrown.code === 'ERR_MODULE_NOT_FOUND' && !/\.\w+$/.test(specifier);
  return {
    ...functionError('missing-file', { importer, file, needsExtension }),
    ...place(thrown, facts, (given) => file.endsWith(given.replace(/^(\.{1,2}\/)+/, ''))),
  };
}

/** The package's name in a specifier. */
function nameIn(specifier: string): string {
  return packageOf.exec(specifier)?.[0] ?? specifier;
}

function missingPackage(
  specifier: string,
  from: string,
  thrown: Thrown,
  facts: FunctionFacts,
): InvocationFault {
  const missing = whyMissing(specifier, from, facts);
  const { name: program, add } = packageManagerRow(facts.packageManager());
  const command = missing.fault === 'listed' ? `${program} install` : [...add, missing.name].join(' ');
  return {
    ...functionError('missing-package', { ...missing, command }),
    ...place(thrown, facts, (given) => nameIn(given) === nameIn(specifier)),
  };
}

function whyMissing(specifier: string, from: string, facts: FunctionFacts): MissingPackage {
  // Secrets are hidden before these are cut.
  const name = nameIn(facts.hide(specifier));
  const importer = shortened(from, facts).replaceAll(path.sep, '/');
  if (userFile(from, facts.folder) === undefined) {
    const needing = /^.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(importer)?.[1] ?? importer;
    return { fault: 'of-a-package', name, importer: needing.replace('\\', '/') };
  }
  const needed = nameIn(specifier);
  if (facts.listedPackages.includes(needed)) return { fault: 'listed', name, importer };
  return { fault: 'not-listed', name, importer, isInstalled: facts.isInstalled(needed) };
}

/** Finds where a module is loaded: in the stack trace, or in the code if the trace does not contain a line of the user's. */
function place(
  { stack = '' }: Thrown,
  { folder, sources }: FunctionFacts,
  matches: (specifier: string) => boolean,
): Pick<InvocationFault, 'at'> {
  const [frame] = userFrames(stack, folder);
  const at = frame === undefined ? placeOfImport(sources, matches) : placeOf(frame);
  return at === undefined ? {} : { at };
}

/** A line of the user's own code in a stack trace. */
interface Frame {
  /** Relative to the functions folder, with `/`. */
  readonly file: string;
  /** Counts from 1, as is the column. */
  readonly line: number;
  readonly column: number;
  /** The function that was running, where it has a name. */
  readonly name: string | undefined;
}

/** Longest line of a stack trace that is read, in characters. Paths have hundreds; longer lines are meant to take time. */
const longestFrame = 2000;

const frame = /^\s+at (?:(.*?) \()?((?:file:\/\/)?[^()]*?(?:\([^()]*\)[^()]*?)*):(\d+):(\d+)\)?$/;

/**
 * The frames of a stack trace that lie in the user's own files: in the functions folder, outside of `node_modules`.
 * @param folder absolute path of the functions folder, without symbolic links
 */
export function userFrames(stack: string, folder: string): Frame[] {
  return stack.split('\n').flatMap((text) => {
    if (text.length > longestFrame) return [];
    const [, name, location = '', line, column] = frame.exec(text) ?? [];
    const file = userFile(location, folder);
    return file === undefined ? [] : [{ file, line: Number(line), column: Number(column), name }];
  });
}

/** The files of a stack trace, including the one that a syntax error names before it. */
function placesIn(stack: string): readonly string[] {
  const lines = stack.split('\n').filter(({ length }) => length <= longestFrame);
  return lines.flatMap((line) => (/^()(\S.*):\d+$/.exec(line) ?? frame.exec(line))?.[2] ?? []);
}

/** The place in the user's own code that a trace begins with; undefined if a package comes first. */
export function firstFrame(stack: string, folder: string): Frame | undefined {
  const first = stack.split('\n').find((text) => frame.test(text) && !/[( ]node:/.test(text));
  return first === undefined ? undefined : userFrames(first, folder)[0];
}

/**
 * A file of the user's, named relative to the functions folder with `/`; undefined for any other.
 * @param location an absolute path or a `file:` URL
 */
function userFile(location: string, folder: string): string | undefined {
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

/** Frames as Node writes them, one per line. */
export function stackText(frames: readonly Frame[]): string {
  return frames
    .map(({ file, line, column, name }) => {
      const place = `${file}:${line}:${column}`;
      return name === undefined ? `    at ${place}` : `    at ${name} (${place})`;
    })
    .join('\n');
}
