import type { InvocationError } from '../../types.ts';
import { excerpt } from './excerpt.ts';
import type { FunctionFacts } from './function-facts.ts';
import type { Outcome, Phase, Thrown } from './invocation-channel.ts';
import { missingModule } from './missing-module.ts';
import { endpointError, tooLargeError, unserialisableError } from './response-error.ts';
import { stackText, userFile, userFrames } from './stack-frames.ts';

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
  const known = missingModule(thrown, facts) ?? syntaxError(thrown, facts);
  if (known !== undefined) return known;
  const when = phase === 'load' ? 'While it was loaded, it' : 'It';
  return {
    code: 'threw',
    message: `${when} threw ${thrownText(thrown, facts)}`,
    ...advice(thrown),
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

function advice({ isError, message }: Thrown): { hint?: string } {
  if (!isError) return { hint: 'Throw new Error(…): only an error says where it comes from.' };
  return /sendResponse is not a function/.test(message)
    ? { hint: 'In developer projects a function returns its response; there is no sendResponse.' }
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

function neverSettledError(phase: Phase, { file }: FunctionFacts): InvocationError {
  const what = phase === 'load' ? `Loading ${file} never ends` : 'Its promise never settles';
  return {
    code: 'never-settled',
    message: `${what}: nothing is left running that could settle it.`,
    hint: 'Look for a promise whose resolve is never called, or a callback that never comes.',
  };
}
