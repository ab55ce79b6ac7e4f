import type { InvocationError } from '../../types.ts';
import type { FunctionFacts } from './function-facts.ts';
import { placeOfImport } from './function-source.ts';
import type { Thrown } from './invocation-channel.ts';
import { packageOf } from './package-of.ts';
import { userFile, userFrames } from './stack-frames.ts';

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
