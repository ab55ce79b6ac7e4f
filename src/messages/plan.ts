import { deepestNesting, hsmetaEnding, tokenName } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { meaningOf, warningOf } from '../rules/rule.ts';
import { otherCase, secretCase } from '../rules/secret-case.ts';
import { declaredToken, tokenDeclared } from '../rules/token-declared.ts';
import { printable, printableText } from '../terminal/text.ts';
import { listed, quoted, type Refusals, type Warnings } from './row.ts';

/** A place in a file; line and column count from 1. */
interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong in a text that is not JSON. */
export type JsonFault =
  | { readonly fault: 'expected'; readonly expected: string; readonly found: string | undefined }
  | { readonly fault: 'unclosed-string' | 'control-character' | 'escape' | 'comment' }
  | { readonly fault: 'nested-too-deep'; readonly limit: number };

interface NotAnObject {
  readonly path: string;
  readonly problem: { readonly fault: 'not-an-object' };
}

interface InvalidJson extends Place {
  readonly problem: JsonFault;
  /** The line, and a mark under the column. */
  readonly excerpt: string;
}

/** Something in a JSON file that prevents a member or an item from being added. */
export type JsonConflict = {
  readonly path: string /** Keys from the root. */;
  readonly keys: readonly string[];
} & (
  | { readonly kind: 'added-twice' }
  | (Place & { readonly kind: 'other-value' })
  | (Place & { readonly kind: 'wrong-type'; readonly needed: 'object' | 'list' })
);

/** A name, file, path or uid that another function already has. */
export type Clash =
  | {
      readonly kind: 'differs';
      readonly name: string;
      readonly file: string;
      readonly differences: readonly Difference[];
    }
  | { readonly kind: 'name-twice'; readonly name: string }
  | { readonly kind: 'name-case'; readonly name: string; readonly owner: string }
  | { readonly kind: 'file'; readonly file: string; readonly owner: string }
  | { readonly kind: 'endpoint'; readonly path: string; readonly name: string; readonly owner: string }
  | {
      readonly kind: 'elsewhere';
      readonly what: 'name' | 'endpoint path';
      readonly name: string;
      readonly owner: string;
      readonly file: string;
    }
  | { readonly kind: 'uid'; readonly name: string; readonly file: string }
  | { readonly kind: 'file-case'; readonly file: string; readonly name: string }
  | { readonly kind: 'card-file'; readonly file: string; readonly functions: readonly string[] }
  | { readonly kind: 'card-title'; readonly file: string; readonly title: string };

export type Difference = 'configuration file' | 'source file' | 'list of secrets' | 'endpoint';

/** Refusals of a plan that would lose or clash with what is there. Nothing is written. */
export const planRefusals = {
  'invalid-json': {
    exit: 'conflict',
    means: 'A file is not valid JSON.',
    words: (file: InvalidJson | NotAnObject) =>
      'line' in file
        ? {
            message: `${placed(file)} is not valid JSON: ${jsonFault(file.problem)}.\n${printableText(file.excerpt)}`,
            hint: `Fix line ${file.line} of ${printable(file.path)}, then run the same command again.`,
          }
        : { message: `${printable(file.path)} is not a JSON object.`, hint: 'Correct the file.' },
  },
  'fixture-too-deep': {
    exit: 'conflict',
    means: 'A fixture is nested too deep.',
    words: ({ file }: { readonly file: string }) => ({
      message: `${printable(file)} is nested more than ${deepestNesting} levels deep.`,
      hint: 'Write a context that the function can be called with, then run the same command again.',
    }),
  },
  'json-conflict': {
    exit: 'conflict',
    means: 'A JSON file already has another value.',
    words: ({ path, conflicts }: { readonly path: string; readonly conflicts: readonly JsonConflict[] }) => ({
      message: [...new Set(conflicts.map(jsonConflict))].join('\n'),
      hint: `Choose other names, or change ${printable(path)} by hand, then run the same command again.`,
    }),
  },
  'dotenv-conflict': {
    exit: 'conflict',
    means: 'A line of .env would hide lines added below it.',
    words: ({ path, line }: { readonly path: string; readonly line: number }) => ({
      message: `${printable(path)}:${line} is not NAME=value, or has an unclosed quote, so lines added below it would not be read.`,
      hint: `Fix line ${line} of ${printable(path)}, then run the same command again.`,
    }),
  },
  'dotenv-too-large': {
    exit: 'conflict',
    means: 'A .env is too large to be read.',
    words: ({ path }: { readonly path: string }) => ({
      message: `${printable(path)} is too large, or would become so: the limits are 1 MB and 20,000 lines.`,
      hint: `Check that it is the right file, or take out what is not needed, then run the same command again.`,
    }),
  },
  'not-utf8': {
    exit: 'conflict',
    means: 'A file that must be edited is not UTF-8 text.',
    words: ({ path }: { readonly path: string }) => ({
      message: `${printable(path)} is not UTF-8 text, so editing it would damage it.`,
      hint: 'Save it as UTF-8, then run the same command again.',
    }),
  },
  'file-differs': {
    exit: 'conflict',
    means: 'A file already exists with other content.',
    words: ({ path }: { readonly path: string }) => ({
      message: `${printable(path)} already exists with other content.`,
      hint: 'Choose another name, or move the file away. Nothing is overwritten.',
    }),
  },
  conflict: {
    exit: 'conflict',
    means: 'Several files conflict; each is listed.',
    words: ({ problems }: { readonly problems: readonly Problem[] }, wordsOf) => ({
      message: `${problems.length} files conflict:\n${listed(problems, wordsOf)}`,
      hint: 'Nothing was written. Resolve these, then run the same command again.',
    }),
  },
  'planned-twice': {
    exit: 'conflict',
    means: 'Two functions would write the same file.',
    words: ({ path }: { readonly path: string }) => ({
      message: `${printable(path)} would be written twice, with different content.`,
      hint: 'Give the functions different names.',
    }),
  },
  clash: {
    exit: 'conflict',
    means: 'A name, file, endpoint path or uid is already used.',
    words: ({ clashes }: { readonly clashes: readonly Clash[] }) => ({
      message: clashes.map(clashText).join('\n'),
      hint: 'Choose another name or path.',
    }),
  },
  'unknown-template': {
    exit: 'input',
    means: 'There is no template of that name.',
    words: ({ template }: { readonly template: string }) => ({
      message: `Unknown template ${quoted(template)}.`,
      hint: 'Choose one with --template. --help lists them.',
    }),
  },
  'module-package': {
    exit: 'conflict',
    means: 'Node would load the new function as an ES module.',
    words: ({ manifest }: { readonly manifest: string }) => ({
      message: `${printable(manifest)} has "type": "module", so Node would load the new function as an ES module, but it is written as CommonJS.`,
      hint: 'Remove "type" from it, and name functions that are ES modules *.mjs.',
    }),
  },
} as const satisfies Refusals;

/** A place as messages show it: `src/app/app.json (line 3, column 5)`. */
function placed({ path, line, column }: Place): string {
  return `${printable(path)} (line ${line}, column ${column})`;
}

function jsonFault(problem: JsonFault): string {
  switch (problem.fault) {
    case 'expected': {
      const found =
        problem.found === undefined ? 'the end of the file' : printable(JSON.stringify(problem.found));
      return `expected ${problem.expected}, found ${found}`;
    }
    case 'unclosed-string':
      return 'the string that starts here has no closing quote on its line';
    case 'control-character':
      return 'a string has a control character; write it as \\u and four digits';
    case 'escape':
      return 'there is no such escape sequence in JSON; write \\\\ for a backslash';
    case 'comment':
      return 'this slash does not start a comment, or the comment is not closed';
    case 'nested-too-deep':
      return `it is nested more than ${problem.limit} levels deep`;
  }
}

function jsonConflict(conflict: JsonConflict): string {
  const name = quoted(conflict.keys.join('.'));
  switch (conflict.kind) {
    case 'added-twice':
      return `${printable(conflict.path)} would get ${name} twice, with different values.`;
    case 'other-value':
      return `${placed(conflict)} already has ${name}, with another value.`;
    case 'wrong-type': {
      const what = conflict.keys.length === 0 ? 'the file' : name;
      const needed = conflict.needed === 'object' ? 'an object, such as {}' : 'a list, such as []';
      return `${placed(conflict)}: ${what} must be ${needed}.`;
    }
  }
}

function clashText(clash: Clash): string {
  switch (clash.kind) {
    case 'differs':
      return `${printable(clash.file)} already has the function ${printable(clash.name)}, with a different ${clash.differences.join(', ')}.`;
    case 'name-twice':
      return `Two functions are named ${printable(clash.name)}.`;
    case 'name-case':
      return `${printable(clash.name)} differs from the function ${printable(clash.owner)} only in case.`;
    case 'file':
      return `${printable(clash.file)} belongs to the function ${printable(clash.owner)}.`;
    case 'endpoint':
      return `The endpoint path ${quoted(clash.path)} of ${printable(clash.name)} belongs to the function ${printable(clash.owner)}.`;
    case 'elsewhere':
      return `The ${clash.what} ${quoted(clash.name)} belongs to the function ${printable(clash.owner)} in ${printable(clash.file)}.`;
    case 'uid':
      return `${printable(clash.file)} already uses the uid ${printable(clash.name)}.`;
    case 'file-case':
      return `${printable(clash.file)} exists, and differs from a file of ${printable(clash.name)} only in case.`;
    case 'card-file':
      return `The cards of ${clash.functions.map(printable).join(' and ')} would have the same file, ${printable(clash.file)}.`;
    case 'card-title':
      return `The card in ${printable(clash.file)} already has the title ${quoted(clash.title)}.`;
  }
}

interface KeptDependency {
  readonly path: string;
  readonly name: string;
  /** Both as JSON has them. */
  readonly present: string;
  readonly wanted: string;
}

/** Warnings about what a plan leaves as it is. */
export const planWarnings = {
  'module-above': {
    means: 'A package.json above the functions folder has "type": "module", which HubSpot does not see.',
    words: ({ functionsDirectory }: { readonly functionsDirectory: string }) =>
      `A package.json above ${printable(functionsDirectory)} has "type": "module", which HubSpot does not see. The folder gets its own package.json, so that its .js files are CommonJS here too.`,
  },
  'dependency-kept': {
    means: 'package.json already has another range.',
    words: ({ path, name, present, wanted }: KeptDependency) =>
      `${printable(path)} already has ${printable(name)} ${printable(present)} (the template asks for ${printable(wanted)}). It was left unchanged.`,
  },
  'any-range': {
    means: 'package.json has "*" for a package that is not installed.',
    words: ({ names, path }: { readonly names: readonly string[]; readonly path: string }) =>
      `${printable(path)} has "*" for ${names.map(printable).join(', ')}, which ${names.length === 1 ? 'is' : 'are'} not installed yet. Set a range, such as the installed version.`,
  },
  'endpoint-token': {
    means: 'An endpoint function uses the access token, which HubSpot may not give it.',
    words: ({ name }: { readonly name: string }) =>
      `HubSpot does not document whether endpoint functions get ${tokenName}. Call ${printable(name)} once after the first upload, before you rely on it.`,
  },
  'token-declared': {
    means: meaningOf(tokenDeclared),
    words: ({ names, configFile }: { readonly names: readonly string[]; readonly configFile: string }) => {
      const layout = configFile.endsWith(hsmetaEnding) ? 'hsmeta' : 'serverless-json';
      return warningOf(tokenDeclared, declaredToken(names.map(printable), printable(configFile), layout))
        .message;
    },
  },
  'secret-case': {
    means: meaningOf(secretCase),
    words: ({
      secret,
      other,
      configFile,
    }: {
      readonly secret: string;
      readonly other: string;
      readonly configFile: string;
    }) =>
      warningOf(secretCase, otherCase(printable(secret), printable(other), printable(configFile))).message,
  },
} as const satisfies Warnings;
