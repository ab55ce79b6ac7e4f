import { posix } from 'node:path';
import { Problem } from '../errors.ts';
import { memoized } from '../memoized.ts';
import { inFolder, type ProjectFiles, readableJson, readableText, resolveIn } from '../project/files.ts';
import { objectOf, stringOf } from '../project/json.ts';
import { localPlaces } from '../project/local-places.ts';
import { moduleKinds } from '../project/module-kinds.ts';
import { spellingOn } from '../project/spelling.ts';
import type { Code, Facts, FunctionFacts, Import } from './facts.ts';

/** How to read a JavaScript file: with a parser, or only its tokens. */
export type CodeReader = (path: string, text: string, module: boolean | undefined) => Code;

/** Reads the code of functions. Each file is read once, however many functions share it. */
export interface SourceReader {
  of(file: string): Pick<FunctionFacts, 'isFile' | 'code' | 'codes'>;
  readonly spelling: Facts['spelling'];
}

/** In characters. A larger file is bundled code. */
const largestSource = 2 * 1024 * 1024;

export function sourceReader(root: string, files: ProjectFiles, codeOf: CodeReader): SourceReader {
  /** Files that the current user is not allowed to read. */
  const refused = new Set<string>();
  const spelling = spellingOn(files);
  const kindOf = moduleKinds();
  /** Whether a link on a folder's path leads out of the project. `files.read` handles links to files. */
  const isOutside = memoized(files.leadsOutside);
  const mainOf = memoized((folder: string) => mainIn(folder, files));

  const read = memoized((path: string): Code | undefined => {
    if (!/\.[cm]?js$/.test(path) || isOutside(posix.dirname(path))) return undefined;
    const text = readUnlessRefused(path);
    if (text === undefined || text.length > largestSource) return undefined;
    const code = codeOf(path, text.replace(/^\ufeff/, ''), kindOf(`${root}/${path}`));
    const found = memoized((specifier: string) => targetOf(specifier, path, spelling, files, mainOf));
    const imports = code.imports.map((one) => ({ ...one, ...found(one.specifier) }));
    return { ...code, imports };
  });
  const readUnlessRefused = (path: string): string | undefined => {
    try {
      return files.read(path);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'unreadable') refused.add(path);
      return undefined;
    }
  };
  return {
    spelling,
    of(file) {
      const real = file === '' || file.startsWith('../') ? undefined : spelling(file);
      const code = real === undefined ? undefined : read(real);
      const codes = new Set<Code>(code === undefined ? [] : [code]);
      for (const one of codes) {
        for (const { target } of one.imports) {
          const next = target === undefined ? undefined : read(target);
          if (next !== undefined) codes.add(next);
        }
      }
      return {
        isFile: code !== undefined || (real !== undefined && files.isFile(real) && !refused.has(real)),
        code,
        codes: [...codes],
      };
    },
  };
}

/** The project file that an import refers to. */
function targetOf(
  specifier: string,
  importer: string,
  spelling: SourceReader['spelling'],
  files: ProjectFiles,
  mainOf: (folder: string) => string | undefined,
): Pick<Import, 'target' | 'isSpelled'> {
  const folder = posix.dirname(importer);
  const spelled = localPlaces(specifier, (path) => resolveIn(folder, path).replace(/(.)\/$/, '$1'), mainOf)
    .map((wanted) => ({ wanted, real: spelling(wanted) }))
    .filter(({ real }) => real !== undefined && !files.isDirectory(real));
  const found = spelled.find(({ wanted, real }) => wanted === real) ?? spelled[0];
  return found === undefined ? {} : { target: found.real, isSpelled: found.real === found.wanted };
}

/** The file that a folder's own `package.json` names as `main`. */
function mainIn(folder: string, files: ProjectFiles): string | undefined {
  if (!files.isDirectory(folder)) return undefined;
  const manifest = inFolder(folder, 'package.json');
  return stringOf(objectOf(readableJson(manifest, readableText(files, manifest) ?? ''))?.main);
}
