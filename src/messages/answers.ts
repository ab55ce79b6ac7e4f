import { mostFunctions, mostSecrets, tokenName } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Rejected } from '../types.ts';
import { type DirectoryFault, directoryFault } from './files.ts';
import { quoted, type Refusals, type Rejections, type Words, type WordsOf } from './row.ts';

/** What is wrong in an answers file. A `key` has the path of its entry in front, such as `functions[0].template`. */
type AnswersFault =
  | { readonly fault: 'not-json'; readonly problem: Problem }
  | { readonly fault: 'not-an-object' | 'functions-not-a-list' }
  | { readonly fault: 'too-many-functions'; readonly count: number }
  | { readonly fault: 'beside-functions'; readonly key: string }
  | { readonly fault: 'key-twice'; readonly both: readonly { readonly key: string; readonly line: number }[] }
  | { readonly fault: 'entry-not-an-object'; readonly entry: string }
  | { readonly fault: 'command-line-only'; readonly key: string; readonly option: string }
  | { readonly fault: 'unknown-key'; readonly key: string; readonly near: string | undefined }
  | { readonly fault: 'wrong-type'; readonly key: string; readonly needed: ValueType };

type ValueType = 'text' | 'list' | 'pairs' | 'switch' | 'number' | 'optional-number';

/** Refusals of an answers file. */
export const answerRefusals = {
  'invalid-answers': {
    exit: 'input',
    means: 'The answers file cannot be used.',
    words: ({ file, ...fault }: { readonly file: string } & AnswersFault, wordsOf) =>
      answersFault(file === '-' ? 'on standard input' : printable(file), fault, wordsOf),
  },
} as const satisfies Refusals;

function answersFault(file: string, fault: AnswersFault, wordsOf: WordsOf): Words {
  switch (fault.fault) {
    case 'not-json':
      return wordsOf(fault.problem);
    case 'not-an-object':
      return {
        message: `The answers file ${file} is not a JSON object.`,
        hint: 'For example: {"app": "my-app", "function": "hello"}',
      };
    case 'functions-not-a-list':
      return {
        message: `"functions" in the answers file ${file} is not a list with at least one entry.`,
        hint: 'For example: "functions": [{"function": "hello"}]',
      };
    case 'too-many-functions':
      return {
        message: `"functions" in the answers file ${file} has ${fault.count} entries; one run adds up to ${mostFunctions}.`,
        hint: 'Split it into several files.',
      };
    case 'beside-functions':
      return {
        message: `The answers file ${file} has both "functions" and ${quoted(fault.key)}.`,
        hint: `Move ${quoted(fault.key)} into the entries of "functions".`,
      };
    case 'key-twice':
      return {
        message: `The answers file ${file} has ${fault.both.map(({ key, line }) => `${quoted(key)} on line ${line}`).join(' and ')}.`,
        hint: 'Remove one of them.',
      };
    case 'entry-not-an-object':
      return { message: `${fault.entry} in the answers file ${file} is not an object.` };
    case 'command-line-only':
      return {
        message: `The answers file ${file} has ${quoted(fault.key)}, which only works on the command line.`,
        hint: `Use --${fault.option} there.`,
      };
    case 'unknown-key':
      return {
        message: `The answers file ${file} has the unknown key ${quoted(fault.key)}.`,
        hint: fault.near === undefined ? 'See --help --json for all keys.' : `Did you mean "${fault.near}"?`,
      };
    case 'wrong-type':
      return {
        message: `${quoted(fault.key)} in the answers file ${file} has the wrong type.`,
        hint: `It must be ${types[fault.needed]}.`,
      };
  }
}

const types: Readonly<Record<ValueType, string>> = {
  text: 'a string, without NUL characters',
  list: 'a list of strings, without NUL characters',
  pairs: 'a list of strings, without NUL characters',
  switch: 'true or false',
  number: 'a whole number',
  'optional-number': 'a whole number, or true',
};

export type NameFault =
  | 'characters'
  | 'too-long'
  | 'start'
  | 'end'
  | 'windows-device'
  | 'javascript'
  | 'npm'
  | 'extension';

export type PathFault =
  | 'empty'
  | 'prefix'
  | 'full-url'
  | 'on-disk'
  | 'query'
  | 'backslash'
  | 'characters'
  | 'empty-segment'
  | 'dots';

export type DependencyFault =
  | { readonly fault: 'no-name' | 'option' | 'not-public' | 'characters' | 'builtin' }
  /** In the words of npm's own check. */
  | { readonly fault: 'npm'; readonly reason: string }
  | { readonly fault: 'range'; readonly range: string };

type SecretFault = 'characters' | 'acted-on' | 'javascript';

/** Why a value that a person gave cannot be used: shown under a question, or behind the option's name. */
export const rejections = {
  'unknown-choice': ({ what, word, known }: UnknownChoice) =>
    `Unknown ${what} ${quoted(word)}. Choose ${orList(known)}.`,
  'platform-not-offered': ({ version, isOld, known }: PlatformNotOffered) =>
    isOld
      ? `HubSpot no longer builds platform version ${version}, and its functions answer through a callback. Choose ${orList(known)}. To move a project of ${version}, run migrate in it.`
      : `Platform version ${version} has no serverless functions. Choose ${orList(known)}.`,
  'no-methods': ({ known }: { readonly known: readonly string[] }) =>
    `An endpoint needs at least one method: ${orList(known)}.`,
  'host-name': ({ name }: { readonly name: string }) =>
    `${quoted(name)} is not a host name. Give the name alone, such as shop.example.com.`,
  'no-name': ({ what }: { readonly what: 'app' | 'function' | 'secret' }) =>
    `${what === 'app' ? 'An app' : `A ${what}`} needs a name.`,
  'app-name-invisible': ({ name }: { readonly name: string }) =>
    `${quoted(name)} contains invisible or control characters.`,
  'app-name-too-long': ({ length, most }: { readonly length: number; readonly most: number }) =>
    `An app name can have up to ${most} characters; this one has ${length}.`,
  'function-name': ({ name, fault, longest }: FunctionName) =>
    `${quoted(name)} is not a valid function name: ${nameFault(name, fault, longest)}.`,
  'endpoint-path': ({ path, fault }: { readonly path: string; readonly fault: PathFault }) =>
    `${quoted(path)} is not a valid endpoint path: ${pathFaults[fault]}.`,
  dependency: ({ written, ...fault }: { readonly written: string } & DependencyFault) =>
    `${quoted(written)} is not a valid dependency: ${dependencyFault(fault)}.`,
  'dependency-twice': ({ name, ranges }: { readonly name: string; readonly ranges: readonly string[] }) =>
    `${printable(name)} is given twice, as ${ranges.map(printable).join(' and ')}. Use one range.`,
  'secret-is-token': () =>
    `HubSpot provides ${tokenName}, so it is not listed as a secret. Use --token instead.`,
  'secret-is-value': () =>
    'This looks like the value of a secret, not its name. Give a name such as API_KEY, and put the value in .env. If the value is real, replace it: your shell history may have it.',
  'secret-name': ({ name, fault }: { readonly name: string; readonly fault: SecretFault }) =>
    `${quoted(name)} is not a valid secret name: ${secretFaults[fault]}.`,
  'too-many-secrets': ({ count }: { readonly count: number }) =>
    `${count} secrets are too many: a function takes up to ${mostSecrets}.`,
  'secret-case': ({ names }: { readonly names: readonly string[] }) =>
    `The secrets ${names.join(' and ')} differ only in case, which Windows ignores.`,
  'one-functions-folder': () =>
    'The platform version decides where the functions of a new project are. Leave this out.',
  'needs-token': ({ template }: { readonly template: string }) =>
    `The template ${template} calls HubSpot and needs the token.`,
  'needs-secret': ({ template }: { readonly template: string }) =>
    `The template ${template} reads a secret. Name at least one.`,
  'methods-without-endpoint': () => 'Methods only apply to an endpoint: add its path with --endpoint.',
  'needs-path': ({ template }: { readonly template: string }) => `The template ${template} needs a path.`,
  'name-taken': ({ owner }: { readonly owner: NameOwner }) =>
    `That name is taken by ${nameOwner(owner)}. Choose another.`,
  'path-taken': ({ owner }: { readonly owner: string }) =>
    `That path is taken by ${printable(owner)}. Choose another.`,
  'folder-is-a-file': ({ name }: { readonly name: string }) =>
    `There is already a file called ${printable(name)} here. Choose another name.`,
  'folder-unusable': ({ name, fault }: { readonly name: string; readonly fault: DirectoryFault }) =>
    `${printable(name)} cannot be a folder here: ${directoryFault(fault)}. Choose another name.`,
  'folder-has-a-project': ({ name }: { readonly name: string }) =>
    `${printable(name)} already has a project. Choose another name.`,
} as const satisfies Rejections;

/** Longest correction, in characters: a longer one does not help. */
const longestProposal = 200;

/** What a person reads about a rejected value: the problem, and the correction if there is one. */
export function rejectionText({ problem: { code, values }, proposal }: Rejected): string {
  const text = (rejections as Rejections)[code]?.(values) ?? '';
  return proposal === undefined || proposal.length > longestProposal || text.endsWith(` ${proposal}.`)
    ? text
    : `${text} Try ${proposal}.`;
}

interface UnknownChoice {
  /** What the words are, such as `template`. */
  readonly what: string;
  readonly word: string;
  readonly known: readonly string[];
}

interface PlatformNotOffered {
  readonly version: string;
  /** Is it one of the first, whose functions answer through a callback? Otherwise it has no functions. */
  readonly isOld: boolean;
  readonly known: readonly string[];
}

interface FunctionName {
  readonly name: string;
  readonly fault: NameFault;
  /** Characters that a name can have. */
  readonly longest: number;
}

/** What has a function's name: a function of this run, a file, or a uid in a file. */
export type NameOwner = 'this-run' | { readonly file: string } | { readonly uidIn: string };

function nameOwner(owner: NameOwner): string {
  if (owner === 'this-run') return 'another function you are adding';
  return 'file' in owner ? printable(owner.file) : `the uid in ${printable(owner.uidIn)}`;
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function nameFault(name: string, fault: NameFault, longest: number): string {
  switch (fault) {
    case 'characters':
      return 'it can only contain A-Z, a-z, 0-9, "_", "-" and "."';
    case 'too-long':
      return `it is longer than ${longest} characters`;
    case 'start':
      return `it starts with "${name[0]}"`;
    case 'end':
      return 'it ends with "."';
    case 'windows-device':
      return 'it is a reserved device name on Windows';
    case 'javascript':
      return 'it has a special meaning in JavaScript';
    case 'npm':
      return 'npm reserves it';
    case 'extension':
      return 'leave out the file extension, which is added';
  }
}

const pathFaults: Readonly<Record<PathFault, string>> = {
  empty: 'it is empty',
  prefix: 'leave out everything up to "hs/serverless/", which HubSpot adds',
  'full-url': 'it is a full URL',
  'on-disk': 'it is a path on disk; Git Bash turns a leading "/" into one, so leave that slash out',
  query: 'it cannot contain a query or "#"',
  backslash: 'use "/" instead of "\\"',
  characters: 'it can only contain A-Z, a-z, 0-9, "-", "_", ".", "~" and "/"',
  'empty-segment': 'it has two slashes in a row, or one at the end',
  dots: 'it cannot have "." or ".." as a part',
};

function dependencyFault(fault: DependencyFault): string {
  switch (fault.fault) {
    case 'no-name':
      return 'it has no name';
    case 'option':
      return 'it is an option, not a package';
    case 'not-public':
      return 'HubSpot only installs public npm packages; use name or name@range';
    case 'characters':
      return 'its name can only contain URL-friendly characters';
    case 'builtin':
      return 'it is part of Node.js; require it without installing it';
    case 'npm':
      return fault.reason;
    case 'range':
      return `${quoted(fault.range)} is neither a range such as ^1.2.0 nor a tag such as latest`;
  }
}

const secretFaults: Readonly<Record<SecretFault, string>> = {
  characters: 'use letters, digits and "_", and do not start with a digit',
  'acted-on': 'it changes how Node.js or the operating system behaves',
  javascript: 'it has a special meaning in JavaScript',
};
