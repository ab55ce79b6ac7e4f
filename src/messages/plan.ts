import { hsmetaEnding, tokenName } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { warningRow } from '../rules/rule.ts';
import { otherCase, secretCase } from '../rules/secret-case.ts';
import { declaredToken, tokenDeclared } from '../rules/token-declared.ts';
import { printable, printableText } from '../terminal/text.ts';
import { type JsonFault, jsonFaultText } from './json-faults.ts';
import type { FaultOf, Lists, Numbers, Refusals, Strings, Texts, Warnings } from './row.ts';
import { faultText, list, listed, quoted } from './shown.ts';

/** A place in a file; line and column count from 1. */
type Place = Strings<'path'> & Numbers<'line' | 'column'>;

type NotAnObject = Strings<'path'> & { readonly problem: { readonly fault: 'not-an-object' } };

interface InvalidJson extends Place {
  readonly problem: JsonFault;
  /** The line, and a mark under the column. */
  readonly excerpt: string;
}

/** Refusals of a plan that would lose existing content or clash with it. Nothing is written. */
export const planRefusals = {
  'invalid-json': {
    means: 'A file is not valid JSON.',
    words: (file: InvalidJson | NotAnObject) =>
      'line' in file
        ? {
            message: `${placed(file)} is ${jsonFaultText(file.problem)}.\n${printableText(file.excerpt)}`,
            hint: `Fix line ${file.line} of ${printable(file.path)}, then run the same command again.`,
          }
        : { message: `${printable(file.path)} is not a JSON object.`, hint: 'Correct the file.' },
  },
  'json-conflict': {
    means: 'A JSON file already has another value.',
    words: ({ path, conflicts }: { readonly path: string; readonly conflicts: readonly JsonConflict[] }) => ({
      message: [...new Set(conflicts.map((one) => faultText(jsonConflicts, one)))].join('\n'),
      hint: `Choose other names, or change ${printable(path)} by hand, then run the same command again.`,
    }),
  },
  'dotenv-conflict': {
    means: 'A line of .env would hide lines added below it.',
    words: ({ path, line }: Strings<'path'> & Numbers<'line'>) => ({
      message: `${printable(path)}:${line} is not NAME=value, or has an unclosed quote, so lines added below it would not be read.`,
      hint: `Fix line ${line} of ${printable(path)}, then run the same command again.`,
    }),
  },
  'dotenv-too-large': {
    means: 'A .env is too large to be read.',
    words: ({ path }: Strings<'path'>) => ({
      message: `${printable(path)} is too large, or would become so: the limits are 1 MB and 20,000 lines.`,
      hint: `Check that it is the right file, or take out what is not needed, then run the same command again.`,
    }),
  },
  'not-utf8': {
    means: 'A file that must be edited is not UTF-8 text.',
    words: ({ path }: Strings<'path'>) => ({
      message: `${printable(path)} is not UTF-8 text, so editing it would damage it.`,
      hint: 'Save it as UTF-8, then run the same command again.',
    }),
  },
  'file-differs': {
    means: 'A file already exists with other content.',
    words: ({ path }: Strings<'path'>) => ({
      message: `${printable(path)} already exists with other content.`,
      hint: 'Choose another name, or move the file away. Nothing is overwritten.',
    }),
  },
  conflict: {
    means: 'Several files conflict; each is listed.',
    words: ({ problems }: { readonly problems: readonly Problem[] }, wordsOf) => ({
      message: `${problems.length} files conflict:\n${listed(problems, wordsOf)}`,
      hint: 'Nothing was written. Resolve these, then run the same command again.',
    }),
  },
  'planned-twice': {
    means: 'Two functions would write the same file.',
    words: ({ path }: Strings<'path'>) => ({
      message: `${printable(path)} would be written twice, with different content.`,
      hint: 'Give the functions different names.',
    }),
  },
  clash: {
    means: 'A name, file, endpoint path or uid is already used.',
    words: ({ clashes }: { readonly clashes: readonly Clash[] }) => ({
      message: clashes.map((one) => faultText(clashTexts, one)).join('\n'),
      hint: 'Choose another name or path.',
    }),
  },
  'unknown-template': {
    exit: 'input',
    means: 'There is no template of that name.',
    words: ({ template }: Strings<'template'>) => ({
      message: `Unknown template ${quoted(template)}.`,
      hint: 'Choose one with --template. --help lists them.',
    }),
  },
  'module-package': {
    means: 'Node would load the new function as an ES module.',
    words: ({ manifest }: Strings<'manifest'>) => ({
      message: `${printable(manifest)} has "type": "module", so Node would load the new function as an ES module, but it is written as CommonJS.`,
      hint: 'Remove "type" from it, and name functions that are ES modules *.mjs.',
    }),
  },
} as const satisfies Refusals;

/** A place as messages show it: `src/app/app.json (line 3, column 5)`. */
function placed({ path, line, column }: Place): string {
  return `${printable(path)} (line ${line}, column ${column})`;
}

export type JsonConflict = FaultOf<typeof jsonConflicts>;

type Keys = Strings<'path'> & Lists<'keys'>;

/** Reasons why a member or an item cannot be added to a JSON file. `keys` is its path from the root. */
const jsonConflicts = {
  'added-twice': ({ path, keys }: Keys) =>
    `${printable(path)} would get ${quoted(keys.join('.'))} twice, with different values.`,
  'other-value': (at: Keys & Place) =>
    `${placed(at)} already has ${quoted(at.keys.join('.'))}, with another value.`,
  'wrong-type': (at: Keys & Place & { readonly needed: 'object' | 'list' }) => {
    const what = at.keys.length === 0 ? 'the file' : quoted(at.keys.join('.'));
    return `${placed(at)}: ${what} must be ${at.needed === 'object' ? 'an object, such as {}' : 'a list, such as []'}.`;
  },
} as const satisfies Texts<string>;

export type Clash = FaultOf<typeof clashTexts>;

/** A name, file, path or uid that another function (`owner`) already has. */
const clashTexts = {
  differs: ({ file, name, differences }: Strings<'file' | 'name'> & { differences: readonly Difference[] }) =>
    `${printable(file)} already has the function ${printable(name)}, with a different ${differences.join(', ')}.`,
  'name-twice': ({ name }: Strings<'name'>) => `Two functions are named ${printable(name)}.`,
  'name-case': ({ name, owner }: Strings<'name' | 'owner'>) =>
    `${printable(name)} differs from the function ${printable(owner)} only in case.`,
  file: ({ file, owner }: Strings<'file' | 'owner'>) =>
    `${printable(file)} belongs to the function ${printable(owner)}.`,
  endpoint: ({ path, name, owner }: Strings<'path' | 'name' | 'owner'>) =>
    `The endpoint path ${quoted(path)} of ${printable(name)} belongs to the function ${printable(owner)}.`,
  elsewhere: ({
    what,
    name,
    owner,
    file,
  }: Strings<'name' | 'owner' | 'file'> & { what: 'name' | 'endpoint path' }) =>
    `The ${what} ${quoted(name)} belongs to the function ${printable(owner)} in ${printable(file)}.`,
  uid: ({ name, file }: Strings<'name' | 'file'>) =>
    `${printable(file)} already uses the uid ${printable(name)}.`,
  'file-case': ({ name, file }: Strings<'name' | 'file'>) =>
    `${printable(file)} exists, and differs from a file of ${printable(name)} only in case.`,
  'card-file': ({ file, functions }: Strings<'file'> & Lists<'functions'>) =>
    `The cards of ${functions.map(printable).join(' and ')} would have the same file, ${printable(file)}.`,
  'card-title': ({ file, title }: Strings<'file' | 'title'>) =>
    `The card in ${printable(file)} already has the title ${quoted(title)}.`,
} as const satisfies Texts<string>;

export type Difference = 'configuration file' | 'source file' | 'list of secrets' | 'endpoint';

/** Warnings about things that a plan does not change. */
export const planWarnings = {
  'module-above': {
    means: 'A package.json above the functions folder has "type": "module", which HubSpot does not see.',
    words: ({ functionsDirectory }: Strings<'functionsDirectory'>) =>
      `A package.json above ${printable(functionsDirectory)} has "type": "module", which HubSpot does not see. The folder gets its own package.json, so that its .js files are CommonJS here too.`,
  },
  'dependency-kept': {
    means: 'package.json already has another range.',
    words: ({ path, name, present, wanted }: Strings<'path' | 'name' | 'present' | 'wanted'>) =>
      `${printable(path)} already has ${printable(name)} ${printable(present)} (requested: ${printable(wanted)}). It was left unchanged.`,
  },
  'any-range': {
    means: 'package.json has "*" for a package that is not installed.',
    words: ({ names, path }: Lists<'names'> & Strings<'path'>) =>
      `${printable(path)} has "*" for ${list(names)}, which ${names.length === 1 ? 'is' : 'are'} not installed yet. Set a range, such as the installed version.`,
  },
  'endpoint-token': {
    means: 'An endpoint function uses the access token, which HubSpot may not give it.',
    words: ({ name }: Strings<'name'>) =>
      `HubSpot does not document whether endpoint functions get ${tokenName}. Call ${printable(name)} once after the first upload, before you rely on it.`,
  },
  'token-declared': warningRow(
    tokenDeclared,
    ({ names, configFile }: Lists<'names'> & Strings<'configFile'>) => {
      const layout = configFile.endsWith(hsmetaEnding) ? 'hsmeta' : 'serverless-json';
      return declaredToken(names.map(printable), printable(configFile), layout);
    },
  ),
  'secret-case': warningRow(
    secretCase,
    ({ secret, other, configFile }: Strings<'secret' | 'other' | 'configFile'>) =>
      otherCase(printable(secret), printable(other), printable(configFile)),
  ),
} as const satisfies Warnings;
