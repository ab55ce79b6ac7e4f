import { longestUid, mostFunctions, mostSecrets, tokenName } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Rejected } from '../types.ts';
import { type DirectoryFault, directoryFaults } from './files.ts';
import type { FaultOf, Flags, Lists, Numbers, Refusals, Strings, Texts, Words, WordsOf } from './row.ts';
import { faultText, orList, quoted, safeValues } from './shown.ts';

/** Refusals of an answers file. */
export const answerRefusals = {
  'invalid-answers': {
    exit: 'input',
    means: 'The answers file cannot be used.',
    words: (fault: FaultOf<typeof answersFaults>, wordsOf) => faultText(answersFaults, fault, wordsOf),
  },
} as const satisfies Refusals;

interface OfKey extends Strings<'file'> {
  /** With the path of its entry, such as `functions[0].template`. */
  readonly key: string;
}

interface WrongType {
  readonly needed: keyof typeof types;
  /** The value, if it is a number. */
  readonly number: number | undefined;
}

const answersFaults = {
  'not-json': ({ problem }: Strings<'file'> & { readonly problem: Problem }, wordsOf: WordsOf) =>
    wordsOf(problem),
  'not-an-object': ({ file }: Strings<'file'>) => ({
    message: `The ${answersFile(file)} is not a JSON object.`,
    hint: 'For example: {"app": "my-app", "function": "hello"}',
  }),
  'functions-not-a-list': ({ file }: Strings<'file'>) => ({
    message: `"functions" in the ${answersFile(file)} is not a list with at least one entry.`,
    hint: 'For example: "functions": [{"function": "hello"}]',
  }),
  'too-many-functions': ({ file, count }: Strings<'file'> & Numbers<'count'>) => ({
    message: `"functions" in the ${answersFile(file)} has ${count} entries; one run adds up to ${mostFunctions}.`,
    hint: 'Split it into several files.',
  }),
  'beside-functions': ({ file, key }: OfKey) => ({
    message: `The ${answersFile(file)} has both "functions" and ${quoted(key)}.`,
    hint: `Move ${quoted(key)} into the entries of "functions".`,
  }),
  'key-twice': ({ file, both }: Strings<'file'> & { both: readonly { key: string; line: number }[] }) => ({
    message: `The ${answersFile(file)} has ${both.map(({ key, line }) => `${quoted(key)} on line ${line}`).join(' and ')}.`,
    hint: 'Remove one of them.',
  }),
  'entry-not-an-object': ({ file, entry }: Strings<'file' | 'entry'>) => ({
    message: `${entry} in the ${answersFile(file)} is not an object.`,
  }),
  'command-line-only': ({ file, key, option }: OfKey & Strings<'option'>) => ({
    message: `The ${answersFile(file)} has ${quoted(key)}, which only works on the command line.`,
    hint: `Use --${option} there.`,
  }),
  'unknown-key': ({ file, key, near }: OfKey & { readonly near: string | undefined }) => ({
    message: `The ${answersFile(file)} has the unknown key ${quoted(key)}.`,
    hint: near === undefined ? 'See --help --json for all keys.' : `Did you mean "${near}"?`,
  }),
  'wrong-type': ({ file, key, needed, number }: OfKey & WrongType) => ({
    message: `${quoted(key)} in the ${answersFile(file)} has the wrong type.`,
    hint:
      needed === 'text' && number !== undefined
        ? `Write "${number}" in quotes.`
        : `It must be ${types[needed]}.`,
  }),
} as const satisfies Texts<Words>;

function answersFile(file: string): string {
  return `answers file ${file === '-' ? 'on standard input' : printable(file)}`;
}

const types = {
  text: 'a string, without NUL characters',
  list: 'a list of strings, without NUL characters',
  pairs: 'a list of strings, without NUL characters',
  switch: 'true or false',
  number: 'a whole number',
  'optional-number': 'a whole number, or true',
};

/** Reasons why a value from the user cannot be used. They are shown under a question or after the option's name. */
export const rejections = {
  'unknown-choice': ({ what, word, known }: Strings<'what' | 'word'> & Lists<'known'>) =>
    `Unknown ${what} ${quoted(word)}. Choose ${orList(known)}.`,
  'platform-not-offered': ({
    version,
    isOld,
    known,
  }: Strings<'version'> & Flags<'isOld'> & Lists<'known'>) =>
    isOld
      ? `HubSpot no longer builds platform version ${version}, and its functions answer through a callback. Choose ${orList(known)}. To move a project of ${version}, run migrate in it.`
      : `Platform version ${version} has no serverless functions. Choose ${orList(known)}.`,
  'no-methods': ({ known }: Lists<'known'>) => `An endpoint needs at least one method: ${orList(known)}.`,
  'host-name': ({ name }: Strings<'name'>) =>
    `${quoted(name)} is not a host name. Give the name alone, such as shop.example.com.`,
  'no-name': ({ what }: { readonly what: 'app' | 'function' | 'secret' }) =>
    `${what === 'app' ? 'An app' : `A ${what}`} needs a name.`,
  'app-name-invisible': ({ name }: Strings<'name'>) =>
    `${quoted(name)} contains invisible or control characters.`,
  'app-name-too-long': ({ length, most }: Numbers<'length' | 'most'>) =>
    `An app name can have up to ${most} characters; this one has ${length}.`,
  'function-name': ({ name, fault }: { readonly name: string; readonly fault: NameFault }) =>
    `${quoted(name)} is not a valid function name: ${fault === 'start' ? `it starts with "${name[0]}"` : nameFaults[fault]}.`,
  'endpoint-path': ({ path, fault }: { readonly path: string; readonly fault: PathFault }) =>
    `${quoted(path)} is not a valid endpoint path: ${pathFaults[fault]}.`,
  dependency: ({ written, ...fault }: Strings<'written'> & DependencyFault) =>
    `${quoted(written)} is not a valid dependency: ${faultText(dependencyFaults, fault)}.`,
  'dependency-twice': ({ name, ranges }: Strings<'name'> & Lists<'ranges'>) =>
    `${printable(name)} is wanted as ${ranges.map(printable).join(' and as ')}. Use one range.`,
  'secret-is-token': () =>
    `HubSpot provides ${tokenName}, so it is not listed as a secret. Use --token, or "access token" in the review.`,
  'secret-is-value': () =>
    'This looks like the value of a secret, not its name. Give a name such as API_KEY, and put the value in .env. If the value is real, replace it: your shell history may have it.',
  'secret-name': ({ name, fault }: { readonly name: string; readonly fault: keyof typeof secretFaults }) =>
    `${quoted(name)} is not a valid secret name: ${secretFaults[fault]}.`,
  'too-many-secrets': ({ count }: Numbers<'count'>) =>
    `${count} secrets are too many: a function takes up to ${mostSecrets}.`,
  'secret-case': ({ names }: Lists<'names'>) =>
    `The secrets ${names.join(' and ')} differ only in case, which Windows ignores.`,
  'one-functions-folder': () =>
    'The platform version decides where the functions of a new project are. Leave this out.',
  'needs-token': ({ template }: Strings<'template'>) =>
    `The template ${template} calls HubSpot and needs the token.`,
  'needs-secret': ({ template }: Strings<'template'>) =>
    `The template ${template} reads a secret. Name at least one.`,
  'methods-without-endpoint': () => 'Methods only apply to an endpoint: add its path with --endpoint.',
  'needs-path': ({ template }: Strings<'template'>) => `The template ${template} needs a path.`,
  'name-taken': ({ owner }: { readonly owner: NameOwner }) =>
    `That name is taken by ${nameOwner(owner)}. Choose another.`,
  'path-taken': ({ owner }: Strings<'owner'>) => `That path is taken by ${printable(owner)}. Choose another.`,
  'folder-is-a-file': ({ name }: Strings<'name'>) =>
    `There is already a file called ${printable(name)} here. Choose another name.`,
  'folder-unusable': ({ name, fault }: { readonly name: string; readonly fault: DirectoryFault }) =>
    `${printable(name)} cannot be a folder here: ${faultText(directoryFaults, fault)}. Choose another name.`,
  'folder-has-a-project': ({ name }: Strings<'name'>) =>
    `${printable(name)} already has a project. Choose another name.`,
} as const satisfies Texts<string>;

/** Maximum length of a correction that is shown, in characters. A longer correction would not help. */
const longestProposal = 200;

/** The text for a rejected value: the problem, and a correction if there is one. */
export function rejectionText({ problem: { code, values }, proposal }: Rejected): string {
  const text = (rejections as Texts<string>)[code]?.(safeValues(values)) ?? '';
  return proposal === undefined || proposal.length > longestProposal || text.endsWith(` ${proposal}.`)
    ? text
    : `${text} Try ${proposal}.`;
}

/** The current owner of a function's name: a function of this run, a file, or a uid in a file. */
export type NameOwner = 'this-run' | Strings<'file'> | Strings<'uidIn'>;

function nameOwner(owner: NameOwner): string {
  if (owner === 'this-run') return 'another function you are adding';
  return 'file' in owner ? printable(owner.file) : `the uid in ${printable(owner.uidIn)}`;
}

export type NameFault = 'start' | keyof typeof nameFaults;

const nameFaults = {
  characters: 'it can only contain A-Z, a-z, 0-9, "_", "-" and "."',
  'too-long': `it is longer than ${longestUid} characters`,
  end: 'it ends with "."',
  'windows-device': 'it is a reserved device name on Windows',
  javascript: 'it has a special meaning in JavaScript',
  npm: 'npm reserves it',
  extension: 'leave out the file extension, which is added',
};

export type PathFault = keyof typeof pathFaults;

const pathFaults = {
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

export type DependencyFault = FaultOf<typeof dependencyFaults>;

const dependencyFaults = {
  'no-name': () => 'it has no name',
  option: () => 'it is an option, not a package',
  'not-public': () => 'HubSpot only installs public npm packages; use name or name@range',
  characters: () => 'its name can only contain URL-friendly characters',
  builtin: () => 'it is part of Node.js; require it without installing it',
  npm: ({ reason }: { /** In the words of npm's own check. */ readonly reason: string }) => reason,
  range: ({ range }: Strings<'range'>) =>
    `${quoted(range)} is neither a range such as ^1.2.0 nor a tag such as latest`,
} as const satisfies Texts<string>;

const secretFaults = {
  characters: 'use letters, digits and "_", and do not start with a digit',
  'acted-on': 'it changes how Node.js or the operating system behaves',
  javascript: 'it has a special meaning in JavaScript',
};
