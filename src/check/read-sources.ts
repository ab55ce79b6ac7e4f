import { posix } from 'node:path';
import { Problem } from '../errors.ts';
import { inFolder, type ProjectFiles, readableJson, readableText, resolveIn } from '../project/files.ts';
import { objectOf, stringOf } from '../project/json.ts';
import { isModule } from '../project/packages.ts';
import { spellingOn } from '../project/spelling.ts';
import { remembered } from '../remembered.ts';
import type { Code, Facts, FunctionFacts, Import } from './facts.ts';

/** How a JavaScript file is read: with a parser, or from its tokens alone. */
export type CodeReader = (path: string, text: string, module: boolean | undefined) => Code;

/** Reads the code of functions; each file once, however many functions share it. */
export interface SourceReader {
  of(file: string): Pick<FunctionFacts, 'isFile' | 'code' | 'codes'>;
  readonly spelling: Facts['spelling'];
}

const endings = ['', '.js', '.json', '.node', '.cjs', '.mjs', '/index.js', '/index.json'];
/** In characters; a larger file is bundled code. */
const largestSource = 2 * 1024 * 1024;

export function sourceReader(root: string, files: ProjectFiles, codeOf: CodeReader): SourceReader {
  /** Files that this user may not read. */
  const refused = new Set<string>();
  const spelling = spellingOn(files);
  const kindOf = remembered(moduleKind);

  const read = remembered((path: string): Code | undefined => {
    if (!/\.[cm]?js$/.test(path) || files.leadsOutside(path)) return undefined;
    const text = textOf(path);
    if (text === undefined || text.length > largestSource) return undefined;
    // All files of a folder with the same ending are of one kind.
    const kind = kindOf(`${root}/${posix.dirname(path)}/a${posix.extname(path)}`);
    const code = codeOf(path, text.replace(/^\ufeff/, ''), kind);
    const imports = code.imports.map((one) => ({ ...one, ...targetOf(one, path, spelling, files) }));
    return { ...code, imports };
  });
  const textOf = (path: string): string | undefined => {
    try {
      return files.readSmall(path);
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

/** The file of the project that an import leads to. */
function targetOf(
  { specifier }: Import,
  importer: string,
  spelling: SourceReader['spelling'],
  files: ProjectFiles,
): Pick<Import, 'target' | 'isSpelled'> {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return {};
  const path = resolveIn(posix.dirname(importer), specifier);
  const main = files.isDirectory(path) ? mainOf(inFolder(path, 'package.json'), files) : undefined;
  const spelled = (main === undefined ? [path] : [resolveIn(path, main), path])
    .flatMap((base) => endings.map((ending) => posix.normalize(base + ending)))
    .map((wanted) => ({ wanted, real: spelling(wanted) }))
    .filter(({ real }) => real !== undefined && !files.isDirectory(real));
  const found = spelled.find(({ wanted, real }) => wanted === real) ?? spelled[0];
  return found === undefined ? {} : { target: found.real, isSpelled: found.real === found.wanted };
}

/** What a folder's own `package.json` names as its file. */
function mainOf(manifest: string, files: ProjectFiles): string | undefined {
  return stringOf(objectOf(readableJson(manifest, readableText(files, manifest) ?? ''))?.main);
}

/** Whether Node treats a file as an ES module; undefined if it decides by the content. */
function moduleKind(file: string): boolean | undefined {
  return isModule(file) || (file.endsWith('.cjs') ? false : undefined);
}
