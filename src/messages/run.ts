import {
  deepestNesting,
  logLimitBytes,
  memoryLimitMb,
  mostLogLines,
  payloadLimitBytes,
  shortestHiddenInText,
} from '../data/limits.ts';
import type { Rejected } from '../types.ts';
import { rejectionText } from './answers.ts';
import type { FaultOf, Flags, Lists, Numbers, Refusals, Strings, Texts, Warnings, Words } from './row.ts';
import { faultText, quoted } from './shown.ts';

/** Refusals of an invocation, before the function runs. */
export const runRefusals = {
  'context-not-object': {
    exit: 'input',
    means: 'A context is not a JSON object.',
    words: ({ file }: { readonly file: string | undefined }) => ({
      message: `${file === undefined ? 'The fixture' : file === '-' ? 'Standard input (--context)' : `--context ${quoted(file)}`} is not a JSON object.`,
      hint: 'For example: {"parameters": {}}',
    }),
  },
  'nested-too-deep': {
    exit: 'input',
    means: 'A context is nested too deep.',
    words: () => ({ message: `The context is nested more than ${deepestNesting} levels deep.` }),
  },
  'unknown-method': {
    exit: 'input',
    means: 'There is no such HTTP method.',
    words: ({ rejected }: { readonly rejected: Rejected }) => ({ message: rejectionText(rejected) }),
  },
  'not-a-pair': {
    exit: 'input',
    means: 'An option takes name=value.',
    words: ({ option, text }: Strings<'option' | 'text'>) => ({
      message: `${option} ${quoted(text)} is not name=value.`,
      hint: `Write ${option} name=value, without spaces around the "=".`,
    }),
  },
  'option-does-not-fit': {
    exit: 'input',
    means: 'An option does not fit the function.',
    words: ({ option, also }: { readonly option: string; readonly also?: string }) =>
      also === undefined
        ? {
            message: `--${option} is for endpoint functions; this is an app function.`,
            hint: 'Use --parameter name=value, or --context.',
          }
        : {
            message: `--${also} calls the function by name, as a UI extension does, and --${option} sends a request to its endpoint.`,
            hint: 'Use one of the two.',
          },
  },
} as const satisfies Refusals;

interface NotJson {
  /** Where the value is, such as `response.items[2].owner`. */
  readonly path: string;
  readonly reason: 'circular' | 'bigint' | 'function' | 'symbol' | 'nested-too-deep';
  /** For a circular reference: what it refers to. */
  readonly target: string | undefined;
}

/** `loading`: the file that never finished loading, if any. `callback`: the handler answers through a callback. */
type Unfinished = Flags<'callback'> & { readonly loading: string | undefined };

/** `called`: the handler was called. `busy`: the process was busy all the time. */
type Timeout = Numbers<'timeoutMs'> & Flags<'called' | 'busy'>;

/** Reasons why a function gave no response. "It" is the function, which the text before names; `thrown` includes causes. */
export const functionErrors = {
  'no-debugger': {
    means: "The debugger's port is in use.",
    words: ({ port }: Numbers<'port'>) => ({
      message: `The debugger's port ${port} is in use.`,
      hint: `Stop what uses it, or choose another: --inspect=${port + 1}`,
    }),
  },
  threw: {
    means: 'The function threw an error, or its promise was rejected.',
    words: ({ thrown, loading, advice }: Threw) => ({
      message: `${loading ? 'While loading, it' : 'It'} threw ${thrown}`,
      hint: advice && faultText(advices, advice),
    }),
  },
  'unhandled-rejection': {
    means: 'A promise that nobody awaited was rejected.',
    words: ({ thrown }: Strings<'thrown'>) => ({
      message: `A promise that nobody awaited was rejected with ${thrown}`,
      hint: 'Await the promise, or catch its error: in production this ends the process.',
    }),
  },
  'uncaught-exception': {
    means: "A callback outside the handler's promise threw.",
    words: ({ thrown }: Strings<'thrown'>) => ({
      message: `A callback outside the handler's promise threw ${thrown}`,
      hint: 'Catch it in the callback, or turn the callback into a promise that the handler awaits.',
    }),
  },
  'commonjs-in-module': {
    means: 'An ES module uses something that only CommonJS has.',
    words: ({ file, name, byName }: Strings<'file' | 'name'> & Flags<'byName'>) => ({
      message: `${file} is an ES module (${byName ? 'its name ends in .mjs' : 'package.json has "type": "module"'}) but uses ${name}, which only CommonJS has.`,
      hint: `Write it as a module (import …, export const main = async (context) => …), ${byName ? 'or name it .cjs' : 'remove "type" from package.json, or name it .cjs'}.`,
    }),
  },
  'syntax-error': {
    means: 'A file of the function cannot be parsed.',
    words: ({ place, problem, needsModule }: Strings<'place' | 'problem'> & Flags<'needsModule'>) => ({
      message: `${place} ${problem}`,
      hint: needsModule ? 'Use require and exports.main, or make it an ES module: name it .mjs.' : undefined,
    }),
  },
  'handler-not-function': {
    means: 'The file exports main, but it is not a function.',
    words: ({ file, type }: Strings<'file' | 'type'>) => ({
      message: `${file} exports main as ${type}, not as a function.`,
      hint: 'Write exports.main = async (context) => { … };',
    }),
  },
  'no-handler': {
    means: 'The file exports no main.',
    words: ({ file, exported, names }: Strings<'file' | 'exported'> & Lists<'names'>) => ({
      message: `${file} does not export main, which HubSpot calls. It exports ${exported === 'function' ? 'a function directly' : names.join(', ') || 'nothing'}.`,
      hint: 'Write exports.main = async (context) => { … };',
    }),
  },
  exited: {
    means: 'The function called process.exit.',
    words: ({ exitCode }: Numbers<'exitCode'>) => ({
      message: `It called process.exit(${exitCode}) before it answered.`,
      hint: 'Return a response, or throw an error.',
    }),
  },
  'never-settled': {
    means: 'The function ended without an answer.',
    words: ({ loading, callback }: Unfinished) => {
      if (loading === undefined && callback) {
        return {
          message: 'It ended without an answer: nothing is left running that could give one.',
          hint: 'On platform version 2023.1 a function answers by calling sendResponse(response), its second argument.',
        };
      }
      const what = loading === undefined ? 'Its promise never settles' : `${loading} never finishes loading`;
      return {
        message: `${what}: nothing is left running that it could wait for.`,
        hint: 'Look for a promise whose resolve is never called, or a callback that is never called.',
      };
    },
  },
  'no-status-code': {
    means: "An endpoint's response has no valid statusCode.",
    words: ({ returned }: Strings<'returned'>) => ({
      message: `An endpoint's response needs a statusCode, a whole number from 100 to 599. It returned ${returned}.`,
      hint: 'Return { statusCode: 200, body: … }.',
    }),
  },
  'response-not-json': {
    means: 'The response has something that JSON cannot express.',
    words: ({ path, reason, target }: NotJson) => {
      const { what, hint } = notJson[reason];
      const shown = path.length > 300 ? `${path.slice(0, 300)}…` : path;
      const fault =
        reason === 'circular' ? `. Circular reference: ${shown} refers to ${target}` : `: ${shown} ${what}`;
      return { message: `The response cannot be written as JSON${fault}.`, hint };
    },
  },
  'response-too-large': {
    means: 'The response is larger than HubSpot accepts.',
    words: ({ bytes }: Numbers<'bytes'>) => ({
      message: `The response is ${megabytes(bytes)}; HubSpot accepts up to ${megabytes(payloadLimitBytes)}.`,
      hint: 'Return less: only the properties that are needed, or one page at a time.',
    }),
  },
  'missing-file': {
    means: 'The function loads a file that does not exist.',
    words: ({ importer, file, needsExtension }: Strings<'importer' | 'file'> & Flags<'needsExtension'>) => ({
      message: `${importer} loads ${file}, which does not exist.`,
      hint: `Check the path: it is relative to ${importer}, and case matters.${needsExtension ? ' An ES module has to name files with their extension.' : ''}`,
    }),
  },
  'missing-package': {
    means: 'The function loads a package that is missing in production.',
    words: (missing: MissingPackage & { /** Brings it. */ readonly command: string }) => ({
      message: faultText(missingPackages, missing),
      hint: `In the functions folder, run: ${missing.command}`,
    }),
  },
  timeout: {
    means: 'The function did not answer in time.',
    words: (timeout: Timeout) => ({
      message: timeout.called
        ? `It did not answer within ${timeout.timeoutMs} ms and was stopped.`
        : `It was still loading after ${timeout.timeoutMs} ms and was stopped: its handler was never called.`,
      hint: timeoutHint(timeout),
    }),
  },
  'out-of-memory': {
    means: 'The function used more memory than HubSpot allows.',
    words: () => ({
      message: `It used more than ${memoryLimitMb} MB of memory, and its process crashed.`,
      hint: 'Process less data at a time: HubSpot documents the same limit.',
    }),
  },
  'no-start': {
    means: 'Node could not be started.',
    words: ({ reason }: Strings<'reason'>) => ({ message: `Could not start Node: ${reason}` }),
  },
  crashed: {
    means: "The function's process crashed.",
    words: ({ exitCode, signal, reason }: Crash) => {
      const how = signal === null ? `with code ${exitCode}` : `by ${signal}`;
      return { message: `Its process ended ${how} before it answered.${reason === '' ? '' : ` ${reason}`}` };
    },
  },
  interrupted: {
    means: 'The run was stopped by Ctrl-C or a signal.',
    words: () => ({ message: 'It was interrupted.' }),
  },
  'no-such-file': {
    means: "The function's file does not exist.",
    words: (fault: FaultOf<typeof noSuchFile>) => faultText(noSuchFile, fault),
  },
  'not-javascript': {
    means: "The function's file is TypeScript or JSX, which HubSpot does not compile.",
    words: ({ name, kind, configFile }: Strings<'name' | 'kind' | 'configFile'>) => ({
      message: `${name} is ${kind}, which HubSpot does not compile.`,
      hint: `Compile it, and name the compiled .js file in ${configFile}.`,
    }),
  },
} as const satisfies Refusals;

type Threw = Strings<'thrown'> & Flags<'loading'> & { readonly advice: Advice | undefined };

interface Crash {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** In V8's words; empty if it gave none. */
  readonly reason: string;
}

const notJson: Readonly<Record<NotJson['reason'], Strings<'what' | 'hint'>>> = {
  circular: { what: '', hint: 'Return a copy without that reference.' },
  bigint: { what: 'is a BigInt', hint: 'Convert it to a string: String(value).' },
  function: { what: 'is a function', hint: 'Return its result, or leave it out.' },
  symbol: { what: 'is a symbol', hint: 'Convert it to a string, or leave it out.' },
  'nested-too-deep': { what: 'is nested more than 1,000 levels deep', hint: 'Return a flatter value.' },
};

export type Advice = FaultOf<typeof advices>;

/** Hints for errors that the function threw, by what in its code explains them. */
const advices = {
  'not-an-error': () => 'Throw new Error(…) instead: only an error records where it was thrown.',
  'send-response': () => 'In developer projects a function returns its response; there is no sendResponse.',
  'too-deep': ({ file }: Strings<'file'>) =>
    `${file}, or what it loads, is nested too deep for Node to read.`,
  callback: ({ name }: Strings<'name'>) =>
    `HubSpot calls main with the context and nothing else: return the response instead of calling ${name}.`,
  'no-secrets': ({ name }: Strings<'name'>) => `HubSpot's context has no secrets: read process.env.${name}.`,
  'no-query': ({ name }: Strings<'name'>) =>
    `HubSpot's context has no query: read context.params.${name}, which is a list of strings.`,
} as const satisfies Texts<string>;

export type MissingPackage = FaultOf<typeof missingPackages>;

const missingPackages = {
  'of-a-package': ({ name, importer }: Strings<'name' | 'importer'>) =>
    `The package ${importer} needs the package ${name}, which is not installed.`,
  listed: ({ name, importer }: Strings<'name' | 'importer'>) =>
    `${importer} needs the package ${name}, which package.json lists but which is not installed.`,
  'not-listed': ({ name, importer, isInstalled }: Strings<'name' | 'importer'> & Flags<'isInstalled'>) =>
    `${importer} needs the package ${name}, which the package.json of the functions folder does not list.${isInstalled ? ' It is installed on this machine, but HubSpot only installs what is listed.' : ''}`,
} as const satisfies Texts<string>;

function timeoutHint({ called, busy }: Timeout): string {
  if (!called) {
    return busy
      ? 'Loading runs the top level of the file and its packages: look for a loop there, and for packages that are slow to load.'
      : 'Loading waits for the top level of the file: look for an await there that takes too long.';
  }
  return busy
    ? 'It was busy all the time: it may need more time, or have an endless loop.'
    : 'It was waiting: look for a promise that takes too long, and set shorter timeouts for calls to other services.';
}

/** Problems with the file that a configuration names for a function. */
const noSuchFile = {
  'not-named': ({ configFile, name, member }: Strings<'configFile' | 'name' | 'member'>) => ({
    message: `${configFile} names no file for ${name}.`,
    hint: `Set it: ${member}`,
  }),
  'not-a-file': ({ configFile, file }: Strings<'configFile' | 'file'>) => ({
    message: `${configFile} names the file ${file}, which is neither a JavaScript file nor a link to one.`,
    hint: 'Check its path.',
  }),
  missing: ({ configFile, file, near }: Strings<'configFile' | 'file'> & { near: NearMiss | undefined }) => ({
    message: `${configFile} names the file ${file}, which does not exist.`,
    hint:
      near === undefined
        ? 'Check its path, or restore the file.'
        : near.kind === 'spelling'
          ? `There is ${near.name}: case matters at HubSpot, so name it exactly like that.`
          : `There is ${near.name}: compile it first. HubSpot does not compile TypeScript.`,
  }),
} as const satisfies Texts<Words>;

/** A similar file that exists: the same name in other letter case, or the TypeScript source of a compiled file. */
type NearMiss = Strings<'name'> & { readonly kind: 'spelling' | 'typescript' };

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}

interface Emptied {
  /** Where it is, such as `response.items`. */
  readonly path: string;
  /** What it is, such as `Map` or `NaN`. */
  readonly what: string;
  /** The value that the caller gets, or undefined if JSON leaves it out. */
  readonly written: string | undefined;
}

/** Warnings about a function that was run or is about to be. */
export const runWarnings = {
  'short-secret': {
    means: 'A secret is too short to be masked everywhere.',
    words: ({ names }: Lists<'names'>) =>
      `${names.join(', ')}: a value of fewer than ${shortestHiddenInText} characters is masked on its own, but not within other text.`,
  },
  'secret-exposed': {
    means: 'The function logs or returns the value of a secret.',
    words: ({ names }: Lists<'names'>) =>
      `Leaks ${names.join(', ')}: masked here, plain text in HubSpot's logs and in the response.`,
  },
  'method-not-listed': {
    means: 'The endpoint does not list the method of the call.',
    words: ({ listed, method }: Strings<'listed' | 'method'>) =>
      `The endpoint lists ${listed}, not ${method}: the call was answered with 405, and the function did not run.`,
  },
  'emptied-by-json': {
    means: 'JSON loses a value of the response.',
    words: ({ path, what, written }: Emptied) =>
      written === undefined
        ? `JSON has no ${what}: ${path} is left out of the response.`
        : `JSON has no ${what}: ${path} reaches the caller as ${written}.`,
  },
  'late-error': {
    means: 'The function threw after it had answered.',
    words: ({ thrown }: Strings<'thrown'>) =>
      `After it had answered, it threw ${thrown}\nIn production nothing runs reliably after the answer: await everything before.`,
  },
  'logs-cut': {
    means: 'The function logged too much.',
    words: () =>
      `It logged more than ${logLimitBytes / 1024} KB, which is all that HubSpot keeps, or ${mostLogLines} lines: the rest is left out.`,
  },
  memory: {
    means: 'The function used more memory than HubSpot documents.',
    words: ({ megabytes: used }: Numbers<'megabytes'>) =>
      `It used ${used} MB of memory; HubSpot documents a limit of ${memoryLimitMb} MB.`,
  },
} as const satisfies Warnings;
